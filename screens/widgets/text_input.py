"""A field for text. What is put in may come from a file or the clipboard: it is made harmless."""

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from screens.text import clean


class TextInput(Input):
    """Textual's own field sends control characters in its value to the terminal as they are."""

    # Textual would lay the whole page out anew for each letter, which moves nothing on it.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def validate_value(self, value: str) -> str:
        """The value with control and direction characters shown by their number."""
        return clean(value)
