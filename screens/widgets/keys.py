"""The last line: the keys that work here, each with what it does. A click presses one.

Textual's own makes a widget of each key, anew whenever the focus moves: a quarter of all the work
that it takes to go from page to page."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
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
        keys: dict[str, Key] = {}
        begin = 0
        for _node, binding, is_enabled, tooltip in self.screen.active_bindings.values():
            if not binding.show or binding.action in keys:
                continue
            shown = self.app.get_key_display(binding)
            end = begin + cell_len(shown) + 1 + cell_len(binding.description)
            keys[binding.action] = Key(
                shown, binding.description, begin, end, tooltip, binding.key, is_enabled
            )
            begin = end + _GAP
        if self._parts != list(keys.values()):
            self._parts = list(keys.values())
            self.refresh()

    def render(self) -> Content:
        key_style = self.get_visual_style("keys--key", partial=True)
        pointed_style = self.get_visual_style("keys--pointed", partial=True)
        parts = []
        for key in self._parts:
            part = Content.assemble((key.shown, key_style), " ", key.does)
            if not key.is_enabled:
                part = part.stylize("dim")
            parts.append(part.stylize(pointed_style) if key.name == self._pointed else part)
        return Content(" " * _GAP).join(parts)

    def told(self, part: Key | None) -> str | None:
        return (part.more or None) if part else None

    def on_click(self, event: events.Click) -> None:
        key = self.part_at(event)
        if key is not None and key.is_enabled:
            self.app.simulate_key(key.name)
