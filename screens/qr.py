"""A QR code drawn with half blocks, two squares a character."""

import segno

_BLOCKS = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}


def drawn(text: str) -> str:
    """The code for a text, with its quiet border, to be shown light on dark."""
    rows = [
        [bool(square) for square in row]
        for row in segno.make(text, micro=False, error="l").matrix_iter(border=2)
    ]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return "\n".join(
        "".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
