"""Letters made plain, so that a word is found in whatever dress it wears."""

import unicodedata

# Letters that Unicode does not take apart, and letters of other scripts that look like Latin ones:
# the common part of Unicode TR39's confusables, Greek and Cyrillic.
_LETTERS = str.maketrans(
    {
        **dict(zip("øØđĐłŁıſ", "oOdDlLis", strict=True)),
        **{"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS"},
        **dict(zip("авекмнорстухіјѕԁһ", "abekmhopctyxijsdh", strict=True)),
        **dict(zip("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS", strict=True)),
        **dict(zip("αεικνορτυχ", "aeikvoptux", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    }
)

# What people write in place of a letter. `1`, `!` and `|` stand for both i and l, so those two
# are one letter here.
_STAND_INS = str.maketrans(
    {"0": "o", "1": "l", "!": "l", "|": "l", "i": "l", "3": "e", "€": "e", "4": "a", "@": "a"}
    | {"5": "s", "$": "s", "6": "g", "9": "g", "7": "t", "+": "t", "8": "b"}
)


def plain(text: str) -> str:
    """The text with its letters as a to z where they have such a form: `Testilä` gives `Testila`.

    Case, digits and marks stay; accents, full-width forms and look-alikes of other scripts go."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).translate(_LETTERS)


def folded(text: str) -> str:
    """The text in plain letters without case."""
    return plain(plain(text).casefold())


def unmasked(text: str) -> str:
    """The text folded, and digits and marks that stand for a letter turned into it: `K1rj@sto`
    gives `klrjasto`, as does `Kirjasto`: i and l are one, because `1` is written for both."""
    return folded(text).translate(_STAND_INS)
