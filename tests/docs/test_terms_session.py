"""The keys that the page on reading terms counts do record a review."""

from datetime import date

from screens.terms import Terms
from screens.terms_review import ReviewTerms
from screens.widgets.rows import Rows
from somesec import clock
from somesec.model import Decision, TermsPoint
from somesec.register import terms
from tests.conftest import TODAY, Town
from tests.docs.pages import page, section, table
from tests.register.terms_texts import keep
from tests.screens.conftest import Show, show

__all__ = ["show"]

KEYS = [
    row[0].strip("`")
    for row in table(
        section(page("docs/terms-review.md"), "## From a changed text to a recorded review"), "key"
    )
]
PRESSED = {"Down": "down", "Enter": "enter", '"': "quotation_mark", "F5": "f5"}


async def test_fewer_than_ten_keys_lead_from_a_changed_text_to_a_recorded_review(
    town: Town, show: Show
) -> None:
    assert len(KEYS) < 10
    register = town.register
    before, after = "You give us a licence.", "You give us a perpetual licence."
    keep(register, "instagram", "Terms of Service", {date(2026, 1, 1): before})
    with clock.frozen(TODAY):
        for platform in ("facebook", "instagram"):
            terms.record_review(
                register,
                platform=platform,
                reviewed_on=date(2026, 1 if platform == "facebook" else 2, 2),
                reviewer="Eino Koe",
                answers={point: "As before." for point in TermsPoint},
                decision=Decision.GO_ON,
            )
        keep(register, "instagram", "Terms of Service", {date(2026, 11, 1): after})
        async with show(register) as stage:
            await stage.press(*KEYS[:1])
            # How far down the service stands is the list's affair.
            rows = stage.one(Rows)
            rows.go_to(next(row.key for row in rows.rows if row.cells[1].text == "Instagram"))
            await stage.press(*(PRESSED.get(key, key) for key in KEYS[2:3]))
            assert isinstance(stage.app.screen, ReviewTerms)
            await stage.press(*(PRESSED.get(key, key) for key in KEYS[3:]))
            assert isinstance(stage.app.screen, Terms)
            review = max(register.records.reviews.values(), key=lambda one: one.reviewed_on)
            assert (review.platform, review.reviewed_on) == ("instagram", TODAY)
            [quoted] = [answer for answer in review.answers if answer.quotation]
            assert quoted.quotation == after
