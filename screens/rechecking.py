"""Measuring again what is out of date."""

from collections.abc import Callable

from screens.check import Check, Line, Outcome, Tell
from screens.marks import Health
from somesec.language import N_, _, ngettext
from somesec.register import rechecking
from somesec.register.rechecking import Rechecked


class Recheck(Check[Rechecked]):
    PLACE = N_("Measure again")
    HELP_TEXT = N_(
        "What is known of a password grows old: there is a newer engine or a newer list, the words "
        "around it have changed, or it was long ago. What you may open is measured again after "
        "each unlocking; here it is done at once, with what was left and why. [F8 check.stop] "
        "stops."
    )
    INTRO = N_("Measures strength and likeness again where what is known is out of date.")

    def prepared(self) -> Callable[[Tell], Rechecked]:
        register = self.app.opened
        return lambda tell: rechecking.recheck(register, tell)

    def outcome(self, result: Rechecked) -> Outcome:
        known = self.app.opened.records.accounts
        headline = ngettext(
            "{count} password measured again.",
            "{count} passwords measured again.",
            len(result.measured),
        ).format(count=len(result.measured))
        lines = [
            Line(known[one].name, _(reason), Health.UNKNOWN, one)
            for one, reason in result.unknown
            if one in known
        ]
        health = Health.UNKNOWN if lines else Health.IN_ORDER
        steps = [_("What is left stays as it was. Who may open it measures it again.")]
        return Outcome(headline, health, lines, steps if lines else ())
