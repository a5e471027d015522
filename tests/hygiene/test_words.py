import pytest

from somesec.hygiene.words import every_word, passphrase_words


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_passphrase_words_are_short_and_plain_by_default(language: str) -> None:
    words = passphrase_words(language)
    assert len(words) > 7000
    assert all(3 <= len(word) <= 9 and word.isascii() and word.islower() for word in words)
    assert list(words) == sorted(set(words))


def test_words_with_dots_come_when_asked_for() -> None:
    assert "kesäloma" in passphrase_words("fi", ascii_only=False)
    assert "kesäloma" not in passphrase_words("fi")


def test_every_word_holds_long_ones_too() -> None:
    assert "kirjastonhoitaja" in every_word("fi")
