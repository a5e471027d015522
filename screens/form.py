"""A form over one record: keeps what was typed on an error, warns before it is lost, and shows both
versions when somebody else changed the record meanwhile."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from screens.page import Sheet
from screens.text import clean, clean_lines
from screens.widgets.field import (
    ChoiceField,
    DateField,
    Field,
    LinesField,
    NotesField,
    TextField,
    WeighedField,
)
from screens.widgets.notice import Notice
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.errors import ConflictError, InputError, SomesecError
from somesec.language import N_, _, show_date
from somesec.register import cells, undoing
from somesec.register.labels import CHOICES, LISTS, is_day, shown

# What the names of a checklist's lines begin with.
_CHECKLIST = "planning-"
_PAUSE_SECONDS = 0.7
_LESS_URGENT = ("form.next-part", "form.today")
_AT_ONCE = 3
"""So many fields are made between two frames."""


class Form(Sheet):
    """Subclasses say which fields there are, what they hold now, and how they are saved. `KIND` is
    the record's, as `cells.problem` knows it; `PARTS` are headings, each with its fields."""

    KIND: ClassVar[str] = ""
    LABELS: ClassVar[Mapping[str, str]] = {}
    PARTS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    HELP_TEXT = N_(
        "Tab goes to the next field. Dates are written 2026-11-22 or 22.11.2026, and "
        "[F4 form.today] writes today. Where names are asked for, the right arrow takes what is "
        "offered and the down key shows all. Several values stand one a line. [F5 form.save] "
        "saves. Nothing is saved before that."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "save", N_("Save"), id="form.save", tooltip=N_("Save and go back")),
        Binding("f3", "part(1)", N_("Next part"), id="form.next-part"),
        Binding("f2", "part(-1)", N_("Part before"), id="form.part-before", show=False),
        Binding("f4", "today", N_("Today"), id="form.today", tooltip=N_("Write today's date")),
        Binding("f7", "turn", N_("Yours or theirs"), id="form.turn"),
        Binding(
            "f9",
            "theirs",
            N_("All of theirs"),
            id="form.theirs",
            tooltip=N_("Take all of theirs"),
        ),
    ]
    AUTO_FOCUS = None

    def __init__(self, field: str = "") -> None:
        super().__init__()
        self._field = field if field in self.LABELS else next(iter(self.LABELS))
        self._parts_left: list[tuple[str, tuple[str, ...]]] = []
        self._before: dict[str, str] = {}
        self._mine: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._saving = False
        self._pause: Timer | None = None
        self._card: undoing.Edited | None = None
        self._revision_before = 0

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

    def subject(self) -> UUID | None:
        """The id of the one card that is edited, where saving can be taken back."""
        return None

    # The form

    def body(self) -> ComposeResult:
        self._before = self._now()
        self._remember_card()
        with Scroll(id="fields", classes="sheet", can_focus=False):
            yield Static(clean_lines(self.heading()), classes="title", markup=False)
            self._parts_left = _in_steps(self.PARTS or {"": tuple(self.LABELS)})
            yield from self._part(*self._parts_left.pop(0))
        # Below the fields, where they are seen however long the form is.
        yield Notice("conflict")
        yield Notice("error", classes="error")

    def _part(self, heading: str, names: Sequence[str]) -> Iterator[Widget]:
        if heading:
            yield Static(_(heading), classes="part", markup=False)
        for name in names:
            yield self._control(name, _(self.LABELS[name]), self._before.get(name, ""))
        if self._field in names:
            self.call_after_refresh(self._enter, self._field)

    async def _add_part(self) -> None:
        """Adds the next fields, a few between two frames: no key waits for all of a long form."""
        if self._parts_left and self.is_attached:
            await self.query_one("#fields").mount_all(self._part(*self._parts_left.pop(0)))
            self.call_after_refresh(self._add_part)

    def _enter(self, name: str) -> None:
        # Nothing, where the form is down before it was drawn.
        for field in self.query(f"#{name}").results(Field):
            field.enter()

    @property
    def is_still(self) -> bool:
        return super().is_still and not self._parts_left

    def _control(self, name: str, label: str, value: str) -> Field:
        if name in CHOICES:
            choices = [(_(word), choice) for choice, word in CHOICES[name].items()]
            return ChoiceField(name, label, choices, value=value)
        if name == "notes":
            return NotesField(name, label, value=value)
        if name in LISTS:
            return LinesField(name, label, value=value, suggestions=self.suggestions(name))
        if name.startswith(_CHECKLIST):
            return WeighedField(name, label, value=value)
        if name.endswith("_on"):
            return DateField(name, label, value=value)
        return TextField(name, label, value=value, suggestions=self.suggestions(name))

    def _now(self) -> dict[str, str]:
        """What the register holds now, as the fields show it: dates as the reader writes them."""
        return {
            name: shown(name, value) if is_day(name) else value
            for name, value in self.values().items()
        }

    def on_mount(self) -> None:
        self.call_after_refresh(self._add_part)

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

    def is_unsaved(self) -> bool:
        return bool(self.changed())

    def given(self) -> dict[str, str]:
        """What is handed over to be saved."""
        return self.changed()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """While two versions are shown, the keys that choose between them have the room below."""
        return {
            key: active._replace(binding=replace(active.binding, show=False))
            if self._mine and active.binding.id in _LESS_URGENT
            else active
            for key, active in super().active_bindings.items()
        }

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("turn", "theirs"):
            return bool(self._mine)
        if action == "part":
            return bool(self.PARTS)
        if action == "today":
            return isinstance(_field_of(self.focused), DateField)
        return super().check_action(action, parameters)

    def action_today(self) -> None:
        """Writes today's date."""
        field = _field_of(self.focused)
        if isinstance(field, DateField):
            field.fill(show_date(clock.today()))

    def action_part(self, by: int) -> None:
        """Goes to the next part of the form, or to the one before."""
        if self._parts_left:
            self.call_after_refresh(self.action_part, by)
            return
        field, firsts = _field_of(self.focused), [names[0] for names in self.PARTS.values()]
        here = 0
        for place, names in enumerate(self.PARTS.values()):
            if field is not None and field.id in names:
                here = place
        there = self.query_one(f"#{firsts[(here + by) % len(firsts)]}", Field)
        there.enter()
        self.query_one("#fields", Scroll).scroll_to(y=there.virtual_region.y - 2, animate=False)

    # While typing

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        field = _field_of(event.input)
        if field is None or not self.is_mounted:
            return
        if self._pause is not None:
            self._pause.stop()
        if field.is_wrong:
            self._judge(field)
        else:
            self._pause = self.set_timer(_PAUSE_SECONDS, lambda: self._judge(field))

    @on(events.DescendantBlur)
    def _left(self, event: events.DescendantBlur) -> None:
        field = _field_of(event.widget)
        if field is not None and self.app.register is not None:
            self._judge(field)

    def _judge(self, field: Field) -> None:
        """Says beside the field what is wrong with what was typed there."""
        name, value = field.id or "", field.value
        if self._refused.get(name) == value:
            return
        is_typed = field.is_wrong or clean_lines(value) != clean_lines(self._before.get(name, ""))
        if is_typed and self.app.register is not None:
            field.complain(self.problem(name, value))

    def problem(self, name: str, value: str) -> str:
        """What is wrong with a field's text by itself; "" for nothing."""
        return cells.problem(self.app.opened, self.KIND, name, value) if self.KIND else ""

    # Saving

    def action_save(self) -> None:
        if self._saving:
            return
        if self._pause is not None:
            self._pause.stop()
        self._refused.clear()
        for field in self.query(Field):
            field.complain("")
        self.query_one("#error", Notice).update("")
        given = self.given()
        if not given:
            self.dismiss(None)
            return
        self._saving = True
        self.app.carry_out(
            lambda: self.store(given), self._saved, owner=self, failed=self._failed, saves=True
        )

    def _remember_card(self) -> None:
        subject, register = self.subject(), self.app.opened
        self._card = undoing.card_of(register, subject) if subject else None
        self._revision_before = register.revision(subject) if subject else 0

    def _saved(self, _nothing: None) -> None:
        self._saving = False
        card, revision = self._card, self._revision_before
        edit = undoing.edit_since(self.app.opened, card, revision) if card else None
        self.app.say(_("Saved. [U app.undo] takes it back.") if edit else _("Saved."))
        self.app.may_undo(edit)
        self.dismiss(None)

    def _failed(self, error: SomesecError) -> None:
        self._saving = False
        if isinstance(error, ConflictError):
            self.app.carry_out(self._reread, self._show_both, owner=self)
            return
        placed = self._complaints(error) if isinstance(error, InputError) else {}
        for name, text in placed.items():
            field = self.query_one(f"#{name}", Field)
            field.complain(text)
            self._refused[name] = field.value
        if placed:
            self.query_one(f"#{next(iter(placed))}", Field).enter()
        else:
            self.query_one("#error", Notice).update(clean(str(error)))

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
        return self._now()

    def _show_both(self, theirs: dict[str, str]) -> None:
        mine = self.changed()
        self._mine = {
            name: mine[name]
            for name in self.LABELS
            if name in mine and theirs.get(name, "") != mine[name]
        }
        lines = [
            _(
                "Somebody else changed this meanwhile. [F7 form.turn] turns a field from yours to "
                "theirs and back, [F9 form.theirs] takes all of theirs. [F5 form.save] saves what "
                "stands there then."
            )
        ]
        lines += [
            _two_versions(name, _(self.LABELS[name]), theirs, mine, self._before)
            for name in self.LABELS
            if name in mine or theirs.get(name, "") != self._before.get(name, "")
        ]
        # Fields only they changed take their value, so that saving does not undo it.
        for name in self.LABELS:
            if name not in mine:
                self.query_one(f"#{name}", Field).fill(theirs.get(name, ""))
        self._before = theirs
        self._remember_card()
        self.query_one("#conflict", Notice).update("\n".join(clean(line) for line in lines))
        if self._mine:
            self.query_one(f"#{next(iter(self._mine))}", Field).enter()
        self.refresh_bindings()

    def action_turn(self) -> None:
        """Puts their value in the place of mine in the field where the cursor is, or mine back."""
        field = _field_of(self.focused)
        name = field.id or "" if field is not None else ""
        if field is not None and name in self._mine:
            theirs, mine = self._before.get(name, ""), self._mine[name]
            field.fill(mine if field.value == theirs else theirs)

    def action_theirs(self) -> None:
        for name in self._mine:
            self.query_one(f"#{name}", Field).fill(self._before.get(name, ""))

    # Leaving

    def action_back(self) -> None:
        if not any(select.expanded for select in self.query(Select)):
            super().action_back()


def _two_versions(
    name: str,
    label: str,
    theirs: Mapping[str, str],
    mine: Mapping[str, str],
    before: Mapping[str, str],
) -> str:
    """What somebody else made of a field, beside what was typed here, or what it was before."""
    their = shown(name, theirs.get(name, ""))
    if name in mine:
        said = _("{field}: theirs '{theirs}', yours '{yours}'")
        return said.format(field=label, theirs=their, yours=shown(name, mine[name]))
    said = _("{field}: theirs '{theirs}', before '{before}'")
    return said.format(field=label, theirs=their, before=shown(name, before.get(name, "")))


def _in_steps(parts: Mapping[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    """The parts, long ones cut: the heading stands above the first fields of each."""
    return [
        ("" if start else heading, names[start : start + _AT_ONCE])
        for heading, names in parts.items()
        for start in range(0, len(names), _AT_ONCE)
    ]


def _field_of(widget: Widget | None) -> Field | None:
    """The field that a control belongs to."""
    if widget is None:
        return None
    return next((node for node in widget.ancestors if isinstance(node, Field)), None)
