"""What may be higher than the room there is for it."""

from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.reactive import Reactive


class Scroll(VerticalScroll):
    """Textual's own container, which would lay the whole page out a second time whenever what is in
    it gets higher or lower. The bar has its place from the start: nothing moves when it comes."""

    DEFAULT_CSS = """
    Scroll { overflow-y: scroll; scrollbar-size-vertical: 1; }
    """
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
