"""A line that takes room only while it says something."""

from textual.visual import VisualType
from textual.widgets import Static


class Notice(Static):
    """Text below the fields of a page; hidden while there is none."""

    def __init__(self, id: str, classes: str = "") -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, classes=classes, markup=False)
        self.display = False

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Says something else; nothing for an empty text."""
        super().update(content, layout=layout)
        self.display = bool(content)
