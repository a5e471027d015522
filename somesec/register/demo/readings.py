"""Readings of terms of service: once when the town came to a platform, then every year."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

from somesec.model import Decision, Measure, ReviewAnswer, TermsPoint, TermsReview
from somesec.register.demo.pages import first_review
from somesec.register.demo.town import Town

_ANSWERS = {
    TermsPoint.USAGE_RIGHTS: "Palvelu saa näyttää ja muokata julkaistua aineistoa korvauksetta.",
    TermsPoint.COPYRIGHT: "Tekijänoikeus jää kaupungille.",
    TermsPoint.THIRD_PARTIES: "Muiden kuvia julkaistaan vain luvalla.",
    TermsPoint.RESERVED_RIGHTS: "Käyttöoikeus päättyy, kun aineisto poistetaan palvelusta.",
    TermsPoint.MINORS: "Alaikäisten kuviin pyydetään huoltajan lupa.",
    TermsPoint.REPRESENTATION: "Ehdot hyväksyy viestintäpäällikkö kaupungin puolesta.",
    TermsPoint.TERMINATION: "Sivun voi sulkea milloin vain; palvelu voi sulkea sen rikkomuksesta.",
}
_MEASURE = "Tunnistettavia lasten kuvia ei julkaista ilman kirjallista lupaa."

# Fewer platforms than this leave none to neglect.
_ENOUGH_PLATFORMS = 6


class Neglected:
    """The platforms, the least used ones, whose terms were never read, whose reading is overdue,
    and whose next one is near; empty texts in a town on few platforms."""

    def __init__(self, town: Town) -> None:
        used = Counter(page.account.platform for page in town.pages)
        main = {page.account.platform for page in town.pages if page.account.main_page}
        rarest = sorted(used.keys() - main, key=lambda platform: (used[platform], platform))
        enough = len(rarest) >= _ENOUGH_PLATFORMS
        self.never, self.overdue, self.soon = rarest[:3] if enough else ("", "", "")

    @property
    def platforms(self) -> tuple[str, ...]:
        """All three: their pages show this and nothing else."""
        return self.never, self.overdue, self.soon


def reviews(town: Town, neglected: Neglected) -> list[TermsReview]:
    """A year's distance between readings, each of which serves all pages of its platform; beside
    them those made for single pages."""
    found = list(town.reviews)
    for platform in sorted({page.account.platform for page in town.pages}):
        if platform == neglected.never:
            continue
        first = first_review(platform, town.today)
        day = _latest(town, platform, neglected)
        while day > first + timedelta(days=200):
            found.append(reading(town, platform, day))
            day -= timedelta(days=town.chance.randint(340, 365))
        found.append(reading(town, platform, first))
    return found


def reading(town: Town, platform: str, on: date) -> TermsReview:
    """A careful reading of the platform's terms, which answers every point."""
    careful = platform in ("tiktok", "snapchat", "discord")
    return TermsReview(
        id=uuid4(),
        platform=platform,
        reviewed_on=on,
        reviewer=town.chance.choice(town.units[0].staff).name,
        answers=tuple(ReviewAnswer(point=point, answer=text) for point, text in _ANSWERS.items()),
        decision=Decision.GO_ON_WITH_MEASURES if careful else Decision.GO_ON,
        measures=(_measure(town, on),) if careful else (),
    )


def _measure(town: Town, decided_on: date) -> Measure:
    """To be taken within two months, and taken within one."""
    done_on = decided_on + timedelta(days=30)
    return Measure(
        text=_MEASURE,
        due=decided_on + timedelta(days=60),
        done_on=done_on if done_on <= town.today else None,
    )


def _latest(town: Town, platform: str, neglected: Neglected) -> date:
    if platform == neglected.overdue:
        return town.ago(390, 460)
    if platform == neglected.soon:
        return town.ago(340, 360)
    return town.ago(15, 300)
