"""The first line: the town, where one is, and the areas to go to with a digit."""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from screens.text import clean
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


class AreaName(Static):
    """One area to go to: its digit, and its name where there is room."""

    ALLOW_SELECT = False
    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(self, area: Area) -> None:
        super().__init__(area.key, markup=False)
        self._area = area
        self.tooltip = _(area.name)

    def on_mount(self) -> None:
        self.set_class(self.app.current_mode == self._area.mode, "-here")

    def show(self, *, named: bool) -> None:
        """Says the name, or the digit alone."""
        self.update(f"{self._area.key} {_(self._area.name)}" if named else self._area.key)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.app.action_go(self._area.mode)


class Where(Static):
    """Where one is. A click shows all commands, which few of the keys below tell of."""

    ALLOW_SELECT = False
    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(self) -> None:
        super().__init__(id="trail", markup=False)
        self.tooltip = _("All commands")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.app.action_palette()


class Places(Horizontal):
    """Docked at the top of every page."""

    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(self, trail: str) -> None:
        super().__init__()
        self._trail = trail

    def compose(self) -> ComposeResult:
        yield Where()
        if self.app.register is not None and not self.app.is_sheet(self.screen):
            for area in AREAS:
                yield AreaName(area)

    def on_mount(self) -> None:
        self.show(self._trail)

    def on_resize(self) -> None:
        self.show(self._trail)

    def show(self, trail: str) -> None:
        """Says where one is; the town's name stands before it."""
        self._trail = trail
        register = self.app.register
        town = clean(register.records.organisation.name) if register else ""
        names = list(self.query(AreaName))
        width = self.app.size.width
        if not names:
            parts = ["somesec", town, trail]
        else:
            # Beside all the areas there is room for one name only.
            parts = ["somesec", town] if width >= _ROOMY else [town]
        said = " · ".join(part for part in parts if part)
        self.query_one("#trail", Static).update(said)
        if names:
            room = width - _PADDING - min(cell_len(said), _TOWN_CELLS if width < _ROOMY else width)
            named = named_within(room, [_(area.name) for area in AREAS], self._here())
            for place, name in enumerate(names):
                name.show(named=place in named)

    def _here(self) -> int:
        modes = [area.mode for area in AREAS]
        here = self.app.current_mode
        return modes.index(here) if here in modes else 0


def named_within(room: int, names: list[str], here: int) -> set[int]:
    """Which of the names there is room for beside all the digits: the one where one is, then those
    next to it, as far as the cells go."""
    left = room - len(names) * (1 + _GAP)
    named: set[int] = set()
    for place in sorted(range(len(names)), key=lambda place: (abs(place - here), place)):
        wanted = 1 + cell_len(names[place])
        if wanted > left and place != here:
            break
        left -= wanted
        named.add(place)
    return named
