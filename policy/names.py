"""Names as people write them in addresses and logins: folded letters, either order, initials.

A name here is a person's, as the register keeps it: `Aino-Liisa Mäkelä` or `Mäkelä, Aino-Liisa`.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

# Letters that Unicode does not take apart into a base letter and a mark.
_LIGATURES = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l"}
)
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "å": "aa", "ü": "ue", "ø": "oe"})
_PARTICLES = frozenset({"af", "av", "da", "de", "del", "der", "di", "la", "van", "von", "zu"})

# A surname shorter than this, beside an initial, is no evidence of a name.
_SHORTEST_BESIDE_INITIAL = 3


def fold(text: str) -> str:
    """The text in lower case with marks taken off its letters: `Äänekoski` gives `aanekoski`."""
    if text.isascii():
        return text.casefold()
    parted = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return bare.casefold()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text: runs of letters and digits."""
    return tuple(re.findall(r"[^\W_]+", fold(text)))


def joined(text: str) -> str:
    """A login or the local part of an address as names are compared: folded, without marks and
    without digits at the end. `Aino.Mäkelä2` gives `ainomakela`."""
    return "".join(words(text)).rstrip("0123456789")


def runs(text: str) -> Iterator[str]:
    """The text joined, whole and in every run of two or more of its parts, so that the name in
    `ext.aino.makela.kirjasto` is found."""
    parts = words(text)[:8]
    yield joined(text)
    for start in range(len(parts)):
        for end in range(start + 2, len(parts) + 1):
            yield joined(".".join(parts[start:end]))


def full_forms(name: str) -> frozenset[str]:
    """How the whole name is written in addresses, joined: given name and surname in either order,
    second names or their initials between, double names whole or in part, letters folded or
    spelled out (ä as ae). Empty for a name of one word."""
    parts = _parts(name)
    forms: set[str] = set()
    for spelled in _spellings(parts):
        first, *between, last = spelled
        pairs = [(first, other) for other in spelled[1:]] + [
            (given, last) for given in spelled[:-1]
        ]
        for one, other in pairs:
            for left, right in product(_halves(one), _halves(other)):
                forms |= {left + right, right + left}
        if between:
            middle = {"".join(_whole(word) for word in between)}
            middle.add("".join(word[0] for word in between))
            for left, inner, right in product(_halves(first), middle, _halves(last)):
                forms |= {left + inner + right, right + left + inner, inner + right + left}
    return frozenset(forms)


def initial_forms(name: str) -> frozenset[str]:
    """How the name is written with an initial, joined: `amakela`, `almakela`, `makelaa`, `ainom`.
    Weaker evidence than a full form. Empty for a name of one word."""
    parts = _parts(name)
    forms: set[str] = set()
    for spelled in _spellings(parts):
        first, last = spelled[0], spelled[-1]
        for named, shortened in ((last, spelled[:-1]), (first, [last])):
            initials = {word[0] for word in shortened} | {_initials(shortened)}
            initials.add(_initials(shortened[:1]))
            for whole, initial in product(_halves(named), initials):
                if len(whole) >= _SHORTEST_BESIDE_INITIAL:
                    forms |= {initial + whole, whole + initial}
    return frozenset(forms)


def _parts(name: str) -> list[str]:
    """The words of a name in lower case, given name first, hyphens kept within, particles joined to
    the word after them. Empty for a name of one word, and of nothing but marks."""
    surname, comma, given = name.partition(",")
    ordered = f"{given} {surname}" if comma else name
    composed = unicodedata.normalize("NFC", ordered).casefold()
    found: list[str] = []
    particle = ""
    for word in re.findall(r"[^\W\d_]+(?:[-‐’'][^\W\d_]+)*", composed):
        if found and word in _PARTICLES:
            particle += word
        else:
            found.append(particle + re.sub(r"[‐’']", "-", word))
            particle = ""
    return found if len(found) > 1 else []


def _spellings(parts: list[str]) -> list[list[str]]:
    if not parts:
        return []
    folded = [fold(word) for word in parts]
    spelled_out = [fold(word.translate(_SPELLED_OUT)) for word in parts]
    both = [folded] if folded == spelled_out else [folded, spelled_out]
    return [spelling for spelling in both if all(spelling)]


def _initials(given: list[str]) -> str:
    return "".join(half[0] for word in given for half in word.split("-") if half)


def _whole(word: str) -> str:
    return word.replace("-", "")


def _halves(word: str) -> set[str]:
    """A word of a name, joined, and each half of a double one."""
    return {_whole(word), *(half for half in word.split("-") if half)}
