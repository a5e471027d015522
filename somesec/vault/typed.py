"""What a person types from paper or after a voice, without what only helps the eye."""

_BETWEEN = "-‐‑‒–—.,"


def signs_of(text: str) -> str:
    """The text without spaces, line ends, dashes, full stops and commas."""
    return "".join(sign for sign in text if not (sign.isspace() or sign in _BETWEEN))
