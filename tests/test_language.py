"""Names stand in the order of the reader's alphabet."""

import unicodedata
from typing import Literal

import pytest

from somesec import language
from somesec.language import collation

MIXED = ["Öljy", "zeniitti", "Äänekoski", "Åbo", "Aura", "Zürich", "Orivesi", "ahti"]


@pytest.mark.parametrize("spoken", ["fi", "sv"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_ring_a_and_o_umlaut_come_after_z_in_finnish_and_swedish(
    spoken: str, form: Literal["NFC", "NFD"]
) -> None:
    language.choose(spoken)
    names = [unicodedata.normalize(form, name) for name in MIXED]
    assert [unicodedata.normalize("NFC", name) for name in sorted(names, key=collation)] == [
        "ahti",
        "Aura",
        "Orivesi",
        "zeniitti",
        "Zürich",
        "Åbo",
        "Äänekoski",
        "Öljy",
    ]


def test_english_puts_a_letter_with_a_mark_beside_the_one_without() -> None:
    assert sorted(MIXED, key=collation) == [
        "Äänekoski",
        "Åbo",
        "ahti",
        "Aura",
        "Öljy",
        "Orivesi",
        "zeniitti",
        "Zürich",
    ]


def test_foreign_letters_stand_where_the_language_puts_them() -> None:
    language.choose("fi")
    assert sorted(["Ø", "Y", "Ü", "Z", "É", "F", "E"], key=collation) == list("EÉFYÜZØ")
