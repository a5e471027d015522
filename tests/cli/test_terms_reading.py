"""Reading what changed, quoting it, and filing the reviews."""

from collections.abc import Callable
from datetime import date

import pytest

from somesec.model import TermsPoint, TermsReview
from tests.cli.conftest import Run
from tests.conftest import Town
from tests.register.terms_texts import keep

BEFORE = """# 1. Your content

You give us a licence to show what you post.

# 2. Age

Children under 13 may not sign up.
"""
AFTER = BEFORE.replace("a licence to show", "a perpetual licence to show and change")
LATER = AFTER.replace("under 13", "under 15")
ANSWERED = ("--answer", "usage-rights=A licence", "--answer", "minors=None under 13")


@pytest.fixture
def facebook(town: Town, at_town: Run) -> Town:
    """Facebook's terms were read in February, and changed in June and in November."""
    days = {date(2026, 1, 1): BEFORE, date(2026, 6, 1): AFTER, date(2026, 11, 1): LATER}
    keep(town.register, "facebook", "Terms of Service", days)
    assert at_town("terms", "review", "facebook", "--on", "2026-02-01", *ANSWERED).code == 0
    town.register.refresh()
    return town


def reviews(town: Town) -> list[TermsReview]:
    town.register.refresh()
    return sorted(town.register.records.reviews.values(), key=lambda one: one.reviewed_on)


def test_changes_are_told_from_the_text_last_reviewed_to_the_newest(
    facebook: Town, at_town: Run
) -> None:
    out = at_town("terms", "diff", "facebook").out
    assert "Facebook, Terms of Service: from 2026-01-01 to 2026-11-01" in out
    assert "4 words changed, 2 passages on points of a review" in out
    assert "a [+perpetual+] licence to show [+and change+] what" in out
    assert "under [-13-] [+15+]" in out
    assert out.index("usage rights: licence") < out.index("minors and their data: Children")


def test_changes_are_told_between_two_days(facebook: Town, at_town: Run) -> None:
    [told] = at_town(
        *("terms", "diff", "facebook", "--document", "service", "--format", "json"),
        *("--from", "2026-06-15", "--to", "2026-12-01"),
    ).json
    assert (told["from"], told["to"], told["words_changed"]) == ("2026-06-01", "2026-11-01", 1)
    [change] = told["changes"]
    assert change["section"] == ["2. Age"]
    old = "".join(text for side, text in change["pieces"] if side != "+")
    new = "".join(text for side, text in change["pieces"] if side != "-")
    assert (old, new) == (change["old"], change["new"])


def test_two_columns_stand_beside_each_other(facebook: Town, at_town: Run) -> None:
    out = at_town("terms", "diff", "facebook", "--side-by-side").out
    [line] = [line for line in out.splitlines() if "[-13-]" in line]
    left, _bar, right = line.partition("│")
    assert "[-13-]" in left
    assert "[+15+]" in right


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tiktok",), "No text of the terms of tiktok is kept yet."),
        (("facebook", "--from", "2025-01-01"), "the first is of 2026-01-01"),
        (("facebook", "--from", "2026-07-01", "--to", "2026-06-02"), "must not be before"),
        (("facebook", "--document", "weather"), "no document 'weather'"),
    ],
)
def test_what_cannot_be_compared_is_said(
    facebook: Town, at_town: Run, words: tuple[str, ...], said: str
) -> None:
    answer = at_town("terms", "diff", *words)
    assert answer.code == 2
    assert said in answer.err


def test_a_review_says_which_texts_it_was_of(facebook: Town, at_town: Run) -> None:
    (document,) = facebook.register.records.documents.values()
    [first] = reviews(facebook)
    assert [text.sha256 for text in first.texts] == [document.texts[0].sha256]
    assert at_town("terms", "review", "facebook", *ANSWERED).code == 0
    assert [text.sha256 for text in reviews(facebook)[-1].texts] == [document.texts[-1].sha256]


def test_a_review_of_one_document_leaves_the_others_to_be_read(
    facebook: Town, at_town: Run
) -> None:
    keep(facebook.register, "facebook", "Privacy Policy", {date(2026, 10, 1): BEFORE})
    answer = at_town("terms", "review", "facebook", *ANSWERED, "--document", "Privacy Policy")
    assert answer.code == 0, answer.err
    documents = {one.kind: one for one in facebook.register.records.documents.values()}
    newest = reviews(facebook)[-1]
    assert [text.document for text in newest.texts] == [documents["Privacy Policy"].id]
    assert newest.left_out == (documents["Terms of Service"].id,)
    unkept = at_town("terms", "review", "facebook", *ANSWERED, "--document", "Commercial Terms")
    assert unkept.code == 2
    assert "No text of 'Commercial Terms' is kept yet." in unkept.err
    assert len(reviews(facebook)) == 2


def test_a_quotation_is_kept_where_the_text_says_it(facebook: Town, at_town: Run) -> None:
    quoted = ("--quote", "usage-rights=you give us a perpetual  licence")
    assert at_town("terms", "review", "facebook", *ANSWERED, *quoted).code == 0
    quotations = {a.point: a.quotation for a in reviews(facebook)[-1].answers if a.quotation}
    assert quotations == {TermsPoint.USAGE_RIGHTS: "you give us a perpetual  licence"}


@pytest.mark.parametrize(
    ("quotation", "said"),
    [
        ("usage-rights=You give us nothing", "do not say 'You give us nothing'"),
        ("usage-rights=under 13", "do not say"),  # the older text does
        ("termination=Children", "answer the point"),
    ],
)
def test_what_the_text_does_not_say_or_nobody_answered_is_no_quotation(
    facebook: Town, at_town: Run, quotation: str, said: str
) -> None:
    answer = at_town("terms", "review", "facebook", *ANSWERED, "--quote", quotation)
    assert answer.code == 2
    assert said in answer.err
    assert len(reviews(facebook)) == 1


def test_at_a_terminal_the_changes_come_first_and_enter_takes_earlier_answers_over(
    facebook: Town,
    at_town: Run,
    monkeypatch: pytest.MonkeyPatch,
    terminal: Callable[..., None],
) -> None:
    terminal()
    monkeypatch.setattr("somesec.cli.terms_review.on_terminal", lambda: True)
    typed = [
        *("They may change it for ever", "a perpetual licence"),  # usage rights, quoted
        *("", "", ""),  # copyright, third parties, reserved rights
        *("", ""),  # minors as before, no quotation
        *("", ""),
        *("go-on-with-measures", "Tell the units", ""),
    ]
    answer = at_town("terms", "review", "facebook", stdin="\n".join(typed) + "\n")
    assert answer.code == 0, answer.err
    assert answer.err.index("[+perpetual+]") < answer.err.index("Which rights to use")
    assert "Earlier: None under 13" in answer.err
    review = reviews(facebook)[-1]
    assert {a.point: a.answer for a in review.answers} == {
        TermsPoint.USAGE_RIGHTS: "They may change it for ever",
        TermsPoint.MINORS: "None under 13",
    }
    assert review.answers[0].quotation == "a perpetual licence"
    assert [measure.text for measure in review.measures] == ["Tell the units"]


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_the_reviews_of_a_platform_make_one_document(
    facebook: Town, at_town: Run, form: str
) -> None:
    evil = "minors=<script>alert(1)</script> | [x](http://evil) \u202e"
    assert at_town("terms", "review", "facebook", "--answer", evil).code == 0
    out = at_town("terms", "report", "facebook", "--format", form).out
    (document,) = facebook.register.records.documents.values()
    for said in ("Facebook", "Review of 2026-11-22", "Review of 2026-02-01", "None under 13"):
        assert said in out.replace("\\", "")
    assert document.texts[0].sha256.hex() in out
    assert out.index("2026-11-22") < out.rindex("2026-02-01")
    assert "<script" not in out.replace("\\<", "")
    assert "\u202e" not in out
    if form == "markdown":
        assert "](http" not in out.replace("\\]", "")


def test_a_platform_without_reviews_says_so(at_town: Run) -> None:
    out = at_town("terms", "report", "tiktok").out
    assert "have not been reviewed" in out
