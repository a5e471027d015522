"""A copy of the register, verified, in a file of its own."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.marks import Health
from screens.pane import Pane
from screens.widgets.new_file import NewFileField
from screens.widgets.scroll import Scroll
from somesec.language import N_, _
from somesec.register import backups
from somesec.register.backups import Backup


class BackingUp(Act):
    PLACE = N_("Back up")
    HELP_TEXT = N_(
        "Name a file that is not there yet, or a folder, in which it is named by the moment. The "
        "copy is sealed as the register is, opens with the passphrases of today, and is checked "
        "row by row before it gets its name."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "copy", N_("Back up"), id="backup.make"),
    ]

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet keeping", can_focus=False):
            yield Static(_("Back up the register"), classes="title", markup=False)
            yield NewFileField(
                "file", _("Copy it to"), _("a new file, or a folder"), or_folder=True
            )
            yield Static(id="said", markup=False)
            yield from self.ending()

    def on_mount(self) -> None:
        self.query_one(NewFileField).enter()

    @on(Input.Submitted)
    def action_copy(self) -> None:
        register, field = self.app.opened, self.query_one(NewFileField)
        if not field.value.strip():
            field.complain(_("Fill this in."))
            return
        file = field.file
        self.carry_out(lambda: backups.back_up(register, file), self._made, saves=True)

    def _made(self, made: Backup) -> None:
        self.query_one(NewFileField).fill("")
        pane = Pane()
        if made.problems:
            pane.mark(
                Health.CRITICAL,
                _(
                    "The register was copied as it is, and does not verify: {file} cannot be "
                    "restored. Keep your older backups."
                ).format(file=made.file),
            )
            for problem in made.problems:
                pane.line(problem)
        else:
            pane.line(_("✓ Copied and checked: {file}").format(file=made.file), "in-order")
            pane.line(
                _("It opens with the passphrase of today. Keep it where the register is not.")
            )
        if made.unrecorded:
            pane.mark(
                Health.MEDIUM,
                _("The trail does not tell of this backup: {reason}").format(
                    reason=made.unrecorded
                ),
            )
        self.query_one("#said", Static).update(pane.content)
