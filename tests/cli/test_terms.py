"""Reviews of terms of service, recorded by options or in answer to questions."""

from collections.abc import Callable
from datetime import date

import pytest

from somesec.cli import terms_review
from somesec.model import Decision, Measure, TermsPoint
from tests.cli.conftest import Run
from tests.conftest import Town

ANSWERS = tuple(
    word for point in terms_review.POINTS for word in ("--answer", f"{point}=Read and understood")
)


def test_points_and_decisions_are_those_of_the_model() -> None:
    assert tuple(terms_review.POINTS) == tuple(TermsPoint)
    assert tuple(terms_review.DECISIONS) == tuple(Decision)


def test_platforms_are_listed_with_when_their_terms_are_due(at_town: Run) -> None:
    rows = at_town("terms", "list", "--format", "json").json
    assert {row["platform"] for row in rows} == {"facebook", "instagram", "tiktok", "youtube"}
    assert set(rows[0]) == {
        *("platform", "document", "versions", "last_changed"),
        *("last_reviewed", "due", "state"),
    }
    assert {row["state"] for row in rows} == {"never"}
    assert "never reviewed" in at_town("terms", "list").out


def test_a_review_is_recorded_from_options(at_town: Run, town: Town) -> None:
    answer = at_town(
        *("terms", "review", "Facebook", "--on", "20.11.2026", *ANSWERS),
        *("--decision", "go-on-with-measures", "--measure", "No pictures of children"),
        *("--next-due", "2027-05-01"),
    )
    assert answer.code == 0, answer.err
    assert "without an answer" not in answer.err
    town.register.refresh()
    (review,) = town.register.records.reviews.values()
    assert review.platform == "facebook"
    assert review.reviewer == "Aino Testi"
    assert review.decision is Decision.GO_ON_WITH_MEASURES
    assert review.measures == (Measure(text="No pictures of children", due=date(2027, 5, 1)),)
    assert {answer.point for answer in review.answers} == set(TermsPoint)
    rows = at_town("terms", "list", "--format", "json").json
    facebook = next(row for row in rows if row["platform"] == "facebook")
    assert (facebook["last_reviewed"], facebook["due"]) == ("2026-11-20", "2027-05-01")
    assert facebook["state"] == "in order"


def test_a_review_can_serve_one_account(at_town: Run, town: Town) -> None:
    assert at_town("terms", "review", "tiktok", "--account", "tiktok", *ANSWERS).code == 0
    town.register.refresh()
    (review,) = town.register.records.reviews.values()
    assert town.register.records.accounts[review.account or review.id].platform == "tiktok"


def test_a_platform_that_nobody_knows_is_told_the_nearest(at_town: Run, town: Town) -> None:
    answer = at_town("terms", "review", "instagrm", *ANSWERS)
    assert answer.code == 2
    assert "The nearest is 'instagram'." in answer.err
    town.register.refresh()
    assert not town.register.records.reviews


def test_nothing_is_asked_of_a_platform_that_nobody_knows(
    at_town: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("somesec.cli.terms_review.on_terminal", lambda: True)
    answer = at_town("terms", "review", "nonesuch")
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1


def test_a_platform_of_an_accounts_own_naming_can_be_reviewed(at_town: Run, town: Town) -> None:
    added = ("account", "add", "--unit", "Kirjasto", "--platform", "Kuntakanava", "--handle", "a")
    assert at_town(*added).code == 0
    assert at_town("terms", "review", "KuntaKanava", *ANSWERS).code == 0
    town.register.refresh()
    assert [r.platform for r in town.register.records.reviews.values()] == ["kuntakanava"]
    rows = at_town("terms", "list", "--format", "json").json
    assert {row["platform"]: row["state"] for row in rows}["kuntakanava"] == "in order"


def test_points_left_open_are_said(at_town: Run) -> None:
    answer = at_town("terms", "review", "tiktok", "--answer", "copyright=Ours")
    assert answer.code == 0
    assert "usage-rights" in answer.err
    assert "copyright" not in answer.err


@pytest.mark.parametrize("given", ["copyright", "weather=Fine", "=x"])
def test_an_answer_to_no_point_is_wrong_use(at_town: Run, given: str) -> None:
    answer = at_town("terms", "review", "tiktok", "--answer", given)
    assert answer.code == 2
    assert "reserved-rights" in answer.err


def test_at_a_terminal_what_is_not_given_is_asked(
    at_town: Run, town: Town, monkeypatch: pytest.MonkeyPatch, terminal: Callable[..., None]
) -> None:
    terminal()
    monkeypatch.setattr("somesec.cli.terms_review.on_terminal", lambda: True)
    typed = "A licence\nOurs\nWith consent\nNone\n\n\n\nstop\n"
    answer = at_town("terms", "review", "tiktok", stdin=typed)
    assert answer.code == 0, answer.err
    assert answer.out == ""
    assert "minors" in answer.err
    town.register.refresh()
    (review,) = town.register.records.reviews.values()
    assert {a.point: a.answer for a in review.answers} == {
        TermsPoint.USAGE_RIGHTS: "A licence",
        TermsPoint.COPYRIGHT: "Ours",
        TermsPoint.THIRD_PARTIES: "With consent",
        TermsPoint.RESERVED_RIGHTS: "None",
    }
    assert review.decision is Decision.STOP


def test_a_decision_typed_wrong_records_nothing(
    at_town: Run, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("somesec.cli.terms_review.on_terminal", lambda: True)
    answer = at_town("terms", "review", "tiktok", stdin="a\nb\nc\nd\ne\nf\ng\nperhaps\n")
    assert answer.code == 2
    town.register.refresh()
    assert not town.register.records.reviews


def test_measures_are_listed_until_they_are_done(at_town: Run, town: Town) -> None:
    measures = ("--measure", "No pictures of children", "--measure", "Tell the units")
    by = ("--measures-by", "2026-12-01")
    assert at_town("terms", "review", "tiktok", *ANSWERS, *measures, *by).code == 0
    rows = at_town("terms", "measure", "list", "--format", "json").json
    assert [(row["measure"], row["due"]) for row in rows] == [
        ("No pictures of children", "2026-12-01"),
        ("Tell the units", "2026-12-01"),
    ]
    due = at_town("due", "--format", "json").json
    assert {row["text"] for row in due if row["kind"] == "measure"} == {
        "Measure of the terms review of tiktok: No pictures of children",
        "Measure of the terms review of tiktok: Tell the units",
    }
    done = ("terms", "measure", "done", "tiktok")
    assert at_town(*done, "pictures").code == 0
    assert "Tell the units" in at_town("terms", "measure", "list").out
    assert "pictures" not in at_town("terms", "measure", "list").out
    town.register.refresh()
    (review,) = town.register.records.reviews.values()
    assert [measure.done_on for measure in review.measures] == [date(2026, 11, 22), None]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tiktok", "weather"), "No open measure of tiktok says 'weather'."),
        (("tiktok", "the"), "fits 2"),
        (("facebook", "Tell the units"), "No open measure of facebook"),
        (("tiktok", "Tell the units", "--on", "2026-11-23"), "and today"),
        (("tiktok", "Tell the units", "--on", "2026-11-21"), "and today"),
    ],
)
def test_what_is_no_open_measure_or_was_not_done_yet_is_said(
    at_town: Run, town: Town, words: tuple[str, ...], said: str
) -> None:
    measures = ("--measure", "Tell the units", "--measure", "Ask the parents")
    assert at_town("terms", "review", "tiktok", *ANSWERS, *measures).code == 0
    answer = at_town("terms", "measure", "done", *words)
    assert answer.code == 2
    assert said in answer.err
    town.register.refresh()
    (review,) = town.register.records.reviews.values()
    assert [measure.done_on for measure in review.measures] == [None, None]
