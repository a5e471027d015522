"""A backup in the register's place, with what it replaces kept."""

from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from screens.act import Act
from screens.confirm import Confirm
from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.text import clean
from screens.widgets.field import Field, FileField, TextField
from screens.widgets.password import PasswordInput
from screens.widgets.scroll import Scroll
from somesec.errors import InputError
from somesec.language import N_, _
from somesec.register.backups import Restoration, restoring
from somesec.register.place import make_folder, place_named


class LockToRestore(Sheet):
    """Says that the register locks first."""

    PLACE = N_("Restore a backup")
    HELP_TEXT = N_(
        "Nothing is changed here yet. [F5 restore.lock] locks the register and asks for the backup."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "lock_first", N_("Lock and go on"), id="restore.lock"),
    ]
    AUTO_FOCUS = "#scroll"

    def body(self) -> ComposeResult:
        pane = Pane()
        pane.title(_("Restore a backup"))
        pane.gap()
        pane.line(
            _(
                "The register locks first, since it is to be exchanged. Then you name the backup, "
                "with the passphrase that was yours on its day, and see what would be undone."
            )
        )
        pane.gap()
        pane.line(
            _("[F5 restore.lock] locks and goes on, Escape leaves everything as it is."), "quiet"
        )
        with Scroll(id="scroll", classes="sheet keeping"):
            yield Static(pane.content, markup=False)

    def action_lock_first(self) -> None:
        self.app.lock_and_open(Restoring())


class Restoring(Act):
    PLACE = N_("Restore a backup")
    HELP_TEXT = N_(
        "Name the file of the backup and type the passphrase that was yours on its day. All of it "
        "is checked first, and what would be undone is said. What is in the register's place now "
        "is kept in a file of its own. [F5 restore.next] goes on from step to step."
    )
    HOLDS_KEYS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("Go on"), id="restore.next"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._ready = ExitStack()
        self._backup: Restoration | None = None
        self._is_over = False

    def body(self) -> ComposeResult:
        app = self.app
        with Scroll(classes="sheet keeping", can_focus=False):
            yield Static(_("Restore a backup"), classes="title", markup=False)
            with Vertical(id="which"):
                yield FileField("file", _("File of the backup"))
                yield Field("passphrase", _("Passphrase of its day"), PasswordInput())
                yield TextField("member", _("Your name"), _("may stay empty"), value=app.member)
                yield TextField(
                    "key-file",
                    _("Key file"),
                    _("where one was needed"),
                    value=str(app.key_file or ""),
                )
                yield TextField("place", _("Restore it at"), value=str(app.place))
            yield Static(id="said", markup=False)
            yield from self.ending()

    def on_mount(self) -> None:
        self.query_one("#file", Field).enter()

    def on_unmount(self) -> None:
        """Takes away the copy that lay ready, and its keys."""
        self._ready.close()

    def _typed(self, field: str) -> str:
        return self.query_one(f"#{field}", Field).value.strip()

    @on(Input.Changed, "#file Input")
    def _look(self) -> None:
        field = self.query_one("#file", Field)
        typed = field.value

        def show(is_there: bool) -> None:
            if field.value == typed:
                said = _("There is no backup {file}.").format(file=typed.strip())
                field.complain("" if is_there or not typed.strip() else said)

        self.app.carry_out(Path(typed.strip()).expanduser().is_file, show, owner=self)

    @on(Input.Submitted)
    def _next(self) -> None:
        if self._typed("file") and self.query_one("#passphrase", Field).value:
            self.action_go_on()
        else:
            self.focus_next()

    def action_go_on(self) -> None:
        if self._is_over:
            self.dismiss(None)
        elif self._backup is not None:
            self._ask(self._backup)
        else:
            self._prepare()

    def _prepare(self) -> None:
        missing = [name for name in ("file", "passphrase", "place") if not self._typed(name)]
        for name in ("file", "passphrase", "place"):
            complaint = _("Fill this in.") if name in missing else ""
            self.query_one(f"#{name}", Field).complain(complaint)
        if missing:
            self.query_one(f"#{missing[0]}", Field).enter()
            return
        try:
            place = place_named(self._typed("place"))
        except InputError as error:
            self.query_one("#place", Field).complain(str(error))
            return
        file, key_file = Path(self._typed("file")).expanduser(), self._typed("key-file")
        passphrase, member = self.query_one("#passphrase", Field).value, self._typed("member")
        ready, device = self._ready, self.app.device

        def prepare() -> Restoration:
            if not file.exists():
                raise InputError(_("There is no backup {file}.").format(file=file))
            make_folder(place)
            backup = ready.enter_context(
                restoring(
                    file,
                    place,
                    passphrase,
                    member=member,
                    key_file=Path(key_file).expanduser() if key_file else None,
                    device=device,
                )
            )
            if not self.is_attached:  # left meanwhile
                ready.close()
            return backup

        def prepared(backup: Restoration) -> None:
            self._backup = backup
            self.app.place = place
            self._show(backup)

        self.carry_out(prepare, prepared, saves=False)

    def _show(self, backup: Restoration) -> None:
        self.query_one("#which").display = False
        for field in self.query(PasswordInput):
            field.clear()
        pane = Pane()
        for number, sentence in enumerate(backup.sentences()):
            if number and not backup.loses_nothing:
                pane.mark(Health.HIGH, sentence)
            else:
                pane.line(sentence)
        if backup.loses_nothing:
            pane.line(_("Nothing newer would be undone."))
        pane.gap()
        pane.line(_("[F5 restore.next] restores it, Escape leaves everything as it is."), "quiet")
        self.query_one("#said", Static).update(pane.content)
        self.set_focus(None)

    def _ask(self, backup: Restoration) -> None:
        def answered(agreed: bool | None) -> None:
            if agreed:
                self.carry_out(backup.carry_out, self._restored, saves=True)

        self.app.open(
            Confirm(
                _("Put the backup in the place of {place}?").format(place=self.app.place)
                if backup.loses_nothing
                else _("Newer changes would be undone, or might be. Restore all the same?"),
                _("Restore"),
                _("Go back"),
            ),
            answered,
        )

    def _restored(self, kept: Path | None) -> None:
        self._is_over = True
        pane = Pane()
        pane.line(_("{place} is now as in the backup.").format(place=self.app.place), "in-order")
        if kept is not None:
            pane.line(
                _(
                    "What it replaced is kept: {file}. Delete that when nobody misses anything."
                ).format(file=kept)
            )
        if self._backup is not None and not self._backup.loses_nothing:
            pane.line(
                _(
                    "Computers that have seen newer changes are told so and write nothing until "
                    "their users accept it. Tell the other members."
                )
            )
        pane.gap()
        pane.line(_("[F5 restore.next] goes on to unlock it."), "quiet")
        self._ready.close()
        self.query_one("#said", Static).update(pane.content)
        self.query_one(".title", Static).update(clean(_("✓ Restored")))
