"""Every column and every fixed value has a word for readers."""

from collections.abc import Mapping

import pytest

from somesec import language
from somesec.exchange import own_words
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow, columns_of
from somesec.model import Answer, Decision
from somesec.register import labels


def test_every_column_has_a_label() -> None:
    secret = {"password", "totp"}
    assert set(labels.UNIT) == {*columns_of(UnitRow), "active"}
    assert set(labels.PERSON) == set(columns_of(PersonRow))
    assert set(labels.ACCOUNT) == {*columns_of(AccountRow), "main_page"} - secret


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", own_words.KINDS),
        ("status", own_words.STATUSES),
        ("second_factor", own_words.SECOND_FACTORS),
        ("employment", own_words.EMPLOYMENTS),
    ],
)
def test_every_fixed_value_has_a_word(field: str, values: Mapping[str, str]) -> None:
    assert set(labels.CHOICES[field]) == set(values.values())


def test_every_decision_and_answer_has_a_word() -> None:
    assert set(labels.CHOICES["decision"]) == set(Decision)
    assert set(labels.CHOICES["breach"]) == set(Answer)


def test_dates_are_shown_as_the_reader_writes_them_and_other_texts_as_they_are() -> None:
    language.choose("fi")
    assert labels.shown("opened_on", "2026-11-02") == "2.11.2026"
    assert labels.shown("opened_on", "2026-02-31") == "2026-02-31"
    assert labels.shown("handle", "2026-11-02") == "2026-11-02"
