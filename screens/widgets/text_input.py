"""A field for text. What is put in may come from a file or the clipboard: it is made harmless."""

from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.suggester import Suggester
from textual.widgets import Input

from screens.text import clean


class TextInput(Input):
    """Textual's own field sends control characters in its value to the terminal as they are."""

    # Textual would lay the whole page out anew for each letter, which moves nothing on it.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    # It would be styled once more for each time that its class comes or goes while it is made.
    compact: reactive[bool] = reactive(True, toggle_class="-textual-compact")

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        suggester: Suggester | None = None,
        select_on_focus: bool = True,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(
            value,
            placeholder,
            suggester=suggester,
            select_on_focus=select_on_focus,
            id=id,
            compact=True,
            classes="-textual-compact",
        )

    def validate(self, value: str) -> None:
        """Nothing: forms check what is typed. Textual would style the field anew each time."""

    def validate_value(self, value: str) -> str:
        """The value with control and direction characters shown by their number."""
        return clean(value)
