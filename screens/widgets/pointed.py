"""A line of parts, one of which the mouse can point at."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from textual import events
from textual.widget import Widget


class Part(Protocol):
    """What stands from `begin` to before `end` in cells, and the name that tells it from others."""

    @property
    def name(self) -> str: ...
    @property
    def begin(self) -> int: ...
    @property
    def end(self) -> int: ...


P = TypeVar("P", bound=Part)


class PointedLine(Widget, Generic[P]):
    """Subclasses draw the parts, with the one that is `_pointed` at by its name, and say what is
    told of it."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._parts: Sequence[P] = []
        self._pointed = ""

    @abstractmethod
    def told(self, part: P | None) -> str | None:
        """What is told of a part that is pointed at, or of the rest of the line."""

    def part_at(self, event: events.MouseEvent) -> P | None:
        """The part under the mouse."""
        place = event.get_content_offset(self)
        if place is None:
            return None
        return next((part for part in self._parts if part.begin <= place.x < part.end), None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point_at(self.part_at(event))

    def on_leave(self) -> None:
        self._point_at(None)

    def _point_at(self, part: P | None) -> None:
        name = part.name if part else ""
        if name != self._pointed:
            self._pointed = name
            self.tooltip = self.told(part)
            self.refresh()
