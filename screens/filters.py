"""Filters of accounts to choose from: some that everybody needs, and those that were kept."""

from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.text_input import TextInput
from somesec.language import N_, _
from somesec.register import filters

# The texts are in the catalogues too, in the words of each language: docs/filter.md has them.
GIVEN = {
    N_("To do first"): N_("sev>=high"),
    N_("Not known"): N_("is:unknown"),
    N_("Passwords to change"): N_("is:to-rotate"),
    N_("Rotations begun"): N_("is:rotating"),
    N_("Due within 30 days"): N_("due<30"),
    N_("Weak passwords"): N_("strength<3"),
    N_("No second factor"): N_("factor:missing,none -status:closed"),
    N_("No administrator recorded"): N_("admin:missing -status:closed"),
    N_("Nothing posted for 90 days"): N_("post>90 status:open"),
    N_("Something waived"): N_("is:waived"),
}


class Filters(Act):
    """Answers with the text of the filter that was chosen. `current` is the one in use."""

    PLACE = N_("Filters")
    HELP_TEXT = N_(
        "Enter takes a filter into use. [F2 filters.keep] keeps the one in use under a name, in "
        "the register: sealed as everything there, and for all who read it. [x filters.drop] drops "
        "a kept one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Use"), id="filters.use", tooltip=N_("Filter by this")),
        Binding("f2", "keep", N_("Keep this one"), id="filters.keep"),
        Binding("x", "drop", N_("Drop"), id="filters.drop", tooltip=N_("Keep it no longer")),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def body(self) -> ComposeResult:
        yield Static(id="say", classes="summary quiet", markup=False)
        yield TextInput(placeholder=_("What is it to be called?"), id="name")
        yield Rows(
            Column("name", _("Filter"), least=20, sortable=False),
            Column("text", _("Accounts that fit"), least=20, sortable=False),
            Column("by", _("Kept by"), least=8, rank=1, sortable=False),
            id="list",
        )
        yield from self.ending()

    def on_mount(self) -> None:
        self.query_one("#name").display = False

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        self.query_one("#say", Static).update(
            _("In use: {filter}").format(filter=self._current)
            if self._current.strip()
            else _("No filter is in use.")
        )
        rows = [
            Row(_(text), (Cell(_(name), "strong"), Cell(_(text)), Cell("")))
            for name, text in GIVEN.items()
        ]
        kept = filters.listed(register)
        if kept:
            rows += [Row("", (Cell(""),), heading=True), Row("", (Cell(_("Kept")),), heading=True)]
        rows += [
            Row(str(one.id), (Cell(one.name, "strong"), Cell(one.text), Cell(one.made_by, "quiet")))
            for one in kept
        ]
        self.query_one(Rows).show(rows)
        self.refresh_bindings()

    @property
    def _kept(self) -> UUID | None:
        key = self.query_one(Rows).key or ""
        return next((id_ for id_ in self.app.opened.records.filters if str(id_) == key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "keep":
            return bool(self._current.strip())
        if action == "drop":
            return bool(self.is_mounted and self.app.register and self._kept)
        return True

    @on(Rows.Highlighted)
    def _other(self) -> None:
        self.refresh_bindings()

    @on(Rows.Chosen)
    def action_choose(self) -> None:
        key, kept = self.query_one(Rows).key, self._kept
        if key:
            self.dismiss(self.app.opened.records.filters[kept].text if kept else key)

    def action_keep(self) -> None:
        name = self.query_one("#name", Input)
        name.display = True
        name.focus()

    @on(Input.Submitted, "#name")
    def _keep(self, event: Input.Submitted) -> None:
        register, name, text = self.app.opened, event.value, self._current
        self.carry_out(lambda: filters.keep(register, name, text), self._is_kept, saves=True)

    def _is_kept(self, kept: object) -> None:
        self.query_one("#name").display = False
        self.query_one(Rows).focus()
        self.app.say(_("Kept. Everybody who reads the register finds it here."))

    def action_drop(self) -> None:
        register, kept = self.app.opened, self._kept
        if kept:
            self.carry_out(lambda: filters.drop(register, kept), lambda _none: None, saves=True)
