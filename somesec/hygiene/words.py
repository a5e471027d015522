"""The word lists that passwords are measured against and passphrases made of.

They come with the `xkcdpass` library: EFF's long list for English, the word list of the Institute
for the Languages of Finland (`fin-kotus`) for Finnish, `swe-short` for Swedish."""

from functools import cache

from xkcdpass import xkcd_password

LISTS = {"en": "eff-long", "fi": "fin-kotus", "sv": "swe-short"}

_SHORTEST, _LONGEST = 3, 9


def every_word(language: str) -> list[str]:
    """All words of three letters and more in a language's list, in no order."""
    words = xkcd_password.generate_wordlist(LISTS[language], 3, 40, r"\S")
    return [word.lower() for word in words]


@cache
def passphrase_words(language: str, ascii_only: bool = True) -> tuple[str, ...]:
    """The words of a language that are easy to type, three to nine letters, in order.

    With `ascii_only` those with å, ä or ö are left out: not every service takes the letters and
    not every keyboard has them."""
    letters = "[a-z]" if ascii_only else "[a-zåäö]"
    return tuple(
        sorted(xkcd_password.generate_wordlist(LISTS[language], _SHORTEST, _LONGEST, letters))
    )
