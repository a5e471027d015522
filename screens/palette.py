"""Everything that can be done from here, found by typing a part of its name."""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from screens.page import Page
from screens.widgets.places import AREAS, page_class
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.text_input import TextInput
from somesec.language import N_, _

# What moves within a list or a field, and what the areas are gone to with.
_NO_DEEDS = (
    "rows.",
    "app.go-",
    "app.palette",
    "app.suspend",
    "page.first",
    "page.open",
    "page.leave",
)


class Deed(NamedTuple):
    """Something that can be done: `mode` is the area it is done in, "" for where one is;
    `action` is Textual's name for it, and `node` what does it."""

    name: str
    key: str
    mode: str
    action: str
    node: DOMNode | None = None


class Palette(ModalScreen[Deed]):
    """Dismissed with what was chosen, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), id="palette.back"),
        Binding("down,ctrl+n", "step(1)", N_("Down"), show=False, id="palette.down"),
        Binding("up", "step(-1)", N_("Up"), show=False, id="palette.up"),
    ]
    AUTO_FOCUS = "#part"

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._deeds = {str(number): deed for number, deed in enumerate(deeds(page))}

    def compose(self) -> ComposeResult:
        with Vertical(id="card"):
            yield TextInput("", _("What do you want to do?"), id="part", compact=True)
            yield Rows(
                Column("name", "", least=20, sortable=False),
                Column("key", "", right=True, sortable=False),
                titles=False,
                id="deeds",
            )
            yield Static(
                _("Nothing is called that. Type less, or Escape to go back."),
                id="none",
                classes="quiet",
                markup=False,
            )

    def on_mount(self) -> None:
        self._narrow()

    @on(Input.Changed, "#part")
    def _narrow(self) -> None:
        wanted = self.query_one("#part", Input).value.casefold().split()
        fitting = {
            number: deed
            for number, deed in self._deeds.items()
            if all(word in deed.name.casefold() for word in wanted)
        }
        rows = self.query_one(Rows)
        rows.show(
            [
                Row(number, (Cell(deed.name), Cell(deed.key, "quiet")))
                for number, deed in fitting.items()
            ]
        )
        rows.action_edge(-1)
        rows.display = bool(fitting)
        self.query_one("#none").display = not fitting

    def action_step(self, by: int) -> None:
        self.query_one(Rows).action_step(by)

    @on(Input.Submitted)
    @on(Rows.Chosen)
    def _choose(self) -> None:
        key = self.query_one(Rows).key
        if key is not None and self.query_one(Rows).display:
            self.dismiss(self._deeds[key])

    def action_back(self) -> None:
        self.dismiss(None)


def deeds(page: Page) -> list[Deed]:
    """What can be done on a page, then the areas, then what can be done in them."""
    here = [
        Deed(
            _named(active.binding.description, active.tooltip),
            display,
            "",
            active.binding.action,
            active.node,
        )
        for active, display in _active(page)
    ]
    if page.app.register is None or page.app.is_sheet(page):
        return here
    known = {deed.action for deed in here}
    areas = [
        Deed(_("Go to: {area}").format(area=_(area.name)), area.key, area.mode, "")
        for area in AREAS
    ]
    return [*here, *areas, *(d for d in _elsewhere(page) if d.action not in known)]


def _active(page: Page) -> Iterator[tuple[ActiveBinding, str]]:
    seen: set[str] = set()
    for active in page.active_bindings.values():
        binding = active.binding
        is_deed = binding.id and binding.description and not binding.id.startswith(_NO_DEEDS)
        if is_deed and active.enabled and binding.action not in seen:
            seen.add(binding.action)
            yield active, page.app.get_key_display(binding)


def _elsewhere(page: Page) -> Iterator[Deed]:
    for area in AREAS:
        if area.mode == page.app.current_mode:
            continue
        for binding in page_class(area).BINDINGS:
            if isinstance(binding, Binding) and binding.description and binding.key != "escape":
                name = _("{area}: {deed}").format(
                    area=_(area.name), deed=_named(_(binding.description), _(binding.tooltip))
                )
                yield Deed(name, "", area.mode, binding.action)


def _named(description: str, tooltip: str) -> str:
    return f"{description} – {tooltip}" if tooltip else description
