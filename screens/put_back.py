"""A register that is not as this computer remembers it: what that may mean, and taking it as it is
now."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.pane import Pane
from screens.widgets.field import Field
from screens.widgets.password import PasswordInput
from screens.widgets.scroll import Scroll
from somesec.errors import SomesecError
from somesec.language import N_, _
from somesec.register import Register


class PutBack(Act):
    PLACE = N_("Not as remembered")
    HELP_TEXT = N_(
        "This computer keeps which change of the register it saw last. A register that does not "
        "hold that change was put back to an older state, or changed in two places. Until you "
        "accept it, it can only be read."
    )
    WARNS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "accept_it", N_("Accept as it is now"), id="put-back.accept"),
    ]
    AUTO_FOCUS = "#passphrase Input"

    def body(self) -> ComposeResult:
        pane = Pane()
        for problem in self.app.opened.problems:
            pane.line(f"■ {problem}", "critical")
        pane.gap()
        pane.line(
            _(
                "So it is after somebody restored a backup. So it is, too, when somebody put an "
                "old copy in its place to hide what was done since. Ask the coordinator which."
            )
        )
        pane.heading(_("If you accept it"))
        pane.line(
            _(
                "This computer forgets the newer changes that it has seen and takes these for the "
                "newest. What was changed since is gone from here: members who were removed may be "
                "back, and old passwords. You are not warned again."
            )
        )
        with Scroll(classes="sheet", can_focus=False):
            yield Static(pane.content, markup=False)
            yield Field("passphrase", _("Passphrase again"), PasswordInput())
            yield from self.ending()

    @on(Input.Submitted)
    def action_accept_it(self) -> None:
        app, field = self.app, self.query_one(PasswordInput)
        passphrase, place, key_file, device = field.value, app.place, app.key_file, app.device
        name = app.opened.member.name
        if not passphrase:
            self.complain(_("Type your passphrase to accept it."))
            field.focus()
            return
        field.clear()
        self.carry_out(
            lambda: Register.open(
                place, passphrase, member=name, key_file=key_file, device=device, accepts=True
            ),
            app.enter_instead,
            saves=False,
        )

    def failed(self, error: SomesecError) -> None:
        super().failed(error)
        self.query_one(PasswordInput).focus()
