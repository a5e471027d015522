"""Keeping the register: copies, checks, where it lies, what opens it, and the way back in."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from screens.marks import STYLES, Health
from screens.page import Page, Sheet
from screens.text import clean
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from somesec.errors import LockedError
from somesec.language import N_, _, show_date
from somesec.register import Register, history, passphrases, recovery, rights
from somesec.register.history import Event

_BACKED_UP, _REHEARSED, _RENEWED = "backup-made", "recovery-rehearsed", "recovery-renewed"


class Keeping(Sheet):
    PLACE = N_("Keeping the register")
    HELP_TEXT = N_(
        "What keeps the register from being lost: copies of it, a check of every row, the place "
        "where it lies, the passphrase that opens it, and the recovery kit for the day when no "
        "passphrase is left. Enter opens what is under the cursor."
    )
    AUTO_FOCUS = "#acts"

    def body(self) -> ComposeResult:
        yield Static(id="where", markup=False)
        yield Rows(
            Column("act", _("What to do"), sortable=False),
            Column("state", _("How it stands"), least=20, sortable=False),
            id="acts",
        )
        with Scroll(can_focus=False):
            yield Static(id="about", markup=False)

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        self.query_one("#where", Static).update(
            Content.assemble(
                (clean(str(register.place)), "bold"), "\n", (_words(register), STYLES["quiet"])
            )
        )
        self._show_acts(register, None)
        # A trail that does not verify is said above.
        self.app.carry_out(
            lambda: _newest(register),
            lambda found: self._show_acts(register, found),
            owner=self,
            failed=lambda error: None,
        )

    def _show_acts(self, register: Register, newest: dict[str, Event] | None) -> None:
        states = {
            "backup": Cell("…") if newest is None else _backup_state(newest),
            "verify": Cell(_("every row, seal and signature"), "quiet"),
            "restore": _for_coordinators(register, _("another state of the register")),
            "move": _for_coordinators(register, _("to another file or a server, and back")),
            "passphrase": Cell(_opened_by(register), "quiet"),
            "rehearse": Cell("…") if newest is None else _rehearsal_state(newest),
            "renew": _kit_state(register),
        }
        self.query_one(Rows).show(
            [Row(act, (Cell(_(_ACTS[act][0]), "strong"), state)) for act, state in states.items()]
        )
        self._say()

    @on(Rows.Highlighted)
    def _say(self) -> None:
        key = self.query_one(Rows).key
        self.query_one("#about", Static).update(_(_ACTS[key][1]) if key else "")

    @on(Rows.Chosen)
    def _open(self) -> None:
        key = self.query_one(Rows).key
        if key in ("restore", "move") and not rights.decides(self.app.opened):
            self.app.say(_("Only a coordinator does that. Ask one."), wrong=True)
        elif key == "renew":
            self._renew()
        elif key:
            self.app.open(_PAGES[key]())

    def _renew(self) -> None:
        try:
            recovery.require_right_to_renew(self.app.opened)
        except LockedError as error:
            self.app.say(str(error), wrong=True)
            return
        self.app.open(_PAGES["renew"]())


_ACTS = {
    "backup": (
        N_("Back up"),
        N_(
            "Copies the register into a file of its own and checks every row of the copy. Keep it "
            "where the register is not: on another disk, in another building."
        ),
    ),
    "verify": (
        N_("Check all of it"),
        N_("Reads every row anew and checks every seal and signature. Shows no secret."),
    ),
    "restore": (
        N_("Restore a backup"),
        N_(
            "Puts a backup in the register's place and keeps what it replaces. The register locks "
            "first. What would be undone is said before anything changes."
        ),
    ),
    "move": (
        N_("Move it"),
        N_(
            "Takes the register to another file or onto a server, whole and checked. At the old "
            "place nobody writes any more."
        ),
    ),
    "passphrase": (
        N_("Passphrase and key file"),
        N_(
            "Another passphrase for you, a file that is needed besides it, or this computer alone. "
            "Other members keep theirs."
        ),
    ),
    "rehearse": (
        N_("Try the recovery kit"),
        N_("Shows that the paper is at hand and legible. A part of its key is typed, not all."),
    ),
    "renew": (
        N_("New recovery kit"),
        N_(
            "In the place of one that is lost, or was on the screen when the register locked. The "
            "old one opens nothing from then on."
        ),
    ),
}


def _page(module: str, name: str) -> Callable[[], Page]:
    """Loads a page when it is opened."""

    def made() -> Page:
        from importlib import import_module

        page = getattr(import_module(f"screens.{module}"), name)()
        assert isinstance(page, Page)  # noqa: S101
        return page

    return made


_PAGES = {
    "backup": _page("backing_up", "BackingUp"),
    "verify": _page("checking", "Checking"),
    "restore": _page("restoring", "LockToRestore"),
    "move": _page("moving", "Moving"),
    "passphrase": _page("new_lock", "NewLock"),
    "rehearse": _page("members_rehearsal", "Rehearsal"),
    "renew": _page("kit_renewal", "KitRenewal"),
}


def _newest(register: Register) -> dict[str, Event]:
    """The newest entry of each act that is shown."""
    wanted, found = {_BACKED_UP, _REHEARSED, _RENEWED}, dict[str, Event]()
    for event in history.events(register, newest_first=True):
        if event.act in wanted and event.act not in found:
            found[event.act] = event
            if len(found) == len(wanted):
                break
    return found


def _words(register: Register) -> str:
    return _("its words: {words}").format(words=" ".join(register.fingerprint))


def _backup_state(newest: dict[str, Event]) -> Cell:
    made = newest.get(_BACKED_UP)
    if made is None:
        return Cell(f"{Health.HIGH.shape} " + _("no backup on record"), "high")
    said = f"{show_date(made.at.astimezone().date())}   {made.note}"
    return Cell(f"{Health.IN_ORDER.shape} {said}", Health.IN_ORDER.tone)


def _rehearsal_state(newest: dict[str, Event]) -> Cell:
    tried, renewed = newest.get(_REHEARSED), newest.get(_RENEWED)
    if tried is None or (renewed is not None and renewed.sequence > tried.sequence):
        return Cell(f"{Health.HIGH.shape} " + _("never tried"), "high")
    said = _("last tried on {day}").format(day=show_date(tried.at.astimezone().date()))
    return Cell(f"{Health.IN_ORDER.shape} {said}", Health.IN_ORDER.tone)


def _kit_state(register: Register) -> Cell:
    shut = recovery.shut_to_kit(register)
    if not shut:
        return Cell(_("the one in use opens everything"), "quiet")
    names = ", ".join(unit.name for unit in shut)
    said = _("the one in use does not open the passwords of {units}").format(units=names)
    return Cell(f"{Health.HIGH.shape} {said}", "high")


def _opened_by(register: Register) -> str:
    needed = passphrases.needed(register)
    if needed.key_file and needed.this_computer:
        return _("with a key file, on this computer only")
    if needed.key_file:
        return _("with a key file, on any computer")
    return _("on this computer only") if needed.this_computer else _("on any computer")


def _for_coordinators(register: Register, what: str) -> Cell:
    return Cell(what if rights.decides(register) else _("coordinators only"), "quiet")
