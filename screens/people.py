"""People and units: who runs the accounts, and what they belong to."""

from collections import defaultdict
from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from screens.marks import STYLES, Health
from screens.mending import open_person
from screens.page import WIDE, Page
from screens.people_detail import person_detail, unit_detail
from screens.standing import Answers, counted, leaving
from screens.widgets.detail import Detail
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from screens.widgets.text_input import TextInput
from somesec import clock
from somesec.language import N_, _, current, show_date
from somesec.model import Account, Person, Unit
from somesec.register import access, people, rights, units
from somesec.register.access import Leaver

PEOPLE, UNITS = "people", "units"
_OF_PEOPLE = ("brief", "declare", "leave", "access", "mark", "mark_all", "leavers")
_OF_UNITS = ("mailboxes",)


class People(Page):
    PLACE = N_("People and units")
    HELP_TEXT = N_(
        "Those who run the accounts, and the units that own them; [u people.units] and "
        "[p people.people] change between them. Press [/ people.filter] and type words to see only "
        "what has them all, such as 'never' for those never briefed. The space bar marks several "
        "people for a briefing or a declaration. When somebody leaves, press [l people.leave]: it "
        "leads through all that they could reach, to the last password."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", N_("Filter"), id="people.filter", key_display="/"),
        Binding("u", "view('units')", N_("Units"), id="people.units"),
        Binding("p", "view('people')", N_("People"), id="people.people"),
        Binding("e", "edit", N_("Edit"), show=False, id="people.edit"),
        Binding("n", "add", N_("New"), show=False, id="people.new"),
        Binding("m", "mailboxes", N_("Mailboxes"), id="people.mailboxes"),
        Binding("b", "brief", N_("Briefed"), id="people.brief", tooltip=N_("Record a briefing")),
        Binding(
            "d",
            "declare",
            N_("Declared"),
            show=False,
            id="people.declare",
            tooltip=N_("Record a yearly declaration"),
        ),
        Binding(
            "l",
            "leave",
            N_("Leaving"),
            id="people.leave",
            tooltip=N_("The last day, and what next"),
        ),
        Binding(
            "a", "access", N_("Access"), id="people.access", tooltip=N_("Which accounts, and how")
        ),
        Binding("o", "leavers", N_("All who leave"), show=False, id="people.leavers"),
        Binding("i", "import", N_("Import"), show=False, id="people.import"),
        Binding("escape", "leave_detail", N_("Back"), id="people.back", show=False),
    ]
    AUTO_FOCUS = "#people"

    def __init__(self) -> None:
        super().__init__()
        self._view = PEOPLE
        self._leavers: dict[UUID, Leaver] = {}
        self._held: dict[UUID, list[Account]] = {}
        self._owned: dict[UUID, list[Account]] = {}
        self._answers: Answers | None = None

    def body(self) -> ComposeResult:
        with Horizontal(id="line"):
            yield Static(id="views", markup=False)
            yield TextInput(placeholder=_("Filter"), id="filter")
            yield Static(id="count", markup=False)
        with Horizontal(id="halves"):
            with Vertical(id="list-half"):
                yield Rows(
                    Column("health", _("State"), sortable=False),
                    Column("name", _("Name"), least=16, sortable=False),
                    Column("unit", _("Unit"), least=16, rank=3, sortable=False),
                    Column("briefed", _("Briefed"), sortable=False),
                    Column("declared", _("Declared"), rank=2, sortable=False),
                    Column("left", _("Last day"), rank=1, sortable=False),
                    Column("accounts", _("Accounts"), right=True, rank=4, sortable=False),
                    marks=True,
                    id=PEOPLE,
                )
                yield Rows(
                    Column("health", _("State"), sortable=False),
                    Column("name", _("Unit"), least=12, sortable=False),
                    Column("mailboxes", _("Unit mailboxes"), least=14, sortable=False),
                    Column(
                        "responsible", _("Responsible person"), least=12, rank=1, sortable=False
                    ),
                    Column("people", _("People"), right=True, rank=2, sortable=False),
                    Column("accounts", _("Accounts"), right=True, sortable=False),
                    id=UNITS,
                )
                yield Static(id="empty", classes="empty", markup=False)
            with Scroll(id="pane"):
                yield Detail("detail")

    # What it shows

    @property
    def _rows(self) -> Rows:
        return self.query_one(f"#{self._view}", Rows)

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        records = register.records
        self._held, self._owned = defaultdict(list), defaultdict(list)
        for account in records.accounts.values():
            self._owned[account.unit].append(account)
            for administrator in account.administrators:
                self._held[administrator.person].append(account)
        self._answers = Answers(register, self.app.audit)
        self._fill()
        self.app.carry_out(lambda: access.leavers(register), self._show_leavers, owner=self)

    def _show_leavers(self, leavers: list[Leaver]) -> None:
        found = {leaver.person.id: leaver for leaver in leavers}
        if found != self._leavers:
            self._leavers = found
            self._fill()

    def _fill(self) -> None:
        register = self.app.opened
        wanted = self.query_one("#filter", Input).value.casefold().split()
        everybody, all_units = people.listed(register), units.in_order(register)
        self.query_one("#views", Static).update(self._views(len(everybody), len(all_units)))
        if self._view == PEOPLE:
            rows = [self._person_row(person) for person in everybody]
        else:
            rows = [self._unit_row(unit, depth) for unit, depth in all_units]
        fitting = [row for row in rows if all(word in _words(row) for word in wanted)]
        self.query_one("#count", Static).update(
            _("{shown} of {all}").format(shown=len(fitting), all=len(rows))
        )
        for view in (PEOPLE, UNITS):
            self.query_one(f"#{view}").display = view == self._view and bool(fitting)
        self._rows.show(fitting)
        empty = self.query_one("#empty", Static)
        empty.display = not fitting
        empty.update(self._why_empty(bool(rows)))
        self._show_detail()

    def _why_empty(self, are_any: bool) -> str:
        if are_any:
            return _("Nothing here has all of these words. Escape shows everything again.")
        if self._view == UNITS:
            return _(
                "There are no units yet. Press [n people.new] to add one, or [i people.import] to "
                "read in a file of them."
            )
        return _(
            "There is nobody yet. Press [n people.new] to add a person, or [i people.import] to "
            "read in a file of them."
        )

    def _views(self, count_people: int, count_units: int) -> Content:
        here, there = "bold", STYLES["quiet"]
        return Content.assemble(
            (_("People") + f" {count_people}", here if self._view == PEOPLE else there),
            "   ",
            (_("Units") + f" {count_units}", here if self._view == UNITS else there),
        )

    def _person_row(self, person: Person) -> Row:
        register, held = self.app.opened, self._held[person.id]
        records, leaver = register.records, self._leavers.get(person.id)
        names = [records.units[u].called(current()) for u in person.units if u in records.units]
        last = max((d.declared_on for d in person.declarations), default=None)
        return Row(
            str(person.id),
            (
                self._state(lambda answers: answers.of_person(person, held, leaver)),
                Cell(person.name, "quiet" if person.has_left(clock.today()) else "strong"),
                Cell(", ".join(names), "quiet"),
                Cell(show_date(person.briefed_on) if person.briefed_on else _("never")),
                Cell(show_date(last) if last else _("never")),
                _last_day(person, leaver),
                Cell(counted(len(held), is_whole=rights.reads_all(register))),
            ),
        )

    def _state(self, health: Callable[[Answers], Health]) -> Cell:
        """How a record stands, once there is an audit to tell."""
        if self._answers is None or not self._answers.is_given:
            return Cell("…", "quiet")
        state = health(self._answers)
        return Cell(str(state), state.tone)

    def _unit_row(self, unit: Unit, depth: int) -> Row:
        register = self.app.opened
        records, is_read = register.records, rights.reads(register, unit.id)
        responsible = records.people.get(unit.responsible) if unit.responsible else None
        return Row(
            str(unit.id),
            (
                self._state(lambda answers: answers.of_unit(unit.id)),
                Cell("  " * depth + unit.called(current()), "strong" if unit.active else "quiet"),
                Cell(", ".join(unit.mailboxes) or "–"),
                Cell(responsible.name if responsible else "–", "quiet"),
                Cell(str(sum(unit.id in p.units for p in records.people.values()) or "–")),
                Cell(counted(len(self._owned[unit.id]), is_whole=is_read)),
            ),
        )

    # The detail

    @property
    def chosen(self) -> UUID | None:
        """The person or the unit under the cursor."""
        key = self._rows.key
        return UUID(key) if key else None

    @on(Rows.Highlighted)
    def _show_detail(self) -> None:
        chosen = self.chosen if self.app.register else None
        self.query_one("#detail", Detail).update(self._detail(chosen) if chosen else "")
        self.query_one("#pane", Scroll).scroll_home(animate=False)

    def _detail(self, chosen: UUID) -> Content:
        register, answers = self.app.opened, self._answers
        if answers is None:
            return Content("")
        person = register.records.people.get(chosen)
        if person is not None:
            return person_detail(
                register, person, answers, self._held[chosen], self._leavers.get(chosen)
            )
        unit = register.records.units.get(chosen)
        if unit is None:
            return Content("")
        return unit_detail(register, unit, answers, self._owned[chosen])

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "view":
            return self._view not in parameters
        if action in _OF_PEOPLE:
            return self._view == PEOPLE
        return self._view == UNITS if action in _OF_UNITS else True

    def action_view(self, view: str) -> None:
        """Shows the people, or the units."""
        self._view = view
        with self.prevent(Input.Changed):
            self.query_one("#filter", Input).clear()
        self._fill()
        self._rows.focus()
        self.refresh_bindings()

    def action_filter(self) -> None:
        self.set_focus(self.query_one("#filter"))

    @on(Input.Changed, "#filter")
    def _filter(self) -> None:
        if self.app.register:
            self._fill()

    @on(Input.Submitted, "#filter")
    def _filtered(self) -> None:
        self._rows.focus()

    @on(Rows.Chosen)
    def _open(self) -> None:
        self.add_class("-detail")
        if self.app.size.width >= WIDE:
            self.query_one("#pane").focus()
        else:
            self.call_after_refresh(self.query_one("#pane").focus)

    def action_leave_detail(self) -> None:
        if self.has_class("-detail"):
            self.remove_class("-detail")
        elif self.query_one("#filter", Input).value:
            self.query_one("#filter", Input).clear()
        else:
            self._rows.unmark()
        self._rows.focus()

    def action_edit(self) -> None:
        from screens.unit_form import UnitForm

        if self.chosen is None:
            return
        if self._view == PEOPLE:
            open_person(self.app, self.chosen)
        else:
            self.app.open(UnitForm(self.chosen))

    def action_add(self) -> None:
        from screens.person_form import PersonForm
        from screens.unit_form import UnitForm

        self.app.open(PersonForm(None) if self._view == PEOPLE else UnitForm(None))

    def action_import(self) -> None:
        from screens.importing import Importing

        self.app.open(Importing(self._view))

    def action_mailboxes(self) -> None:
        from screens.mailboxes import Mailboxes

        self.app.open(Mailboxes(self.chosen))

    def _meant(self) -> list[UUID]:
        """The people that are marked, else the one under the cursor."""
        marked = [UUID(key) for key in self._rows.marked]
        return marked or ([self.chosen] if self.chosen else [])

    def _unmark(self, done: object) -> None:
        if done:
            self._rows.unmark()

    def action_brief(self) -> None:
        from screens.person_days import Briefing

        if self._meant():
            self.app.open(Briefing(self._meant()), self._unmark)

    def action_declare(self) -> None:
        from screens.person_days import Declaring

        if self._meant():
            self.app.open(Declaring(self._meant()), self._unmark)

    def action_leave(self) -> None:
        from screens.leaver import open_leaving

        if self.chosen:
            open_leaving(self.app, self.chosen)

    def action_leavers(self) -> None:
        from screens.leavers import Leavers

        self.app.open(Leavers())

    def action_access(self) -> None:
        from screens.person_access import PersonAccess

        if self.chosen:
            self.app.open(PersonAccess(self.chosen))


def _last_day(person: Person, leaver: Leaver | None) -> Cell:
    day = show_date(person.left_on) if person.left_on else ""
    if not day or leaver is None or leaver.is_over:
        return Cell(day, "quiet")
    health = leaving(leaver)
    return Cell(f"{health.shape} {day}", health.tone)


def _words(row: Row) -> str:
    return "\n".join(cell.text for cell in row.cells).casefold()
