"""Closing a page in three steps: who asked, when it left the public eye, when the means to get in
were retired."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.pane import Pane
from screens.widgets.detail import Detail
from screens.widgets.field import DateField, Field, TextField
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import parse_day
from somesec.language import N_, _, show_date
from somesec.model import Account, Closing
from somesec.register import accounts


class AccountClosing(Act):
    PLACE = N_("Closing a page")
    HELP_TEXT = N_(
        "A page is closed on somebody's request, taken from the public eye, and then its password "
        "and other means to get in are retired. Each step is recorded with its day by "
        "[F5 closing.record]; leave between the steps as long as it takes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "record", N_("Record the step"), id="closing.record"),
    ]
    AUTO_FOCUS = None

    def __init__(self, account: UUID) -> None:
        super().__init__()
        self._account_id = account
        self._step = 0

    def body(self) -> ComposeResult:
        suggestions = sorted(unit.name for unit in self.app.opened.records.units.values())
        with Scroll(classes="sheet", can_focus=False):
            yield Detail("done")
            yield TextField("requested_by", _("Who asks for it"), suggestions=suggestions)
            yield DateField("day", _("On the day"), value=show_date(clock.today()))
            yield from self.ending()
            yield Static(id="coming", markup=False)

    def show(self) -> None:
        register = self.app.register
        account = register.records.accounts.get(self._account_id) if register else None
        if account is None:
            return
        closing = account.closing or Closing()
        days = (
            closing.requested_on if closing.requested_by else None,
            closing.removed_from_view_on,
            closing.credentials_retired_on,
        )
        names = (
            _("Somebody asks for the closing"),
            _("The page has left the public eye"),
            _("Password, second factor and rights are retired at the service"),
        )
        step = next((n for n, day in enumerate(days) if day is None), len(days))
        done, coming = Pane(), Pane()
        done.title(account.name, _("step {step} of {all}").format(step=min(step + 1, 3), all=3))
        done.gap()
        for number, (name, day) in enumerate(zip(names, days, strict=True)):
            if number < step and day is not None:
                asked = f" ({closing.requested_by})" if number == 0 else ""
                done.line(f"✓ {number + 1} {name}: {show_date(day)}{asked}", "quiet")
            elif number == step:
                done.line(f"→ {number + 1} {name}")
                done.columns(("", _advice(number)), (2,), "quiet")
            else:
                coming.line(f"  {number + 1} {name}", "quiet")
        if step == len(days):
            done.gap()
            done.line("✓ " + _("The closing is complete. Escape goes back."), "accent")
        self.query_one("#done", Detail).update(done.content)
        self.query_one("#coming", Static).update(coming.content)
        asks, day_field = self.query_one("#requested_by", Field), self.query_one("#day", Field)
        was_asking = asks.display
        asks.display, day_field.display = step == 0, 0 < step < len(days)
        if step == 0 and self.focused is None:
            self.call_after_refresh(asks.enter)
        elif day_field.display and (was_asking or self.focused is None):
            self.call_after_refresh(day_field.enter)
        self._step = step
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._step < 3 if action == "record" else True

    @on(Input.Submitted)
    def action_record(self) -> None:
        register, account, step = self.app.opened, self._account_id, self._step
        asked_by = self.query_one("#requested_by", Field).value.strip()
        if step == 0:
            self.query_one("#requested_by", Field).complain("" if asked_by else _("Fill this in."))
            if asked_by:
                self._carry_out(lambda: accounts.close(register, account, requested_by=asked_by))
            return
        day = self._day()
        if day is not None and step == 1:
            self._carry_out(
                lambda: accounts.close(register, account, requested_by="", removed_from_view_on=day)
            )
        elif day is not None and step == 2:
            self._carry_out(
                lambda: accounts.close(
                    register, account, requested_by="", credentials_retired_on=day
                )
            )

    def _day(self) -> date | None:
        field = self.query_one("#day", Field)
        try:
            day = parse_day(field.value)
        except InputError as error:
            field.complain(str(error))
            return None
        field.complain("" if day else _("Fill this in."))
        return day

    def _carry_out(self, act: Callable[[], Account]) -> None:
        self.carry_out(act, self._recorded, saves=True)

    def _recorded(self, account: Account) -> None:
        self.app.say(_("Recorded for {account}.").format(account=account.name))


def _advice(step: int) -> str:
    return (
        _(
            "Write who asks: the unit, its head, or the coordinator. [F5 closing.record] records "
            "today."
        ),
        _(
            "Save what must be kept, tell the followers where to go, then take the page away at "
            "the service. Write the day it was gone. [F5 closing.record] records it and closes the "
            "account."
        ),
        _(
            "End the rights of everybody, remove phone and second factor, and change or remove the "
            "password at the service. Write the day. [F5 closing.record] records it."
        ),
    )[step]
