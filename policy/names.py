"""Names as people write them in addresses and logins: folded letters, either order, initials.

A name here is a person's, as the register keeps it: `Aino-Liisa Mäkelä` or `Mäkelä, Aino-Liisa`.
"""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
_LIGATURES = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l"}
)
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "å": "aa", "ü": "ue", "ø": "oe"})


def fold(text: str) -> str:
    """The text in lower case with marks taken off its letters: `Äänekoski` gives `aanekoski`."""
    parted = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return bare.casefold()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text: runs of letters and digits."""
    return tuple(re.findall(r"[^\W_]+", fold(text)))
