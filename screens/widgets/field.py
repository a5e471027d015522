"""One line of a form: what is asked, where it is typed or chosen, and what is wrong with it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from screens.text import clean, clean_lines
from screens.widgets.text_input import TextInput


class Field(Vertical):
    """A labelled control: an Input, a Select or a TextArea. `name` is the value's name."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field > Horizontal { height: auto; }
    Field .label { width: 22; margin-right: 2; color: $quiet; }
    Field .label { text-overflow: ellipsis; text-wrap: nowrap; }
    Field Input, Field Select, Field TextArea { width: 1fr; }
    Field TextArea { height: 4; background: $field; padding: 0 1; }
    Field .complaint { color: $error; height: auto; margin-left: 24; }
    .-wide Field .label { width: 34; }
    .-wide Field .complaint { margin-left: 36; }
    """

    def __init__(self, name: str, label: str, control: Widget) -> None:
        super().__init__(id=name)
        self._label = label
        self._control = control

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(self._label, classes="label", markup=False)
            yield self._control
        complaint = Static(classes="complaint", markup=False)
        complaint.display = False
        yield complaint

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
        complaint = self.query_one(".complaint", Static)
        complaint.update(clean(text) and f"▲ {clean(text)}")
        complaint.display = bool(text)
        self.set_class(bool(text), "-wrong")

    def enter(self) -> None:
        """Puts the cursor here."""
        self._control.focus()


class TextField(Field):
    """A field to type in."""

    def __init__(
        self,
        name: str,
        label: str,
        placeholder: str = "",
        *,
        value: str = "",
        suggestions: Sequence[str] = (),
    ) -> None:
        suggester = (
            SuggestFromList(map(clean, suggestions), case_sensitive=False) if suggestions else None
        )
        control = TextInput(clean(value), placeholder, suggester=suggester, compact=True)
        super().__init__(name, label, control)


class ChoiceField(Field):
    """A field to choose in: pairs of what is shown and the value."""

    def __init__(
        self, name: str, label: str, choices: Sequence[tuple[str, str]], *, value: str = ""
    ) -> None:
        known = {chosen for _shown, chosen in choices}
        control: Select[str] = Select(
            [(Content(clean(text)), choice) for text, choice in choices],
            prompt="–",
            value=value if value in known else Select.NULL,
            compact=True,
        )
        super().__init__(name, label, control)


class NotesField(Field):
    """A field for text of several lines."""

    def __init__(self, name: str, label: str, *, value: str = "") -> None:
        control = TextArea(clean_lines(value), compact=True, tab_behavior="focus")
        super().__init__(name, label, control)
