"""What every screen has: where one is, the keys, the widths it adapts to, help, and its words in
the reader's language."""

from asyncio import TimerHandle, get_running_loop
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from screens.text import clean
from screens.widgets.keys import Keys
from screens.widgets.places import Places
from screens.widgets.rows import Rows
from somesec.language import N_, _
from somesec.register.session import moved_sentence

if TYPE_CHECKING:
    from screens.app import SomesecApp

WIDE = 120
# What Textual itself says below while a list of choices is open.
_TEXTUALS_OWN = (N_("Dismiss menu"),)
STILL_SECONDS = 0.1
"""So long after the last key what follows the cursor is drawn: not in the way of the next key."""


class Page(Screen[object]):
    """A screen. `PLACE` says where one is, `HELP` what it is for; both are msgids. `WARNS` where it
    says above its body that the register may not be written."""

    PLACE: ClassVar[str] = ""
    HELP_TEXT: ClassVar[str] = ""
    WARNS: ClassVar[bool] = True
    _drawn_from: tuple[object, ...] = ()
    _until_still: TimerHandle | None = None
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", N_("Help"), id="page.help", tooltip=N_("Where you are and the keys")),
        # In a list the keys of vi; a page that has another use for one of them goes before.
        Binding("g", "list_first", N_("First"), show=False, id="page.first"),
        Binding("l", "list_open", N_("Open"), show=False, id="page.open"),
        Binding("h", "list_leave", N_("Back"), show=False, id="page.leave"),
    ]

    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work here, described in the reader's language."""
        return {
            key: active._replace(
                binding=replace(active.binding, description=_(active.binding.description)),
                tooltip=_(active.tooltip),
            )
            for key, active in super().active_bindings.items()
        }

    def compose(self) -> ComposeResult:
        # Textual does this with the first size it hears of, and styles every widget once more.
        is_wide = self.app.size.width >= WIDE
        self.update_classes({"-wide": is_wide, "-narrow": not is_wide})
        yield Places(self.trail())
        yield Static(id="warning", markup=False)
        yield from self.body()
        yield Keys()

    def body(self) -> ComposeResult:
        """What is between the first line and the keys."""
        yield from ()

    def trail(self) -> str:
        """Where one is, for the first line."""
        return _(self.PLACE)

    def is_unsaved(self) -> bool:
        """Whether something was typed here that leaving would lose."""
        return False

    def show(self) -> None:
        """Draws what the register and the last audit say. Called at first and after each change."""

    def is_drawn_from(self, *source: object) -> bool:
        """Whether what is shown was drawn from these very objects, and notes that it is from now
        on. Records and audits are not compared, which takes long, but told apart."""
        before, self._drawn_from = self._drawn_from, source
        return len(before) == len(source) and all(
            old is new or (isinstance(new, str | date) and old == new)
            for old, new in zip(before, source, strict=True)
        )

    def once_still(self, act: Callable[[], None]) -> None:
        """Does what can wait until nobody types or moves for a moment, in the place of what was to
        be done then before."""
        if self._until_still is not None:
            self._until_still.cancel()

        def still() -> None:
            if self._until_still is waiting:
                self._until_still = None
                if self.app.register is not None:
                    act()

        # A timer of Textual's never comes where it is late from the start, on a busy machine.
        waiting = get_running_loop().call_later(STILL_SECONDS, self.call_next, still)
        self._until_still = waiting

    @property
    def is_still(self) -> bool:
        """Whether nothing waits for the keys to pause."""
        return self._until_still is None

    def on_mount(self) -> None:
        self.draw()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        # Each widget got its styles as it was mounted, and gets them anew with another theme.
        event.refresh_styles = False
        self.draw()

    def draw(self) -> None:
        """Shows the register as it is now, with a warning above where it may not be written."""
        warning = self.query_one("#warning", Static)
        problems = self.app.register.problems if self.app.register else ()
        moved_to = self.app.register.moved_to if self.app.register else ""
        warning.display = self.WARNS and bool(problems or moved_to)
        if moved_to:
            warning.update("■ " + clean(moved_sentence(moved_to)))
        if problems:
            warning.update(
                _(
                    "■ This register does not verify and is open for reading only: {problems}"
                ).format(problems=clean(" ".join(problems)))
            )
            if self.app.opened.differs_from_memory:
                warning.update(
                    _(
                        "■ This register is not as this computer remembers it, and is open for "
                        "reading only. [F8 app.accept] says what that means."
                    )
                )
        self.query_one(Places).show(self.trail())
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.focused, Rows) if action.startswith("list_") else True

    def action_list_first(self) -> None:
        """Goes to the first row of the list."""
        if isinstance(self.focused, Rows):
            self.focused.action_edge(-1)

    def action_list_open(self) -> None:
        """Opens the row under the cursor."""
        if isinstance(self.focused, Rows):
            self.focused.action_choose()

    def action_list_leave(self) -> None:
        """Goes back, as Escape does."""
        self.app.simulate_key("escape")

    def action_help(self) -> None:
        from screens.help import Help

        self.app.open(Help(self))


class Sheet(Page):
    """A page on top of another: Escape goes back. One that `HOLDS_KEYS` of a register that the app
    has not open is taken down when nobody is there."""

    HOLDS_KEYS: ClassVar[bool] = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), id="sheet.back", tooltip=N_("Leave this page")),
    ]

    def action_back(self) -> None:
        if not self.is_unsaved():
            self.dismiss(None)
            return
        from screens.confirm import ask_to_leave

        ask_to_leave(self.app, lambda: self.dismiss(None))
