"""Accepting findings for a while, with a reason and an end."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from policy.finding import Finding
from screens import explaining
from screens.act import Act
from screens.text import clean, clean_lines
from screens.widgets.field import Field, TextField
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import AccountRow, parse_values
from somesec.language import N_, _, ngettext, show_date
from somesec.register import Register, bulk
from somesec.register.waivers import subject_name

_SHOWN = 8


def last_day(register: Register) -> date:
    """The last day that a waiver of today may run to."""
    return clock.today() + timedelta(register.view().pack.intervals.waiver)


def waiver_end(register: Register, text: str) -> date:
    """The day that somebody typed for the end of a waiver.

    Raises InputError for none, one that is past and one further away than the policy allows."""
    try:
        day = parse_values(AccountRow, {"ends_on": text}, complete=False)["ends_on"]
    except InputError as error:
        raise InputError(str(error).partition(": ")[2] or str(error)) from error
    latest = last_day(register)
    if not day:
        raise InputError(_("Say until when, {day} at the latest.").format(day=show_date(latest)))
    if day < clock.today():
        raise InputError(_("The waiver would end before it begins. Give a later day."))
    if day > latest:
        raise InputError(
            _("A waiver may run until {day} at the latest. Give an earlier day.").format(
                day=show_date(latest)
            )
        )
    end: date = day
    return end


class Waiving(Act):
    """Accepts the findings; answers with True when it was done."""

    PLACE = N_("Waive")
    HELP_TEXT = N_(
        "A waiver says that the town accepts what a rule finds on a record until a day, and why. "
        "The finding is counted apart meanwhile, and is back on the day after."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "waive", N_("Waive"), id="waiving.waive", tooltip=N_("Accept until then")),
    ]
    AUTO_FOCUS = "#reason Input"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self._findings = findings

    def body(self) -> ComposeResult:
        register = self.app.opened
        rules = list(dict.fromkeys(finding.rule for finding in self._findings))
        subjects = list(dict.fromkeys(finding.subject for finding in self._findings))
        names = [subject_name(register, subject) for subject in subjects[:_SHOWN]]
        if len(subjects) > _SHOWN:
            names.append(_("and {count} more").format(count=len(subjects) - _SHOWN))
        with Scroll(classes="sheet", can_focus=False):
            for code in rules:
                yield Static(
                    clean(f"{code}  {explaining.summary(code)}"), classes="title", markup=False
                )
            yield Static(clean_lines("\n".join(names)), id="names", classes="quiet", markup=False)
            yield TextField("reason", _("Why is it accepted?"))
            yield TextField(
                "expires_on",
                _("Until"),
                _("{day} at the latest").format(day=show_date(last_day(register))),
            )
            yield from self.ending()

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def action_waive(self) -> None:
        reason, until = (self.query_one(f"#{name}", Field) for name in ("reason", "expires_on"))
        reason.complain("" if reason.value.strip() else _("Fill this in."))
        until.complain("")
        register = self.app.opened
        try:
            day = waiver_end(register, until.value)
        except InputError as error:
            until.complain(str(error))
            return
        if not reason.value.strip():
            reason.enter()
            return
        said, found = reason.value, self._findings
        self.carry_out(
            lambda: bulk.waive(register, found, reason=said, expires_on=day),
            self._waived,
            saves=True,
        )

    def _waived(self, waived: bulk.Waived) -> None:
        self.app.say(
            ngettext(
                "{count} finding is waived.", "{count} findings are waived.", waived.made
            ).format(count=waived.made)
        )
        self.dismiss(True)
