"""One line of a form: what is asked, where it is typed or chosen, and what is wrong with it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from screens.text import clean


class Field(Vertical):
    """A labelled control. `name` is the value's name; the control is an Input or a Select."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field > Horizontal { height: 1; }
    Field .label { width: 22; margin-right: 2; color: $quiet; }
    Field .label { text-overflow: ellipsis; text-wrap: nowrap; }
    Field Input, Field Select { width: 1fr; }
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
        return self._control.value if isinstance(self._control, Input) else ""

    def fill(self, value: str) -> None:
        """Puts a value in."""
        if isinstance(self._control, Input):
            self._control.value = value
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
        suggester = SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
        control = Input(value, placeholder=placeholder, suggester=suggester, compact=True)
        super().__init__(name, label, control)


class ChoiceField(Field):
    """A field to choose in: pairs of what is shown and the value."""

    def __init__(
        self, name: str, label: str, choices: Sequence[tuple[str, str]], *, value: str = ""
    ) -> None:
        known = {chosen for _shown, chosen in choices}
        control: Select[str] = Select(
            choices,
            prompt="–",
            value=value if value in known else Select.NULL,
            compact=True,
        )
        super().__init__(name, label, control)
