"""Recording a briefing or a yearly declaration, of one person or of many at once."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.text import clean
from screens.widgets.field import DateField, Field
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import parse_day
from somesec.language import N_, _, ngettext, show_date
from somesec.register import Register, people


class _Days(Act):
    """A day is asked for, and recorded for everybody listed below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "record", N_("Record the day"), id="person-days.record"),
    ]
    AUTO_FOCUS = "#day Input"

    def __init__(self, meant: Sequence[UUID]) -> None:
        super().__init__()
        self._meant = meant

    @abstractmethod
    def record(self, register: Register, person: UUID, day: date) -> None:
        """Writes the day for one person."""

    @abstractmethod
    def question(self) -> str:
        """What the day is of."""

    def body(self) -> ComposeResult:
        known = self.app.opened.records.people
        names = [known[person].name for person in self._meant if person in known]
        count = ngettext("{count} person", "{count} people", len(names)).format(count=len(names))
        with Scroll(classes="sheet", can_focus=False):
            yield Static(self.question(), classes="title", markup=False)
            yield DateField("day", _("Day"), value=show_date(clock.today()))
            yield Static(count, id="count", classes="quiet", markup=False)
            yield Static(clean(", ".join(names)), id="names", markup=False)
            yield from self.ending()

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#day", Field).complain("")

    @on(Input.Submitted)
    def action_record(self) -> None:
        field = self.query_one("#day", Field)
        try:
            day = parse_day(field.value)
        except InputError as error:
            field.complain(str(error))
            return
        if day is None or day > clock.today():
            field.complain(_("Give a day that is not to come."))
            return
        register, meant = self.app.opened, self._meant

        def record_all() -> int:
            for person in meant:
                self.record(register, person, day)
            return len(meant)

        self.carry_out(record_all, self._done, saves=True)

    def _done(self, count: int) -> None:
        self.app.say(
            ngettext("Recorded for {count} person.", "Recorded for {count} people.", count).format(
                count=count
            )
        )
        self.dismiss(True)


class Briefing(_Days):
    PLACE = N_("Briefing")
    HELP_TEXT = N_(
        "Whoever runs an account is briefed on the guideline first, and again now and then. The "
        "day is recorded for everybody listed; the trail keeps who recorded it. "
        "[F5 person-days.record] records."
    )

    def question(self) -> str:
        return _("Briefed on the guideline")

    def record(self, register: Register, person: UUID, day: date) -> None:
        people.brief(register, person, day)


class Declaring(_Days):
    PLACE = N_("Declaration")
    HELP_TEXT = N_(
        "Once a year everybody who runs an account gives their word: no organisation address for "
        "private services, no password shared with private services, none stored in a browser. "
        "[F5 person-days.record] records the day for everybody listed."
    )

    def question(self) -> str:
        return _("Gave the yearly declaration")

    def record(self, register: Register, person: UUID, day: date) -> None:
        people.declare(register, person, day)
