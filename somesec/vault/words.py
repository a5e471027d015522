"""Digests as six words that two people compare over the telephone.

A word is two different syllables of a consonant and a vowel. Their letters are read alike in
Finnish, Swedish and English, and no two consonants differ in voice alone; docs/vault-format.md
tells why these and no others.
"""

from somesec.vault.typed import signs_of

WORDS = 6

_BITS = 11
_DIGEST_BYTES = 32
_CONSONANTS = "hjklmprstv"
_VOWELS = "aeiou"
# Swedish softens k before e and i; ji is heard as a long i.
_READ_OTHERWISE = {"ke", "ki", "ji"}
_SYLLABLES = [
    syllable
    for syllable in (consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS)
    if syllable not in _READ_OTHERWISE
]
# What nobody wants to read aloud to a colleague, here or in a neighbour's language.
_UNSPOKEN = {
    "hata", "hate", "hole", "homo", "hora", "hore", "huja", "hujo", "hulu", "kalu", "kuli", "kuse",
    "kusi", "lame", "loli", "mela", "molo", "paha", "pilu", "pimu", "piru", "pisi", "pisu", "pula",
    "puli", "puta", "pute", "puto", "rape", "ruma", "sika", "sopa", "suka", "supa", "tisi", "toka",
    "tusu",
}  # fmt: skip
# In alphabetical order, as the syllables are.
_WORDS = [
    word
    for word in (one + other for one in _SYLLABLES for other in _SYLLABLES if one != other)
    if word not in _UNSPOKEN
][: 1 << _BITS]


def words_of(digest: bytes) -> tuple[str, ...]:
    """Six words for the first 66 bits of a 32-byte digest, 11 bits each.

    Raises ValueError when the digest has another length."""
    if len(digest) != _DIGEST_BYTES:
        raise ValueError("a digest is 32 bytes")
    number = int.from_bytes(digest, "big") >> (8 * _DIGEST_BYTES - WORDS * _BITS)
    places = reversed(range(WORDS))
    return tuple(_WORDS[number >> _BITS * place & (1 << _BITS) - 1] for place in places)


def words_in(text: str) -> tuple[str, ...]:
    """The first six in a row that can be such words; none where no six are."""
    signs = text.casefold().split()
    for start in range(len(signs) - WORDS + 1):
        six = signs[start : start + WORDS]
        if all(word in _WORDS for word in six):
            return tuple(six)
    return ()


def same_words(text: str, digest: bytes) -> bool:
    """Whether the text holds all six words of the digest in their order. Case, spaces, line ends,
    dashes, full stops and commas do not matter.

    Raises ValueError as `words_of` does."""
    return signs_of(text).lower() == "".join(words_of(digest))
