"""Everything that can be done from here, found by typing a part of its name."""

from collections.abc import Iterator
from typing import NamedTuple

from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode

from screens.choose import Choice, Choose
from screens.named_keys import key_of
from screens.page import Page
from screens.widgets.places import AREAS, page_class
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


class Palette(Choose[Deed]):
    """All that can be done from a page."""

    OFFER = N_("What do you want to do?")
    NONE = N_("Nothing is called that. Type less, or Escape to go back.")

    def __init__(self, page: Page) -> None:
        super().__init__([(Choice(deed.name, deed.key), deed) for deed in deeds(page)])


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
        Deed(
            _("Go to: {area}").format(area=_(area.name)), key_of(area.act, area.key), area.mode, ""
        )
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
