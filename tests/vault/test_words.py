import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.vault import words
from somesec.vault.words import WORDS, same_words, words_in, words_of

DIGEST = hashlib.sha256(b"digest").digest()
digests = st.binary(min_size=32, max_size=32)


def first_66_bits(digest: bytes) -> int:
    return int.from_bytes(digest, "big") >> 190


@given(digests, digests)
def test_two_digests_have_the_same_words_only_when_their_first_66_bits_are_equal(
    one: bytes, other: bytes
) -> None:
    assert (words_of(one) == words_of(other)) == (first_66_bits(one) == first_66_bits(other))
    last = (1 << 190) - 1
    same_beginning = int.from_bytes(one, "big") & ~last | int.from_bytes(other, "big") & last
    assert words_of(one) == words_of(same_beginning.to_bytes(32, "big"))


@pytest.mark.parametrize("bit", range(66))
def test_every_one_of_the_66_bits_changes_exactly_its_word(bit: int) -> None:
    changed = bytearray(DIGEST)
    changed[bit // 8] ^= 128 >> bit % 8
    pairs = zip(words_of(DIGEST), words_of(bytes(changed)), strict=True)
    assert [one != other for one, other in pairs] == [place == bit // 11 for place in range(6)]
    assert not same_words(" ".join(words_of(DIGEST)), bytes(changed))


def test_the_words_of_a_number_are_all_different() -> None:
    assert len(words._WORDS) == len(set(words._WORDS)) == 2048


def test_every_word_is_four_letters_that_three_languages_read_alike() -> None:
    for word in words._WORDS:
        assert re.fullmatch("[hjklmprstv][aeiou][hjklmprstv][aeiou]", word)
        assert not {word[:2], word[2:]} & {"ke", "ki", "ji"}
        assert word[:2] != word[2:]


def test_no_two_consonants_are_told_apart_by_voice_or_nose_alone() -> None:
    used = {word[0] for word in words._WORDS} | {word[2] for word in words._WORDS}
    for pair in ("pb", "td", "kg", "vf", "sz", "mn", "fs", "vw", "kc"):
        assert len(used & set(pair)) < 2


@pytest.mark.parametrize("word", ["homo", "hora", "rape", "kaka", "pipi", "kusi", "kike"])
def test_no_word_embarrasses_who_reads_it_aloud(word: str) -> None:
    assert word not in words._WORDS


def test_the_table_is_in_alphabetical_order_so_that_anyone_can_make_it() -> None:
    assert sorted(words._WORDS) == words._WORDS


def test_the_table_is_the_same_in_every_version() -> None:
    table = hashlib.sha256(" ".join(words._WORDS).encode())
    assert table.hexdigest() == "8587e8fdeaf751bd3fd7824cc9994f1beea210e68db85af2156263be9d5dd051"


@given(digests)
def test_words_are_known_again_in_any_case_and_with_any_space(digest: bytes) -> None:
    said = words_of(digest)
    assert len(said) == WORDS == 6
    for text in (
        " ".join(said),
        "".join(said),
        "-".join(said).upper(),
        ", ".join(word.title() for word in said) + ".",
        "\n\t".join(said) + "\r\n",
    ):
        assert same_words(text, digest)


@given(digests, st.integers(0, 5))
def test_fewer_words_never_match(digest: bytes, kept: int) -> None:
    assert not same_words(" ".join(words_of(digest)[:kept]), digest)
    assert not same_words(" ".join(words_of(digest)[-kept:] if kept else ()), digest)


def test_words_in_another_order_or_with_one_more_do_not_match() -> None:
    said = words_of(DIGEST)
    assert not same_words(" ".join(reversed(said)), DIGEST)
    assert not same_words(" ".join((*said, said[0])), DIGEST)


@given(st.text(max_size=60))
def test_any_other_text_does_not_match(text: str) -> None:
    assert not same_words(text, DIGEST)


@pytest.mark.parametrize("digest", [b"", DIGEST[:9], DIGEST + b"\x00"])
def test_a_digest_of_another_length_is_a_mistake_of_the_caller(digest: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        words_of(digest)


@given(digests)
def test_the_words_on_a_page_are_found(digest: bytes) -> None:
    six = words_of(digest)
    assert words_in(f"Its fingerprint:  {' '.join(six)}\nKeep it.") == six
    assert words_in(" ".join(six).upper()) == six
    assert words_in(" ".join(six[1:])) == ()
    assert words_in(" ".join((*six[:3], "page", *six[3:]))) == ()
