"""Recording that somebody read a platform's terms: every point, a decision, the next date."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from policy.catalogue import load_catalogue
from screens.form import Form
from screens.labels import REVIEW
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import AccountRow, parse_values
from somesec.language import N_, _
from somesec.model import Decision, TermsPoint
from somesec.register import terms


class ReviewTerms(Form):
    PLACE = N_("Terms review")
    LABELS: ClassVar[Mapping[str, str]] = REVIEW
    HELP_TEXT = N_(
        "Read the terms at the addresses shown, then answer each point with a sentence: what the "
        "terms say, and whether the town can live with it. F5 saves the review."
    )

    def __init__(self, platform: str) -> None:
        super().__init__()
        self._platform = platform

    def heading(self) -> str:
        platform = load_catalogue().get(self._platform)
        name = platform.name if platform else self._platform
        return "\n".join([name, *(platform.terms.values() if platform else ())])

    def values(self) -> dict[str, str]:
        today, pack = clock.today(), self.app.pack
        interval = timedelta(days=pack.intervals.terms_review if pack else 365)
        return {
            "decision": Decision.GO_ON.value,
            "reviewer": self.app.opened.member.name,
            "reviewed_on": today.isoformat(),
            "next_due": (today + interval).isoformat(),
        }

    def given(self) -> dict[str, str]:
        return self.typed()

    def store(self, changed: Mapping[str, str]) -> None:
        unanswered = [point.value for point in TermsPoint if not changed[point.value].strip()]
        if unanswered:
            raise InputError(
                "\n".join(
                    _("{field}: answer this point.").format(field=point) for point in unanswered
                )
            )
        terms.record_review(
            self.app.opened,
            platform=self._platform,
            reviewed_on=_day("reviewed_on", changed["reviewed_on"]),
            reviewer=changed["reviewer"],
            answers={point: changed[point.value] for point in TermsPoint},
            decision=Decision(changed["decision"] or Decision.GO_ON),
            measures=[(part, None) for part in changed["measures"].split(";")],
            next_due=_day("next_due", changed["next_due"]),
        )

    def read_again(self) -> None:
        """A review is always a new record: there is nothing that it could collide with."""


def _day(field: str, text: str) -> date:
    """The date typed into a field, which must be given."""
    try:
        read = parse_values(AccountRow, {"terms_reviewed_on": text}, complete=False)
    except InputError as error:
        raise InputError(f"{field}: {str(error).partition(': ')[2]}") from None
    day = read["terms_reviewed_on"]
    if not isinstance(day, date):
        raise InputError(_("{field}: fill this in.").format(field=field))
    return day
