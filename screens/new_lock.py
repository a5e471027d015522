"""Another passphrase for who has the register open, and what is needed besides it."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.widgets.field import ChoiceField, Field, TextField
from screens.widgets.new_passphrase import NewPassphrase
from screens.widgets.password import PasswordInput
from screens.widgets.scroll import Scroll
from somesec.language import N_, _
from somesec.register import passphrases

_HERE, _ANYWHERE = "here", "anywhere"


class NewLock(Act):
    PLACE = N_("Passphrase and key file")
    HELP_TEXT = N_(
        "Your keys are locked anew. A key file is any file that never changes and lies elsewhere "
        "than the register, on a stick for instance; without it the passphrase opens nothing. "
        "Copies of the register, also backups, keep the passphrase of their day."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "change", N_("Lock anew"), id="lock.change"),
    ]

    def body(self) -> ComposeResult:
        needed = passphrases.needed(self.app.opened)
        where = [
            (_("on any computer"), _ANYWHERE),
            (_("on this computer only"), _HERE),
        ]
        with Scroll(classes="sheet keeping", can_focus=False):
            yield Static(_("Your passphrase"), classes="title", markup=False)
            yield Field("now", _("Passphrase now"), PasswordInput())
            yield NewPassphrase(
                lambda: self.app.opened.records.organisation.name, _("New passphrase")
            )
            yield TextField(
                "key-file",
                _("Key file"),
                _("none is needed"),
                value=str(self.app.key_file or "") if needed.key_file else "",
            )
            yield ChoiceField(
                "where", _("It opens"), where, value=_HERE if needed.this_computer else _ANYWHERE
            )
            yield from self.ending()

    def on_mount(self) -> None:
        self.query_one("#now", Field).enter()

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    @on(Input.Changed, "#key-file Input")
    def _look(self) -> None:
        field = self.query_one("#key-file", Field)
        typed = field.value

        def show(is_there: bool) -> None:
            if field.value == typed:
                field.complain("" if is_there else _("There is no such file."))

        if typed.strip():
            file = Path(typed.strip()).expanduser()
            self.app.carry_out(file.is_file, show, owner=self)
        else:
            field.complain("")

    def action_change(self) -> None:
        register, now = self.app.opened, self.query_one("#now", Field)
        now.complain("" if now.value else _("Fill this in."))
        new = self.query_one(NewPassphrase).passphrase
        if not now.value:
            now.enter()
            return
        if not new:
            return
        old, old_file = now.value, self.app.key_file
        typed = self.query_one("#key-file", Field).value.strip()
        new_file = Path(typed).expanduser() if typed else None
        where = self.query_one("#where", Field).value

        def changed(_nothing: None) -> None:
            self.app.key_file = new_file
            self.app.say(_("The passphrase is changed. Copies of the register keep the old one."))
            self.dismiss(None)

        self.carry_out(
            lambda: passphrases.change(
                register,
                old,
                new,
                key_file=old_file,
                new_key_file=new_file,
                drops_key_file=new_file is None,
                with_device_secret=where == _HERE if where else None,
            ),
            changed,
            saves=True,
        )
