"""A form over one record: keeps what was typed on an error, warns before it is lost, and shows both
versions when somebody else changed the record meanwhile."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Select, Static

from screens.confirm import Confirm
from screens.page import Sheet
from screens.text import clean, clean_lines
from screens.widgets.field import ChoiceField, Field, NotesField, TextField
from somesec.errors import ConflictError, InputError, SomesecError
from somesec.language import N_, _
from somesec.register.labels import CHOICES, shown


class Form(Sheet):
    """Subclasses say which fields there are, what they hold now, and how they are saved."""

    CSS_PATH = "form.tcss"
    LABELS: ClassVar[Mapping[str, str]] = {}
    HELP_TEXT = N_(
        "Tab goes to the next field. Dates are written 2026-11-22 or 22.11.2026; several values in "
        "one field are parted by a semicolon. F5 saves. Nothing is saved before that."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "save", N_("Save"), id="form.save", tooltip=N_("Save and go back")),
        Binding("f7", "theirs", N_("Take theirs"), id="form.theirs"),
    ]
    AUTO_FOCUS = None

    def __init__(self, field: str = "") -> None:
        super().__init__()
        self._field = field
        self._before: dict[str, str] = {}
        self._theirs: dict[str, str] | None = None
        self._saving = False

    # What a form of one kind says

    @abstractmethod
    def heading(self) -> str:
        """The name of what is edited."""

    @abstractmethod
    def values(self) -> dict[str, str]:
        """What the register holds now, by field."""

    @abstractmethod
    def store(self, changed: Mapping[str, str]) -> None:
        """Writes the changed fields. Called in a thread.

        Raises InputError for bad values, ConflictError when the record is another by now."""

    @abstractmethod
    def read_again(self) -> None:
        """Takes in the record as somebody else left it, so that saving builds on that."""

    def suggestions(self, field: str) -> list[str]:
        """What may be typed into a field."""
        return []

    # The form

    def body(self) -> ComposeResult:
        self._before = self.values()
        with VerticalScroll(id="fields", classes="sheet", can_focus=False):
            yield Static(clean_lines(self.heading()), classes="title", markup=False)
            for name, label in self.LABELS.items():
                yield self._control(name, _(label), self._before.get(name, ""))
            yield Static(id="conflict", markup=False)
            yield Static(id="error", classes="error", markup=False)

    def _control(self, name: str, label: str, value: str) -> Field:
        if name in CHOICES:
            choices = [(_(word), choice) for choice, word in CHOICES[name].items()]
            return ChoiceField(name, label, choices, value=value)
        if name == "notes":
            return NotesField(name, label, value=value)
        return TextField(name, label, value=value, suggestions=self.suggestions(name))

    def on_mount(self) -> None:
        wanted = self._field if self._field in self.LABELS else next(iter(self.LABELS))
        field = self.query_one(f"#{wanted}", Field)
        self.call_after_refresh(field.enter)

    def typed(self) -> dict[str, str]:
        """What the fields hold now."""
        return {field.id: field.value for field in self.query(Field) if field.id}

    def changed(self) -> dict[str, str]:
        """The fields that differ from what the register held when the form was opened. Text that
        had to be made harmless to be shown is no change until it is edited."""
        return {
            name: value.strip()
            for name, value in self.typed().items()
            if clean_lines(value.strip()) != clean_lines(self._before.get(name, "").strip())
        }

    def given(self) -> dict[str, str]:
        """What is handed over to be saved."""
        return self.changed()

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._theirs is not None if action == "theirs" else True

    # Saving

    def action_save(self) -> None:
        if self._saving:
            return
        for field in self.query(Field):
            field.complain("")
        self.query_one("#error", Static).update("")
        given = self.given()
        if not given:
            self.dismiss(None)
            return
        self._saving = True
        self.app.carry_out(
            lambda: self.store(given), self._saved, owner=self, failed=self._failed, saves=True
        )

    def _saved(self, _nothing: None) -> None:
        self._saving = False
        self.app.say(_("Saved."))
        self.dismiss(None)

    def _failed(self, error: SomesecError) -> None:
        self._saving = False
        if isinstance(error, ConflictError):
            self.app.carry_out(self._reread, self._show_both, owner=self)
            return
        placed = self._complaints(error) if isinstance(error, InputError) else {}
        for name, text in placed.items():
            self.query_one(f"#{name}", Field).complain(text)
        if placed:
            self.query_one(f"#{next(iter(placed))}", Field).enter()
        else:
            self.query_one("#error", Static).update(clean(str(error)))
            self.query_one("#error").scroll_visible()

    def _complaints(self, error: InputError) -> dict[str, str]:
        """Which line of the error belongs to which field: it begins with the column's name, or
        quotes what was typed."""
        placed: dict[str, str] = {}
        typed = self.given()
        for line in str(error).splitlines():
            column, _colon, said = line.partition(": ")
            if column in self.LABELS:
                placed.setdefault(column, said)
                continue
            for name, value in typed.items():
                parts = [part.strip() for part in value.split(";")]
                if any(part and f"'{part}'" in line for part in parts):
                    placed.setdefault(name, line)
                    break
        return placed

    # Two versions

    def _reread(self) -> dict[str, str]:
        self.app.opened.refresh()
        self.read_again()
        return self.values()

    def _show_both(self, theirs: dict[str, str]) -> None:
        mine = self.changed()
        self._theirs = theirs
        lines = [
            _("Somebody else changed this meanwhile. F5 saves yours, F7 takes theirs."),
        ]
        lines += [
            _("{field}: theirs '{theirs}', yours '{yours}'").format(
                field=_(self.LABELS[name]),
                theirs=shown(name, theirs.get(name, "")),
                yours=shown(name, mine.get(name, theirs.get(name, ""))),
            )
            for name in self.LABELS
            if name in mine or theirs.get(name, "") != self._before.get(name, "")
        ]
        # Fields only they changed take their value, so that saving does not undo it.
        for name in self.LABELS:
            if name not in mine:
                self.query_one(f"#{name}", Field).fill(theirs.get(name, ""))
        self._before = theirs
        self.query_one("#conflict", Static).update("\n".join(clean(line) for line in lines))
        self.query_one("#conflict").scroll_visible()
        self.refresh_bindings()

    def action_theirs(self) -> None:
        if self._theirs is None:
            return
        for name in self.LABELS:
            self.query_one(f"#{name}", Field).fill(self._theirs.get(name, ""))
        self._theirs = None
        self.query_one("#conflict", Static).update("")
        self.refresh_bindings()

    # Leaving

    def action_back(self) -> None:
        if any(select.expanded for select in self.query(Select)):
            return
        if not self.changed():
            self.dismiss(None)
            return

        def answered(leave: bool | None) -> None:
            if leave:
                self.dismiss(None)

        self.app.open(
            Confirm(
                _("What you typed is not saved. Leave without saving?"),
                _("Leave without saving"),
                _("Go on editing"),
            ),
            answered,
        )
