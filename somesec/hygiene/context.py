"""The words around an account that a guesser would try first."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

import msgspec

from somesec.hygiene.letters import folded, unmasked

_DIGEST_BYTES = 8

KINDS = ("organisation", "unit", "platform", "handle", "login", "person")

# Shorter words turn up by chance in random passwords.
_SHORTEST_WORD = 3
_SHORTEST_FOUND = 4
_SHORTEST_BEGINNING = 5

_WORDS = re.compile(r"[^\W_]+")
_LETTER_RUNS = re.compile(r"[^\W\d_]+")


class PasswordContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about an account besides its password. `units` are all names of the unit,
    `people` the names of those who hold it, `domains` the organisation's mail domains."""

    organisation: str = ""
    domains: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    platform: str = ""
    handle: str = ""
    login: str = ""
    people: tuple[str, ...] = ()

    def digest(self) -> bytes:
        """8 bytes that are others when the context is. They stand on the account's card, as all
        that they are made of does."""
        return hashlib.sha256(_encoder.encode(self)).digest()[:_DIGEST_BYTES]


_encoder = msgspec.json.Encoder(order="deterministic")


@lru_cache(maxsize=256)
def context_words(context: PasswordContext) -> Mapping[str, frozenset[str]]:
    """Each word of the context, folded, with the kinds it belongs to; likeliest guesses first.

    Names come whole, in parts, with parts joined either way round, and as the beginning that
    Finnish inflection leaves alone (`Helsinki` also as `helsin`, which is in `helsingin`)."""
    sources = {
        "platform": (context.platform,),
        # The last part of a domain (`fi`, `com`) says nothing about its owner.
        "organisation": (
            context.organisation,
            *(domain.rpartition(".")[0] for domain in context.domains),
        ),
        "unit": context.units,
        "handle": (context.handle,),
        "login": (context.login, context.login.rpartition("@")[0]),
        "person": context.people,
    }
    kinds: dict[str, set[str]] = {}
    for kind, texts in sources.items():
        for word in _forms(texts):
            kinds.setdefault(word, set()).add(kind)
    return MappingProxyType({word: frozenset(found) for word, found in kinds.items()})


def kinds_in(password: str, context: PasswordContext) -> tuple[str, ...]:
    """The kinds of context word that the password holds, forwards or backwards, look-alike
    characters undone; in the order of KINDS, never the words themselves."""
    letters = unmasked(password)
    found: set[str] = set()
    for word, kinds in _unmasked_words(context):
        if word in letters or word[::-1] in letters:
            found |= kinds
    return tuple(kind for kind in KINDS if kind in found)


@lru_cache(maxsize=256)
def _unmasked_words(context: PasswordContext) -> tuple[tuple[str, frozenset[str]], ...]:
    words = ((unmasked(word), kinds) for word, kinds in context_words(context).items())
    return tuple((word, kinds) for word, kinds in words if len(word) >= _SHORTEST_FOUND)


def _forms(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        name = folded(text)
        parts = _WORDS.findall(name)
        words = [name, "".join(parts), "".join(reversed(parts)), *parts]
        words += _LETTER_RUNS.findall(name)
        words += [word[:end] for word in words for end in _beginnings(word)]
        yield from (word for word in dict.fromkeys(words) if len(word) >= _SHORTEST_WORD)


def _beginnings(word: str) -> range:
    """Where an inflected form may part from the word: one or two letters before its end."""
    return range(len(word) - 1, max(len(word) - 3, _SHORTEST_BEGINNING - 1), -1)
