"""One line of a form: what is asked, where it is typed or chosen, and what is wrong with it."""

from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from screens.text import clean, clean_lines
from screens.widgets.completed_input import CompletedInput
from screens.widgets.file_input import FileInput
from somesec.language import date_pattern


class Field(Horizontal):
    """A labelled control: an Input, a Select or a TextArea. `name` is the value's name."""

    DEFAULT_CSS = """
    /* Textual looks into all that are as high as what they hold, however far down a form. */
    Field { height: 1; }
    Field .label { width: 26; margin-right: 2; color: $quiet; }
    Field .label { text-overflow: ellipsis; text-wrap: nowrap; }
    Field Input, Field Select, Field TextArea { width: 1fr; }
    Field TextArea { height: 4; background: $field; padding: 0 1; }
    """

    def __init__(self, name: str, label: str, control: Widget) -> None:
        super().__init__(id=name)
        self._label = label
        self._control = control
        self._complaint: Static | None = None

    def compose(self) -> ComposeResult:
        yield Static(self._label, classes="label", markup=False)
        yield self._control

    @property
    def value(self) -> str:
        """What is typed or chosen; empty for nothing."""
        if isinstance(self._control, Select):
            chosen = self._control.value
            return chosen if isinstance(chosen, str) else ""
        if isinstance(self._control, TextArea):
            return self._control.text
        return self._control.value if isinstance(self._control, Input) else ""

    def fill(self, value: str) -> None:
        """Puts a value in."""
        if isinstance(self._control, Input):
            self._control.value = value
        elif isinstance(self._control, TextArea):
            self._control.text = clean_lines(value)
        elif isinstance(self._control, Select):
            if value:
                self._control.value = value
            else:
                self._control.clear()

    def complain(self, text: str) -> None:
        """Says under the field what is wrong with it; nothing when the text is empty."""
        if self._complaint is None and text:
            # Few fields are ever wrong, and a form has many.
            self._complaint = Static(classes="complaint", markup=False)
            self._complaint.set_class(isinstance(self, WeighedField), "-left")
            self.mount_below(self._complaint)
        if self._complaint is not None:
            self._complaint.update(clean(text) and f"▲ {clean(text)}")
            self._complaint.display = bool(text)
        self.set_class(bool(text), "-wrong")

    def mount_below(self, widget: Widget) -> None:
        """Adds what stands under the field over the whole width."""
        if isinstance(self.parent, Widget):
            self.parent.mount(widget, after=self)

    @property
    def is_wrong(self) -> bool:
        """Whether something is said to be wrong with it."""
        return self.has_class("-wrong")

    def enter(self) -> None:
        """Puts the cursor here."""
        self._control.focus()


class TextField(Field):
    """A field to type in. What begins like one of the suggestions is completed, and the down key
    shows all of them."""

    def __init__(
        self,
        name: str,
        label: str,
        placeholder: str = "",
        *,
        value: str = "",
        suggestions: Sequence[str] = (),
    ) -> None:
        control = CompletedInput(clean(value), placeholder, label=label, choices=suggestions)
        super().__init__(name, label, control)


class FileField(Field):
    """A field for a file's name."""

    def __init__(self, name: str, label: str, placeholder: str = "", *, value: str = "") -> None:
        super().__init__(name, label, FileInput(clean(value), placeholder, label=label))


class DateField(TextField):
    """A field for a day, written as the reader's language writes it."""

    def __init__(self, name: str, label: str, *, value: str = "") -> None:
        super().__init__(name, label, date_pattern(), value=value)


class WeighedField(DateField):
    """A line of a checklist: the day it was weighed, and behind it the whole line."""

    DEFAULT_CSS = """
    WeighedField { height: auto; }
    WeighedField Input { width: 22; }
    WeighedField .label { width: 1fr; margin: 0 0 0 2; color: $foreground; height: auto; }
    WeighedField .label { text-wrap: wrap; }
    """

    def compose(self) -> ComposeResult:
        yield self._control
        yield Static(self._label, classes="label", markup=False)


class LinesField(Field):
    """A field of several values, one a line: the last line is empty, to add one."""

    DEFAULT_CSS = """
    LinesField { height: auto; }
    LinesField .lines { width: 1fr; height: auto; }
    """

    def __init__(
        self, name: str, label: str, *, value: str = "", suggestions: Sequence[str] = ()
    ) -> None:
        self._suggestions = suggestions
        self._lines: list[CompletedInput] = []
        self._holder = Vertical(classes="lines")
        super().__init__(name, label, self._holder)
        self._texts = parted(value)

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        for text in (*self._texts, ""):
            self._add(text)

    def _add(self, text: str) -> None:
        line = CompletedInput(clean(text), label=self._label, choices=self._suggestions)
        self._lines.append(line)
        self._holder.mount(line)

    @property
    def value(self) -> str:
        """The values, parted by semicolons."""
        texts = [line.value for line in self._lines] if self._lines else self._texts
        return ";".join(part for text in texts for part in parted(text))

    def fill(self, value: str) -> None:
        """Puts values in, in the place of those that are there."""
        self._texts = parted(value)
        for line in self._lines:
            line.remove()
        self._lines = []
        if self.is_mounted:
            self._show()

    def enter(self) -> None:
        """Puts the cursor on the line to add to, or on the only one that can be wrong."""
        if self._lines:
            self._lines[0 if len(self._lines) <= 2 else -1].focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self._lines and event.input is self._lines[-1] and event.value:
            self._add("")

    @on(events.DescendantBlur)
    def _left(self, event: events.DescendantBlur) -> None:
        for line in self._lines[:-1]:
            if event.widget is line and not line.value.strip():
                self._lines.remove(line)
                line.remove()
                return


def parted(value: str) -> list[str]:
    """The values of a text that semicolons part."""
    return [part for part in (part.strip() for part in value.split(";")) if part]


class ChoiceField(Field):
    """A field to choose in: pairs of what is shown and the value, and what stands for none."""

    DEFAULT_CSS = """
    ChoiceField { height: auto; }
    """

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        value: str = "",
        unchosen: str = "–",
    ) -> None:
        known = {chosen for _shown, chosen in choices}
        # Textual reads a string as markup, and in content it does not look for what is typed.
        control: Select[str] = Select(
            [(Text(clean(text)), choice) for text, choice in choices],
            prompt=clean(unchosen),
            value=value if value in known else Select.NULL,
            compact=True,
        )
        super().__init__(name, label, control)


class NotesField(Field):
    """A field for text of several lines."""

    DEFAULT_CSS = """
    NotesField { height: auto; }
    """

    def __init__(self, name: str, label: str, *, value: str = "") -> None:
        control = TextArea(clean_lines(value), compact=True, tab_behavior="focus")
        super().__init__(name, label, control)
