"""The first line: the town, where one is, and the places to go to with a digit."""

from typing import TYPE_CHECKING

from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from screens.text import clean
from somesec.language import N_, _

if TYPE_CHECKING:
    from screens.app import SomesecApp

# The modes of an unlocked register, in the order of their digits.
PLACES: dict[str, str] = {
    "accounts": N_("Accounts"),
    "findings": N_("Findings"),
    "terms": N_("Terms"),
    "units": N_("Units"),
    "people": N_("People"),
    "members": N_("Members"),
    "incidents": N_("Incidents"),
    "reports": N_("Reports"),
}


_ROOMY = 100
"""Columns from which on the program's name stands before the town's."""


class Place(Static):
    """One place to go to."""

    ALLOW_SELECT = False
    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(self, number: int, mode: str) -> None:
        super().__init__(f"{number} {_(PLACES[mode])}", markup=False)
        self._mode = mode

    def on_mount(self) -> None:
        self.set_class(self.app.current_mode == self._mode, "-here")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.app.action_go(self._mode)


class Places(Horizontal):
    """Docked at the top of every page."""

    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(self, trail: str) -> None:
        super().__init__()
        self._trail = trail

    def compose(self) -> ComposeResult:
        yield Static(id="trail", markup=False)
        if self.app.register is not None and not self.app.is_sheet(self.screen):
            for number, mode in enumerate(PLACES, start=1):
                yield Place(number, mode)

    def on_mount(self) -> None:
        self.show(self._trail)

    def show(self, trail: str) -> None:
        """Says where one is; the town's name stands before it."""
        register = self.app.register
        town = clean(register.records.organisation.name) if register else ""
        if not town or self.app.is_sheet(self.screen):
            parts = ["somesec", town, trail]
        else:
            # Beside all the places there is room for one name only.
            parts = ["somesec", town] if self.app.size.width >= _ROOMY else [town]
        self.query_one("#trail", Static).update(" · ".join(part for part in parts if part))
