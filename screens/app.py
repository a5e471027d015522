"""The app: what is open, the long work it does off the loop, the lock and the clipboard."""

import gc
import os
from asyncio import gather
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from multiprocessing import resource_tracker
from pathlib import Path, PurePath
from threading import Lock
from traceback import extract_tb
from typing import TYPE_CHECKING, ClassVar, TypeVar
from uuid import UUID

from rich.text import Text
from textual import events, on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from policy.engine import Audit
from policy.pack import Pack
from screens import keymap, named_keys, preferences, ways
from screens.absence import Absence
from screens.clipboard import Clipboard
from screens.forgetting import forget_drawn, then_forgotten
from screens.leaving import SIGNALLED, Signals, give_up_lost_output
from screens.listening import Listening
from screens.messages import Done, Failed, Heard, Progress
from screens.page import Sheet
from screens.preferences import Preferences
from screens.sheets import Sheets
from screens.theme import BY_LOOK, LIGHT, THEMES, themes
from screens.widgets.password import PasswordInput
from screens.widgets.places import AREAS, Area, page_class
from somesec import clock, collector, turns
from somesec.errors import CheckError, ConflictError, SomesecError, TamperedError
from somesec.language import N_, _, choose, current, reword
from somesec.register import Device, Register, default_place
from somesec.register.place import Place, is_there, moved_away
from somesec.register.roles import GONE

if TYPE_CHECKING:
    from screens.page import Page
    from screens.palette import Deed
    from somesec.register.undoing import Undo

_SHEET = Path(__file__).with_name("app.tcss")

T = TypeVar("T")
Shown = TypeVar("Shown", bound=Screen[object])


def _locked() -> Screen[object]:
    from screens.unlock import Unlock

    return Unlock()


def _welcome() -> Screen[object]:
    from screens.welcome import Welcome

    return Welcome()


def _load_areas() -> None:
    """Loads what the open register needs, while somebody types the passphrase."""
    from policy.catalogue import load_catalogue
    from policy.pack import load_pack, pack_names
    from somesec.register import auditing  # noqa: F401

    for area in AREAS:
        page_class(area)
    load_catalogue()
    for name in pack_names():
        load_pack(name)


class SomesecApp(App[int]):
    """`place` is the register's file, whether it exists yet or not. A register given is open
    already, and is closed when the app ends."""

    # Every page's sheet at the start, before anybody waits for a page.
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        _SHEET,
        *sorted(sheet for sheet in _SHEET.parent.glob("*.tcss") if sheet != _SHEET),
    ]
    TITLE = "somesec"
    # The palette offers a screenshot, which would write what is on the screen to the disk.
    ENABLE_COMMAND_PALETTE = False
    MODES: ClassVar[dict[str, str | Callable[[], Screen[object]]]] = {
        "locked": _locked,
        "welcome": _welcome,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(area.key, f"go('{area.mode}')", area.name, show=False, id=area.act)
            for area in AREAS
        ),
        Binding(
            "f9",
            "checks",
            N_("Checks"),
            show=False,
            id="app.checks",
            tooltip=N_("Breaches, the intranet, browsers, the website"),
        ),
        Binding(
            "ctrl+p",
            "palette",
            N_("All commands"),
            show=False,
            id="app.palette",
            tooltip=N_("Find what to do by its name"),
        ),
        Binding(
            "U",
            "undo",
            N_("Undo"),
            show=False,
            id="app.undo",
            tooltip=N_("Take back the last edit of a card"),
        ),
        Binding("f6", "theme", N_("Light or dark"), show=False, id="app.theme"),
        Binding(
            "ctrl+l",
            "lock_unless_unsaved",
            N_("Lock"),
            id="app.lock",
            priority=True,
            tooltip=N_("Close the register and forget its keys"),
        ),
        Binding(
            "f8",
            "accept",
            N_("Accept it"),
            # The warning above every page names it.
            show=False,
            id="app.accept",
            tooltip=N_("Take the register as it is now, though this computer has seen another"),
        ),
        Binding("ctrl+q", "quit", N_("Quit"), show=False, id="app.quit", priority=True),
        Binding("f10", "quit", N_("Quit"), show=False, id="app.quit-too"),
        Binding(
            "ctrl+z",
            "suspend_process",
            N_("Suspend"),
            show=False,
            id="app.suspend",
            tooltip=N_("Lock, then go back to the shell"),
        ),
    ]

    def __init__(
        self,
        place: Place | None = None,
        register: Register | None = None,
        *,
        member: str = "",
        preferences: Preferences | None = None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.stylesheet = Sheets(variables=self.get_css_variables())
        _start_what_worker_processes_need()
        self.place = place or (register.place if register else default_place())
        self.member = member
        self.key_file: Path | None = None
        self.device = Device.at_home()
        self.register = register
        self.why_locked = ""
        self._kit_at_risk = False
        self._left: dict[tuple[UUID, UUID], str] = {}
        self.audit: Audit | None = None
        self.pack: Pack | None = None
        self.preferences = preferences or Preferences(toured=True)
        self.absence = Absence(60 * self.preferences.lock_minutes)
        self._session = 0
        self._saving = Lock()
        self._audits_asked = 0
        self._locking: Worker[None] | None = None
        self._listening: Listening | None = None
        self._signals = Signals(self)
        self._native_clipboard = Clipboard()
        self._undo: Undo | None = None
        self._copied = ""
        self._copied_timer: Timer | None = None
        self._is_swept = False
        self.is_pictured = False
        for theme in themes(self.console.color_system, no_color=self.no_color):
            self.register_theme(theme)
        self.theme = BY_LOOK[self.preferences.look].name
        self.keys_chosen = dict(keys or {})
        self.set_keymap(self.keys_chosen)

    def on_mount(self) -> None:
        named_keys.choose(self.keys_chosen)
        reword(ways.on_screen)
        self._signals.heed()
        self.set_interval(1, self._look_around)
        if self.register is not None:
            self.enter(self.register)
        else:
            self.why_locked = moved_away(self.place)
            is_known = is_there(self.place) or self.why_locked
            self.switch_mode("locked" if is_known else "welcome")
            self._in_thread(_load_areas, "reading")

    def on_unmount(self) -> None:
        self._stop_holding_copied()
        self.let_go()
        gc.unfreeze()
        self._signals.restore()

    def let_go(self) -> None:
        """Closes the register and empties the native clipboard, wherever the app stands. Waits for
        a save under way; may be called from any thread, and again."""
        self._native_clipboard.unwant()
        self._native_clipboard.settle()
        register, self.register = self.register, None
        listening = self._stop_listening()
        with self._saving:
            if register is not None:
                register.close()
        if listening is not None:
            listening.join()

    @work(group="closing", exit_on_error=False, description="leaving")
    async def leave(self, signal: int) -> None:
        """Ends the app because a signal said so, with the exit code that shells give for it."""
        try:
            await self.locked()
        finally:
            self.exit(return_code=SIGNALLED + signal)

    # A recovery kit that is not on paper yet

    def risk_kit(self) -> None:
        """A kit is made in the open register: until `kit_is_safe`, locking tells that it may be
        lost, and the next unlocking once more."""
        self._kit_at_risk = True

    def kit_is_safe(self) -> None:
        """Somebody says that the kit is on paper, or none was made."""
        self._kit_at_risk = False

    # The register, open and locked

    @property
    def opened(self) -> Register:
        """The open register. Only pages of an unlocked register ask."""
        assert self.register is not None  # noqa: S101
        return self.register

    def enter(self, register: Register) -> None:
        """Goes on with a register that has just been opened or made."""
        self.register = register
        # The records stay as they are: the collector would walk through all of them time and again.
        gc.freeze()
        self.place = register.place
        self.why_locked = ""
        if self._kit_at_risk:
            self.say(_kit_lost(), wrong=True)
            self._kit_at_risk = False
        self._session += 1
        self._listen(register)
        self.absence.touch()
        for mode, page in self._areas().items():
            self.add_mode(mode, page)
        self.switch_mode(self._left.get(_who(register), AREAS[0].mode))
        # What was typed to open it goes with the screen that it was typed into.
        self._remake_modes("locked", "welcome")
        # First the page, then what takes long: both at once would take turns.
        self.call_after_refresh(self._begin, self._session)

    def _begin(self, session: int) -> None:
        """Begins what follows unlocking: the audit, and measuring anew what is out of date."""
        if session != self._session or self.register is None:
            return
        self.look_again()
        self._recheck()
        self._show_first_steps()

    def enter_instead(self, register: Register, page: Screen[object] | None = None) -> None:
        """Goes on with a register that was opened anew, in the place of the one that is open, with
        a page on top."""
        self.run_worker(
            self._enter_instead(register, page), group="closing", description="entering"
        )

    async def _enter_instead(self, register: Register, page: Screen[object] | None) -> None:
        await self.locked()
        self.enter(register)
        if page is not None:
            self.open(page)

    def lock_and_open(self, page: Screen[object]) -> None:
        """Locks, and goes on with a page that needs nobody to have the register open."""
        self.run_worker(self._lock_and_open(page), group="closing", description="locking")

    async def _lock_and_open(self, page: Screen[object]) -> None:
        await self.locked()
        self.open(page)

    def go_to_unlocking(self) -> None:
        """Goes to the page that opens a register, made anew: it names the place and who unlocks."""
        self.run_worker(self._go_to_unlocking(), group="going", description="unlocking")

    async def _go_to_unlocking(self) -> None:
        if self.current_mode == "locked":  # with a page on top of it
            await self.switch_mode("welcome")
        self._remake_modes("locked")
        await self.switch_mode("locked")

    def _remake_modes(self, *modes: str) -> None:
        makers = {**self.MODES, **self._areas()}
        for mode in modes:
            self.remove_mode(mode)
            self.add_mode(mode, makers[mode])

    def _areas(self) -> dict[str, Callable[[], Screen[object]]]:
        """What makes the page of each area that can be gone to now."""
        if self.register is None:
            return {}
        return {area.mode: partial(self._made, area) for area in AREAS}

    def _made(self, area: Area) -> Screen[object]:
        page = page_class(area)()
        # It is styled as it is mounted. Textual would take it for older than the sheets, read all
        # of them again and style the page that one comes from.
        page._css_update_count = self._css_update_count
        return page

    def action_lock(self) -> None:
        """Closes the register. Its pages are taken down, not covered, so that nothing of them stays
        in memory for longer than it must."""
        if self.register is None:
            # A passphrase that was typed and not sent would open it for anybody.
            self._remake_modes(*({"locked", "welcome"} - {self.current_mode}))
            for field in self.screen.query(PasswordInput):
                field.clear()
            while isinstance(self.screen, Sheet) and self.screen.HOLDS_KEYS:
                self.pop_screen()
            return
        if self._kit_at_risk and not self.why_locked:
            self.why_locked = _kit_lost()
        if self.current_mode in self._areas():
            # All that is kept of what was open: who comes back goes on where they were.
            self._left = {_who(self.register): self.current_mode}
        register, self.register, self.audit, self.pack = self.register, None, None, None
        self._undo = None
        self._session += 1
        self._native_clipboard.unwant()
        listening = self._stop_listening()
        closing = self._in_thread(partial(self._close, register, listening), "closing")
        self._stop_holding_copied()
        self.clear_notifications()
        # What was copied in a field can be pasted into another, by anybody too.
        self._clipboard = ""
        down = [self.switch_mode("locked"), *(self.remove_mode(area.mode) for area in AREAS)]
        self._locking = self._forget(closing, down)

    async def locked(self) -> None:
        """Locks, and waits until nothing is left of what was open."""
        self.action_lock()
        if self._locking is not None:
            await self._locking.wait()

    def _close(self, register: Register, listening: Listening | None) -> None:
        self._native_clipboard.settle()
        # A save under way is let finish first.
        with self._saving:
            register.close()
        if listening is not None:
            listening.join()

    @work(group="closing", exit_on_error=False, description="forgetting")
    async def _forget(self, closing: Worker[None], down: list[Awaitable[object]]) -> None:
        await gather(closing.wait(), *down)
        down.clear()
        gc.unfreeze()
        forget_drawn()

    def action_go(self, mode: str) -> None:
        """Goes to one of the areas of an unlocked register, if nothing lies on top of this one."""
        if self.register is None or mode == self.current_mode or len(self.screen_stack) > 1:
            return
        self.switch_mode(mode)

    def action_checks(self) -> None:
        """Shows what an audit cannot see by itself."""
        from screens.checks import Checks

        self.open(Checks())

    def action_palette(self) -> None:
        """Offers everything that can be done from here."""
        from screens.page import Page
        from screens.palette import Palette

        page = self.screen
        if isinstance(page, Page):
            self.open(Palette(page), partial(self._do, page))

    def _do(self, page: "Page", deed: "Deed | None") -> None:
        if deed is None:
            return
        if deed.mode:
            self.go_to_area(deed.mode, Screen, lambda there: self._act(there, deed.action))
        else:
            self._act(deed.node or page, deed.action)

    def _act(self, node: DOMNode, action: str) -> None:
        if action:
            self.run_worker(
                self.run_action(action, default_namespace=node),
                group="going",
                description="palette",
            )

    def may_undo(self, edit: "Undo | None") -> None:
        """Says which edit the key for undoing takes back, if any."""
        self._undo = edit

    def action_undo(self) -> None:
        """Takes back the last edit of a card, once."""
        from somesec.register import undoing

        edit, register = self._undo, self.register
        if edit is None or register is None:
            return
        self._undo = None

        def failed(error: SomesecError) -> None:
            text = str(error)
            if isinstance(error, ConflictError):
                text = _("Nothing was taken back: somebody else has changed {name} since.").format(
                    name=edit.card.name
                )
            self.say(text, wrong=True)

        self.carry_out(
            lambda: undoing.undo(register, edit),
            lambda _nothing: self.say(_("Taken back: it is as it was before.")),
            owner=self,
            failed=failed,
            saves=True,
        )

    def action_accept(self) -> None:
        """Asks whether the register is to be taken as it is now."""
        from screens.put_back import PutBack

        self.open(PutBack())

    def go_to_account(self, account: UUID) -> None:
        """Shows an account in the list of accounts."""
        from screens.accounts import Accounts

        self.go_to_area("accounts", Accounts, lambda page: page.go_to(account))

    def go_to_unit(self, unit: UUID) -> None:
        """Shows the accounts of a unit in the list of accounts."""
        from screens.accounts import Accounts

        name = self.opened.records.units[unit].called(current()).replace('"', "")
        self.go_to_area("accounts", Accounts, lambda page: page.narrow_to(f'unit:"{name}"'))

    def go_to_rule(self, rule: str) -> None:
        """Shows what a rule found in the list of findings; what is unknown for no rule."""
        from screens.findings import Findings

        self.go_to_area("findings", Findings, lambda page: page.go_to(rule))

    def go_to_area(self, mode: str, kind: type[Shown], then: Callable[[Shown], None]) -> None:
        """Goes to an area from whatever lies on top of another, and does something there."""
        self.run_worker(self._go_to_area(mode, kind, then), group="going", description="going")

    async def _go_to_area(
        self, mode: str, kind: type[Shown], then: Callable[[Shown], None]
    ) -> None:
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.switch_mode(mode)
        if isinstance(self.screen, kind):
            then(self.screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("lock", "lock_unless_unsaved", "go", "checks"):
            return self.register is not None
        if action == "undo":
            return self._undo is not None
        if action == "accept":
            return self.register is not None and self.register.differs_from_memory
        if action == "suspend_process":
            return os.name == "posix"
        return True

    def open(self, screen: Screen[T], then: Callable[[T | None], None] | None = None) -> None:
        """Puts a page on top, unless one of its kind is there already: a key pressed twice opens
        one."""
        if type(self.screen) is not type(screen):
            self.push_screen(screen, then)

    def is_sheet(self, screen: Screen[object]) -> bool:
        """Whether the page lies on top of a place."""
        return isinstance(screen, Sheet)

    # Long work

    def carry_out(
        self,
        act: Callable[[], T],
        then: Callable[[T], None],
        *,
        owner: DOMNode,
        failed: Callable[[SomesecError], None] | None = None,
        saves: bool = False,
    ) -> None:
        """Does work in a thread that the app owns, so that it ends even when the page is left.

        `then` gets the answer on the app's loop, `failed` the error (a notice where there is no
        `failed`); neither is called once the page `owner` is gone or the register locked. Work
        that `saves` runs one at a time, and the register is looked at again afterwards."""
        self._in_thread(
            partial(
                copy_context().run, self._carry_out, act, then, owner, failed, self._session, saves
            ),
            "saving" if saves else "reading",
        )

    def _in_thread(self, act: Callable[[], None], group: str) -> Worker[None]:
        return self.run_worker(
            then_forgotten(act),
            name=group,
            group=group,
            # Without one, a worker is described by all that it carries.
            description=group,
            exit_on_error=False,
            thread=True,
        )

    def _carry_out(
        self,
        act: Callable[[], T],
        then: Callable[[T], None],
        owner: DOMNode,
        failed: Callable[[SomesecError], None] | None,
        session: int,
        saves: bool,
    ) -> None:
        try:
            with self._saving if saves else nullcontext(), turns.beside():
                answer = act()
        except SomesecError as error:
            self.post_message(Failed(owner, session, error, failed))
        except Exception as error:
            # The text of an unforeseen error may quote what it choked on: only its kind is said.
            self.post_message(Failed(owner, session, _unforeseen(error), failed))
        else:
            self.post_message(Done(owner, session, partial(then, answer), saves))

    def _is_late(self, session: int) -> bool:
        """Whether nobody waits for an answer any more: the register was locked since it was asked
        for, or the program ends."""
        return session != self._session or not self.is_running

    @on(Done)
    def _work_done(self, message: Done) -> None:
        message.stop()
        if self._is_late(message.session):
            return
        if self._is_shut_out():
            self._shut_out()
            return
        if message.owner.is_attached:
            message.then()
        if message.saved:
            self.look_again()

    @on(Failed)
    def _work_failed(self, message: Failed) -> None:
        message.stop()
        if self._is_late(message.session):
            return
        if self._is_shut_out():
            self._shut_out()
        elif message.failed is not None and message.owner.is_attached:
            message.failed(message.error)
        else:
            self.say(str(message.error), wrong=True)

    def progress_to(self, owner: DOMNode) -> Callable[[int, int], None]:
        """A function for long work to call with how far it has come; safe from any thread."""

        def tell(done: int, total: int) -> None:
            owner.post_message(Progress(done, total))

        return tell

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Shows a short notice. Names in it are data, so it is never read as markup. It takes the
        place of those before it, unless one of them says what is wrong."""
        from screens.text import clean

        if not wrong and all(one.severity != "error" for one in self._notifications):
            self.clear_notifications()
        self.notify(
            clean(text), severity="error" if wrong else "information", markup=False, timeout=8
        )

    # What the register says now

    def look_again(self) -> None:
        """Audits the register anew and draws the page again when that is done."""
        register = self.register
        if register is None:
            return
        self._audits_asked += 1
        asked = self._audits_asked
        self.redraw()

        def audit() -> tuple[Audit, Pack]:
            from somesec.register import auditing

            today = clock.today()
            return auditing.audit(register, today=today), register.view(today).pack

        def show(audited: tuple[Audit, Pack]) -> None:
            if asked == self._audits_asked:
                self.audit, self.pack = audited
                gc.freeze()
                self.redraw()

        self.carry_out(audit, show, owner=self)

    def redraw(self) -> None:
        """Draws every page on the stack from what the register says now."""
        from screens.page import Page

        for screen in self.screen_stack:
            if isinstance(screen, Page) and screen.is_mounted:
                screen.draw()

    def _listen(self, register: Register) -> None:
        session = self._session

        def told(error: SomesecError | None) -> None:
            self.post_message(Heard(session, error))

        self._listening = Listening(register, told)
        self._listening.start()

    def _stop_listening(self) -> Listening | None:
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.end()
        return listening

    @on(Heard)
    def _heard(self, message: Heard) -> None:
        message.stop()
        if self._is_late(message.session):
            return
        if self._is_shut_out():
            self._shut_out()
        elif message.error is None or isinstance(message.error, TamperedError):
            self.look_again()
        else:
            self.say(str(message.error), wrong=True)

    def _is_shut_out(self) -> bool:
        """Whether somebody ended the membership of who has the register open."""
        return self.register is not None and self.register.member.role == GONE

    def _shut_out(self) -> None:
        self.why_locked = _("You are no member of this register any more. Ask a coordinator.")
        self.action_lock()

    def _show_first_steps(self) -> None:
        """Shows the first steps to who has not seen them on this computer."""
        if not self.preferences.toured:
            from screens.tour import Tour

            self.call_after_refresh(self.open, Tour())
            self.prefer(replace(self.preferences, toured=True))

    def _recheck(self) -> None:
        """Measures passwords again whose facts are out of date. It may take minutes, so it is no
        save that others wait for; what it wrote before a lock stays."""
        from somesec.register import rechecking

        register = self.opened

        def seen(result: rechecking.Rechecked) -> None:
            if result.measured:
                self.look_again()

        self.carry_out(
            lambda: rechecking.recheck(register), seen, owner=self, failed=lambda error: None
        )

    # Nobody at the keyboard

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseEvent | events.Paste):
            # The first key after a sleep may come before the clocks are looked at.
            if self._look_for_absence():
                return
            self.absence.touch()
            self._is_swept = False
        await super().on_event(event)

    def _look_around(self) -> None:
        if self._look_for_absence() or self._is_swept or len(self.workers):
            return
        if self.absence.is_pausing():
            self._is_swept = True
            gc.collect()

    def _look_for_absence(self) -> bool:
        if not self.absence.is_noticed():
            return False
        self.absence.touch()
        self.action_lock()
        return True

    # The clipboard

    def copy_secret(self, text: str, owner: DOMNode) -> None:
        """Copies a secret for a short while: natively where the machine has a clipboard program,
        else through the terminal, which gives no answer."""
        self._stop_holding_copied()
        seconds = self.preferences.clipboard_seconds
        self._copied = text
        self._copied_timer = self.set_timer(seconds, self.forget_copied)
        self._native_clipboard.want(text)

        def told(native: bool) -> None:
            if native:
                self.say(_("Copied. It is cleared in {seconds} seconds.").format(seconds=seconds))
                return
            self.copy_to_clipboard(text)
            self.say(
                _(
                    "Sent to the terminal's clipboard. If pasting gives nothing, the terminal does "
                    "not take it. It is cleared in {seconds} seconds."
                ).format(seconds=seconds)
            )

        self.carry_out(self._native_clipboard.settle, told, owner=owner)

    def forget_copied(self) -> None:
        """Empties the clipboard, if a secret was copied."""
        if self._stop_holding_copied():
            self.carry_out(self._native_clipboard.settle, lambda _native: None, owner=self)

    def _stop_holding_copied(self) -> bool:
        """Forgets what was copied, and takes it off the terminal's clipboard; False where nothing
        was. The native clipboard is to be settled next, which takes time."""
        if self._copied_timer is not None:
            self._copied_timer.stop()
            self._copied_timer = None
        self._native_clipboard.unwant()
        copied, self._copied = self._copied, ""
        if copied and self.clipboard == copied:
            self.copy_to_clipboard("")
        return bool(copied)

    # Looks and ends

    def action_theme(self) -> None:
        """The next of light, dark and high contrast."""
        looks = list(BY_LOOK)
        here = looks.index(self.preferences.look)
        self.prefer(replace(self.preferences, look=looks[(here + 1) % len(looks)]))

    def prefer(self, chosen: Preferences) -> None:
        """Takes up what somebody chose for the screens, at once and for the next times."""
        before, self.preferences = self.preferences, chosen
        if chosen != before:
            self.carry_out(lambda: preferences.store(chosen), lambda _nothing: None, owner=self)
        self.theme = BY_LOOK[chosen.look].name
        self.absence.idle_seconds = 60 * chosen.lock_minutes
        if chosen.language != before.language:
            choose(chosen.language or None)
            self.run_worker(self._say_all_anew(), group="going", description="language")

    async def _say_all_anew(self) -> None:
        """Makes every area anew, in the language chosen; the one that is shown comes back."""
        here = self.current_mode
        self._remake_modes("locked", "welcome", *(set(self._areas()) - {here}))
        if here in self._areas():
            await self.switch_mode(next(mode for mode in self._areas() if mode != here))
            self._remake_modes(here)
            await self.switch_mode(here)

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen (SVG), in which secrets are left out."""
        self.is_pictured = True
        try:
            return super().export_screenshot(title=title, simplify=simplify)
        finally:
            self.is_pictured = False

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Nothing: Textual would write what is on the screen to the disk."""
        self.bell()

    async def action_quit(self) -> None:
        """Ends the app; asks first where typed text would be lost."""
        self._unless_unsaved(self.exit)

    def action_lock_unless_unsaved(self) -> None:
        """Locks; asks first where typed text would be lost."""
        self._unless_unsaved(self.action_lock)

    def _unless_unsaved(self, act: Callable[[], object]) -> None:
        from screens.confirm import ask_to_leave
        from screens.page import Page

        pages = [page for page in self.screen_stack if isinstance(page, Page)]
        if self._kit_at_risk and self.register is not None:
            ask_to_leave(
                self,
                act,
                _("You have not said that the recovery kit is on paper. Leave without it?"),
            )
        elif any(page.is_unsaved() for page in pages):
            ask_to_leave(self, act)
        else:
            act()

    def watch_theme(self, theme: str) -> None:
        # With NO_COLOR only the app's own themes keep things apart in greys.
        if self.no_color and theme not in {own.name for own in THEMES}:
            self.theme = LIGHT.name

    def action_help_quit(self) -> None:
        self.say(_("Press [Ctrl+Q app.quit] to quit."))

    def _fatal_error(self) -> None:
        """Says that the app broke and where, in place of Textual's own account of it, which prints
        the local variables, secrets among them."""
        self.bell()
        self._exit_renderables.append(Text(_crash_text(self._exception)))
        self._close_messages_no_wait()


def _who(register: Register) -> tuple[UUID, UUID]:
    """Which register it is and who has it open, as ids that lie in the clear."""
    return register.id, register.member.id


def _kit_lost() -> str:
    return _(
        "The recovery kit was on the screen and you had not said that you have it on paper. If you "
        "have it not, unlock and make a new one: Members and keys, [s settings.keeping], New "
        "recovery kit."
    )


def _start_what_worker_processes_need() -> None:
    """Starts multiprocessing's own watcher process. It hands on the number of standard error, and
    while the app runs Textual puts one there that has no number: then no worker could start."""
    if os.name == "posix":
        resource_tracker.ensure_running()


def _unforeseen(error: BaseException) -> CheckError:
    return CheckError(
        _(
            "An unforeseen error ({kind} in {where}). What was in the register before is there "
            "still; please report this."
        ).format(kind=type(error).__name__, where=_where(error))
    )


def _where(error: BaseException) -> str:
    frames = extract_tb(error.__traceback__, limit=-1)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _crash_text(error: BaseException | None) -> str:
    """What went wrong and the lines it went through: no values, and not the error's own text."""
    lines = [_("The screens stopped because of an error in the program; please report this.")]
    if error is not None:
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in extract_tb(error.__traceback__, limit=-8)
        ]
        lines.append(f"  {type(error).__name__}")
    return "\n".join(lines)


def run(
    place: Place | None = None,
    register: Register | None = None,
    *,
    member: str = "",
    speaks: str | None = None,
) -> int:
    """Shows the screens until they are left; `member` is the name of who unlocks and `speaks` the
    language, where those were said. The exit code is 0, 5 when the app broke, or 128 and
    the number of the signal that ended it.

    Raises InputError for a mistake in the files of settings or keys."""
    chosen = preferences.load()
    if chosen.language and not speaks:
        choose(chosen.language)
    app = SomesecApp(place, register, member=member, preferences=chosen, keys=keymap.load())
    try:
        with collector.seldom():
            app.run()
    finally:
        app.let_go()
        reword(None)
        give_up_lost_output()
    code = app.return_code or 0
    return code if code >= SIGNALLED else CheckError.exit_code if code else 0
