"""The first line: the town, where one is, and the areas to go to with a digit."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events, getters
from textual.content import Content
from textual.style import Style

from screens.named_keys import key_of
from screens.text import clean, fitted
from screens.widgets.pointed import PointedLine
from somesec.language import N_, _

if TYPE_CHECKING:
    from screens.app import SomesecApp
    from screens.page import Page


class Area(NamedTuple):
    """A page that stands by itself. `key` goes there, `mode` is the app's name for it, `name` what
    people call it, `page` the class that shows it, loaded when somebody goes there."""

    key: str
    mode: str
    name: str
    page: str

    @property
    def act(self) -> str:
        """The id of the key."""
        return f"app.go-{self.mode}"


AREAS = (
    Area("1", "today", N_("Today"), "screens.today:Today"),
    Area("2", "accounts", N_("Accounts"), "screens.accounts:Accounts"),
    Area("3", "findings", N_("Findings"), "screens.findings:Findings"),
    Area("4", "terms", N_("Terms"), "screens.terms:Terms"),
    Area("5", "people", N_("People"), "screens.people:People"),
    Area("6", "incidents", N_("Incidents"), "screens.incidents:Incidents"),
    Area("7", "members", N_("Members"), "screens.members:Members"),
    Area("8", "reports", N_("Reports"), "screens.reports:Reports"),
    Area("9", "settings", N_("Settings"), "screens.settings:Settings"),
)


def page_class(area: Area) -> type["Page"]:
    """The class of an area's page, loaded now."""
    module, _colon, name = area.page.partition(":")
    found: type[Page] = getattr(import_module(module), name)
    return found


_ROOMY = 120
"""Columns from which on the program's name stands before the town's."""
_TOWN_CELLS = 16
"""How much of the line is kept for the town's name where it is long."""
_PADDING, _GAP = 4, 2


class Place(NamedTuple):
    """One area on the line: what is said of it, where that begins and ends in cells."""

    area: Area
    said: str
    begin: int
    end: int

    @property
    def name(self) -> str:
        return self.area.mode


class Places(PointedLine[Place]):
    """The top of every page. A click on an area goes there; one on where one is shows all
    commands, which few of the keys below tell of."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "places--trail",
        "places--area",
        "places--here",
        "places--pointed",
    }
    DEFAULT_CSS = """
    Places {
        height: 2;
        padding: 0 2;
        border-bottom: solid $line;
        background: $background;
        text-wrap: nowrap;
        & > .places--trail { text-style: bold; }
        & > .places--area { color: $quiet; }
        & > .places--here { color: $accent; text-style: bold; }
        & > .places--pointed { color: $foreground; }
    }
    """
    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(self, trail: str) -> None:
        super().__init__()
        self._trail = trail
        self._said = ""
        self.tooltip = self.told(None)

    @property
    def places(self) -> Sequence[Place]:
        """The areas to go to, from left to right."""
        return self._parts

    def on_mount(self) -> None:
        self.show(self._trail)

    def on_resize(self) -> None:
        self.show(self._trail)

    def show(self, trail: str) -> None:
        """Says where one is; the town's name stands before it."""
        self._trail = trail
        register = self.app.register
        town = clean(register.records.organisation.name) if register else ""
        is_apart = register is None or self.app.is_sheet(self.screen)
        if is_apart:
            parts = ["somesec", town, trail]
        else:
            # Beside all the areas there is room for one name only.
            parts = ["somesec", town] if self.app.size.width >= _ROOMY else [town]
        said = " · ".join(filter(None, parts))
        places = [] if is_apart else self._areas_beside(said)
        if (said, places) != (self._said, self._parts):
            self._said, self._parts = said, places
            self.refresh()

    def _areas_beside(self, place: str) -> list[Place]:
        """The areas, at the right end of the line, with as many names as there is room for."""
        width = self.app.size.width
        kept = cell_len(place) if width >= _ROOMY else min(cell_len(place), _TOWN_CELLS)
        names = [_(area.name) for area in AREAS]
        keys = [key_of(area.act, area.key) for area in AREAS]
        here = next((n for n, area in enumerate(AREAS) if self._is_here(area)), 0)
        named = named_within(width - _PADDING - kept, keys, names, here)
        texts = [
            f"{key} {name}" if number in named else key
            for number, (key, name) in enumerate(zip(keys, names, strict=True))
        ]
        begin = width - _PADDING - sum(map(cell_len, texts)) - _GAP * (len(texts) - 1)
        places = []
        for area, text in zip(AREAS, texts, strict=True):
            end = begin + cell_len(text)
            places.append(Place(area, text, begin, end))
            begin = end + _GAP
        return places

    def _is_here(self, area: Area) -> bool:
        return self.app.current_mode == area.mode

    def render(self) -> Content:
        room = (self._parts[0].begin - _GAP) if self._parts else self.content_size.width
        text = fitted(self._said, max(0, room))
        parts: list[str | tuple[str, Style]] = [(text, self._style("trail"))]
        for place in self._parts:
            kind = "here" if self._is_here(place.area) else "area"
            if place.name == self._pointed and kind == "area":
                kind = "pointed"
            parts += [" " * _GAP, (place.said, self._style(kind))]
        return Content.assemble(*parts)

    def _style(self, kind: str) -> Style:
        return self.get_visual_style(f"places--{kind}", partial=True)

    def told(self, part: Place | None) -> str | None:
        return _(part.area.name) if part else _("All commands")

    def on_click(self, event: events.Click) -> None:
        place = self.part_at(event)
        if place is not None:
            self.app.action_go(place.area.mode)
        elif event.get_content_offset(self) is not None:
            self.app.action_palette()


def named_within(room: int, keys: list[str], names: list[str], here: int) -> set[int]:
    """Which of the names there is room for beside all the keys: the one where one is, then those
    next to it, as far as the cells go."""
    left = room - sum(cell_len(key) + _GAP for key in keys)
    named: set[int] = set()
    for place in sorted(range(len(names)), key=lambda place: (abs(place - here), place)):
        wanted = 1 + cell_len(names[place])
        if wanted > left and place != here:
            break
        left -= wanted
        named.add(place)
    return named
