"""The last line: the keys that work here, each with what it does. A click presses one.

Textual's own makes a widget of each key, anew whenever the focus moves: a quarter of all the work
that it takes to go from page to page."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen

from screens.widgets.pointed import PointedLine

_GAP = 2


class Key(NamedTuple):
    """One key: how it is written, what it does, where it begins and ends in cells, the rest of the
    sentence for who points at it, and the name by which it is pressed."""

    shown: str
    does: str
    begin: int
    end: int
    more: str
    name: str
    is_enabled: bool


class Keys(PointedLine[Key]):
    """Docked at the bottom of every page."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--pointed"}
    DEFAULT_CSS = """
    Keys {
        dock: bottom;
        height: 1;
        color: $footer-description-foreground;
        background: $footer-background;
        text-wrap: nowrap;
        & > .keys--key { color: $footer-key-foreground; text-style: bold; }
        & > .keys--pointed { background: $block-hover-background; }
    }
    """

    @property
    def keys(self) -> Sequence[Key]:
        """The keys, from left to right."""
        return self._parts

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._read()

    def _changed(self, screen: Screen[object]) -> None:
        if self.app.app_focus:
            self.call_after_refresh(self._read)

    def _read(self) -> None:
        if not self.is_attached:
            return
        active: dict[str, ActiveBinding] = {}
        for each in self.screen.active_bindings.values():
            if each.binding.show:
                active.setdefault(each.binding.action, each)
        room = self.content_size.width or self.app.size.width
        parts = self._within(room, list(active.values()))
        if self._parts != parts:
            self._parts = parts
            self.refresh()

    def _within(self, room: int, active: list[ActiveBinding]) -> list[Key]:
        """The keys side by side, closer where there is little room. Where there is too little for
        all of them, those before the last give way: the help has them."""
        keys: list[Key] = []
        for gap in (_GAP, 1):
            keys = self._laid(active, gap)
            if not keys or keys[-1].end <= room:
                return keys
        return self._within(room, [*active[:-2], active[-1]]) if len(active) > 1 else keys

    def _laid(self, active: Iterable[ActiveBinding], gap: int) -> list[Key]:
        keys: list[Key] = []
        for _node, binding, is_enabled, tooltip in active:
            shown, begin = self.app.get_key_display(binding), keys[-1].end + gap if keys else 0
            end = begin + cell_len(shown) + 1 + cell_len(binding.description)
            keys.append(
                Key(shown, binding.description, begin, end, tooltip, binding.key, is_enabled)
            )
        return keys

    def on_resize(self) -> None:
        self._read()

    def render(self) -> Content:
        key_style = self.get_visual_style("keys--key", partial=True)
        pointed_style = self.get_visual_style("keys--pointed", partial=True)
        parts = []
        for key in self._parts:
            part = Content.assemble((key.shown, key_style), " ", key.does)
            if not key.is_enabled:
                part = part.stylize("dim")
            parts.append(part.stylize(pointed_style) if key.name == self._pointed else part)
        gap = self._parts[1].begin - self._parts[0].end if len(self._parts) > 1 else _GAP
        return Content(" " * gap).join(parts)

    def told(self, part: Key | None) -> str | None:
        return (part.more or None) if part else None

    def on_click(self, event: events.Click) -> None:
        key = self.part_at(event)
        if key is not None and key.is_enabled:
            self.app.simulate_key(key.name)
