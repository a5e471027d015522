"""Everyone who holds rights to an account."""

from collections import Counter
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.mending import open_person
from screens.page import Page
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec import clock
from somesec.language import N_, _, show_date
from somesec.register import people


class People(Page):
    CSS_PATH = "people.tcss"
    PLACE = N_("People")
    HELP_TEXT = N_(
        "Those who run the accounts. When somebody leaves, write down the last day: the password "
        "of everything they could open becomes due to be changed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("Edit"), id="people.edit"),
        Binding("n", "add", N_("New"), id="people.new"),
        Binding("b", "brief", N_("Briefed today"), id="people.brief"),
    ]
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield Rows(
            Column("name", _("Name"), least=12, sortable=False),
            Column("address", _("Address"), least=14, rank=1, sortable=False),
            Column("briefed", _("Briefed on"), sortable=False),
            Column("left", _("Left on"), sortable=False),
            Column("accounts", _("Accounts"), right=True, sortable=False),
            id="list",
        )
        yield Static(
            _("There is nobody yet. Press n to add a person."),
            id="empty",
            classes="empty",
            markup=False,
        )

    def show(self) -> None:
        if self.app.register is None:
            return
        held = Counter(
            administrator.person
            for account in self.app.opened.records.accounts.values()
            for administrator in account.administrators
        )
        rows = [
            Row(
                str(person.id),
                (
                    Cell(person.name, "quiet" if person.has_left(clock.today()) else "strong"),
                    Cell(", ".join(person.addresses), "quiet"),
                    Cell(show_date(person.briefed_on) if person.briefed_on else "–"),
                    Cell(show_date(person.left_on) if person.left_on else ""),
                    Cell(str(held[person.id])),
                ),
            )
            for person in people.listed(self.app.opened)
        ]
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty").display = not rows

    @on(Rows.Chosen)
    def action_edit(self) -> None:
        key = self.query_one(Rows).key
        if key:
            open_person(self.app, UUID(key))

    def action_add(self) -> None:
        from screens.person_form import PersonForm

        self.app.open(PersonForm(None))

    def action_brief(self) -> None:
        key, register, today = self.query_one(Rows).key, self.app.opened, clock.today()
        if key:
            self.app.carry_out(
                lambda: people.brief(register, UUID(key), today),
                lambda person: self.app.say(
                    _("{name} was briefed today.").format(name=person.name)
                ),
                owner=self,
                saves=True,
            )
