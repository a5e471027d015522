"""Who did what, on which record, and when: the newest first."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from screens.page import Sheet
from screens.text import clean
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.text_input import TextInput
from somesec.errors import InputError, SomesecError
from somesec.language import N_, _, show_date
from somesec.register import Register, exports, history
from somesec.register.history import Event

_FIRST = 500
"""How many entries are read before they are shown; then as many again as there are."""


class _Line(NamedTuple):
    words: str
    row: Row


class Trail(Sheet):
    PLACE = N_("The trail")
    HELP_TEXT = N_(
        "Every change of the register and every secret that somebody opened, the newest first. "
        "Nobody can take an entry out of it. Press [/ trail.filter] and type words to see only the "
        "entries in which all of them occur. [F4 trail.export] writes all of it to a file that "
        "ends in .csv or .json."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", N_("Filter"), id="trail.filter", key_display="/"),
        Binding("f4", "file", N_("Save to a file"), id="trail.export"),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._is_read = False
        self._reading = 0
        self._filling = 0

    def body(self) -> ComposeResult:
        with Horizontal(id="line"):
            yield TextInput(placeholder=_("Filter"), id="filter")
            yield Static(id="count", markup=False)
        yield Rows(
            Column("at", _("When"), sortable=False),
            Column("who", _("Who"), least=12, sortable=False),
            Column("act", _("What"), least=32, sortable=False),
            Column("record", _("Record"), least=14, sortable=False),
            Column("note", _("Note"), least=8, rank=1, sortable=False),
            id="list",
        )
        with Horizontal(id="saving"):
            yield TextInput(placeholder=_("trail.csv or trail.json"), id="file")
        yield Static(id="error", classes="error", markup=False)

    def on_mount(self) -> None:
        self.query_one("#saving").display = False

    # Reading

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        self._reading += 1
        self._read_on(history.events(register, newest_first=True), [], self._reading)

    def _read_on(self, events: Iterator[Event], read: list[_Line], reading: int) -> None:
        """Reads the next entries. What was shown stays until so much is read again."""
        register, most = self.app.opened, max(_FIRST, len(read))

        def lines() -> list[_Line]:
            return [_line(register, event) for event in islice(events, most)]

        def take(more: list[_Line]) -> None:
            if reading != self._reading:
                return
            all_ = read + more
            self._is_read = len(more) < most
            if self._is_read or len(all_) >= len(self._lines):
                self._lines = all_
                self._fill()
            if not self._is_read:
                self._read_on(events, all_, reading)

        self.app.carry_out(lines, take, owner=self)

    @on(Input.Changed, "#filter")
    def _fill(self) -> None:
        self._filling += 1
        wanted = self.query_one("#filter", Input).value.casefold().split()
        filling, lines = self._filling, self._lines

        def fitting() -> list[Row]:
            return [line.row for line in lines if all(word in line.words for word in wanted)]

        def show(rows: list[Row]) -> None:
            if filling == self._filling:
                self._show_rows(rows)

        self.app.carry_out(fitting, show, owner=self)

    def _show_rows(self, rows: list[Row]) -> None:
        self.query_one(Rows).show(rows)
        shown, all_ = len(rows), len(self._lines)
        self.query_one("#count", Static).update(
            _("{shown} of {all}").format(shown=shown, all=all_)
            if self._is_read
            else _("{shown} of {all}, reading on …").format(shown=shown, all=all_)
        )

    def action_filter(self) -> None:
        self.query_one("#filter").focus()

    @on(Input.Submitted, "#filter")
    def _filtered(self) -> None:
        self.query_one(Rows).focus()

    def action_back(self) -> None:
        field = self.query_one("#filter", Input)
        if self.query_one("#saving").display:
            self.query_one("#saving").display = False
            self.query_one(Rows).focus()
        elif field.value or field.has_focus:
            field.clear()
            self.query_one(Rows).focus()
        else:
            self.dismiss(None)

    # Writing it to a file

    def action_file(self) -> None:
        self.query_one("#saving").display = True
        self.query_one("#file").focus()

    @on(Input.Submitted, "#file")
    def _save(self, event: Input.Submitted) -> None:
        register, file = self.app.opened, Path(event.value.strip()).expanduser()

        def failed(error: SomesecError) -> None:
            self.query_one("#error", Static).update(clean(str(error)))

        def saved(_nothing: None) -> None:
            self.query_one("#error", Static).update("")
            self.query_one("#saving").display = False
            self.query_one(Rows).focus()
            self.app.say(_("Saved to {file}.").format(file=file))

        self.app.carry_out(
            lambda: _export(register, file), saved, owner=self, failed=failed, saves=True
        )


def _line(register: Register, event: Event) -> _Line:
    here = event.at.astimezone()
    record = history.name_of(register, event.subject) if event.subject else event.note
    texts = (
        f"{show_date(here.date())} {here:%H:%M}",
        history.name_of(register, event.member),
        history.act_name(event.act),
        record,
        event.note if event.note != record else "",
    )
    tones = ("quiet", "strong", "", "", "quiet")
    cells = tuple(Cell(text, tone) for text, tone in zip(texts, tones, strict=True))
    return _Line(" ".join(texts).casefold(), Row(str(event.sequence), cells))


def _export(register: Register, file: Path) -> None:
    to = file.suffix.removeprefix(".").casefold()
    if to not in history.FORMATS:
        raise InputError(_("Name a file that ends in .csv or .json."))
    exports.require_free(file)
    exports.save(file, history.export(register, to))
