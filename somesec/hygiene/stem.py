"""What is left of a password when its ornaments are taken off, to find near-same ones."""

import re

from somesec.hygiene.letters import folded, unmasked

SHORTEST = 4

_LETTER = r"[^\W\d_]"
_FROM_LETTER_TO_LETTER = re.compile(f"{_LETTER}(?:.*{_LETTER})?", re.DOTALL)


def stem(password: str) -> str | None:
    """The password folded, without digits and marks at its ends, look-alike characters undone:
    `Kirjasto2024!` and `k1rj@sto_2025?` give the same.

    None when fewer than four characters are left, because nearly everything would be alike."""
    core = _FROM_LETTER_TO_LETTER.search(folded(password))
    if core is None:
        return None
    letters = unmasked(core.group())
    return letters if len(letters) >= SHORTEST else None
