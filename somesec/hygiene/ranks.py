"""How common the forms of Finnish, Swedish and English words are, names and places among them.

In the lists of `lists/`, whose README says where they come from, a form stands on the line of its
rank. The dictionaries that passphrases are made of know rarer words, and no ranks."""

import lzma
from functools import cache
from importlib.resources import files

from somesec.hygiene.letters import folded
from somesec.hygiene.words import every_word

LANGUAGES = ("fi", "sv", "en")


@cache
def ranks() -> dict[str, int]:
    """Folded forms with their rank, the most common of a language being 1; of a form that several
    languages have, its best. Not to be changed. Takes a third of a second and some 30 MB."""
    best: dict[str, int] = {}
    for language in LANGUAGES:
        common, rare = forms(language), every_word(language)
        for rank, form in enumerate(common, 1):
            best[form] = min(rank, best.get(form, rank))
        # What it takes on average to come upon one of them when all are tried after the others.
        rank = len(common) + len(rare) // 2
        for word in rare:
            best.setdefault(word if word.isascii() else folded(word), rank)
    return best


def forms(language: str) -> list[str]:
    """The folded forms of a language, the most common first."""
    packed = files("somesec.hygiene") / "lists" / f"{language}.txt.xz"
    return lzma.decompress(packed.read_bytes()).decode().split("\n")
