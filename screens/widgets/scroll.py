"""What may be higher than the room there is for it."""

from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.reactive import Reactive


class Scroll(VerticalScroll):
    """Textual's own container, which would lay the whole page out a second time whenever what is in
    it got higher or lower. For a bar that comes or goes, it still does."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
