"""All about one thing, laid out anew where the width changes."""

from textual.visual import VisualType
from textual.widgets import Static

from screens.pane import Laid


class Detail(Static):
    """Shows what a pane gathered, or other text."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, markup=False)
        self._told: VisualType = ""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Shows other text."""
        self._told = content
        super().update(self._laid_out(), layout=layout)

    def on_resize(self) -> None:
        super().update(self._laid_out())

    def _laid_out(self) -> VisualType:
        width = self.content_size.width
        return self._told.within(width) if isinstance(self._told, Laid) and width else self._told
