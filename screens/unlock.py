"""The locked register: which one it is, and the passphrase that opens it."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Middle, Vertical
from textual.widgets import Button, Input, ProgressBar, Static

from screens.page import Page
from screens.text import clean
from screens.widgets.password import PasswordInput
from screens.widgets.text_input import TextInput
from somesec.errors import InputError, SomesecError
from somesec.language import N_, _
from somesec.register import Device, Register
from somesec.register.place import is_there, place_named


class Unlock(Page):
    CSS_PATH = "unlock.tcss"
    PLACE = N_("Locked")
    HELP_TEXT = N_(
        "Type the passphrase of the register and press Enter. Without it nothing in the register "
        "can be read."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "other", N_("Another register"), id="unlock.other"),
        Binding("f10", "app.quit", N_("Quit"), id="unlock.quit"),
    ]
    AUTO_FOCUS = "#passphrase"

    def body(self) -> ComposeResult:
        with Middle(), Center(), Vertical(id="card"):
            yield Static(_("somesec"), id="name", markup=False)
            yield Static(id="place", markup=False)
            yield Static(_("Passphrase"), classes="quiet label", markup=False)
            yield PasswordInput(id="passphrase")
            yield Static(id="error", classes="error", markup=False)
            yield ProgressBar(id="progress", show_eta=False, show_percentage=False)
            with Vertical(id="elsewhere"):
                yield Static(_("File of the register"), classes="quiet label", markup=False)
                yield TextInput(str(self.app.place), id="other-place", compact=True)
                yield Button(_("Make a new register here"), id="make", compact=True)

    def on_mount(self) -> None:
        self.query_one("#progress").display = False
        self.query_one("#elsewhere").display = False

    def show(self) -> None:
        place = self.app.place
        self.query_one("#place", Static).update(clean(str(place)))
        self.query_one("#make").display = not is_there(place)

    def action_other(self) -> None:
        self.query_one("#elsewhere").display = True
        self.query_one("#other-place").focus()

    @on(Input.Changed, "#other-place")
    def _other_place(self, event: Input.Changed) -> None:
        if not event.value.strip():
            return
        try:
            self.app.place = place_named(event.value.strip())
        except InputError as error:  # an address that is not all typed yet is none
            self.query_one("#error", Static).update(clean(str(error)))
            return
        self.query_one("#error", Static).update("")
        self.show()

    @on(Input.Submitted, "#other-place")
    def _to_passphrase(self) -> None:
        self.query_one("#passphrase").focus()

    @on(Button.Pressed, "#make")
    def _make(self) -> None:
        self.app.switch_mode("welcome")

    @on(Input.Submitted, "#passphrase")
    def _open(self, event: Input.Submitted) -> None:
        passphrase, place, member = event.value, self.app.place, self.app.member
        if not passphrase:
            return
        event.input.clear()
        self._waiting(True)
        self.query_one("#error", Static).update("")
        self.app.carry_out(
            lambda: Register.open(place, passphrase, member=member, device=Device.at_home()),
            self.app.enter,
            owner=self,
            failed=self._failed,
        )

    def _failed(self, error: SomesecError) -> None:
        self._waiting(False)
        self.query_one("#error", Static).update(clean(str(error)))
        self.query_one("#passphrase").focus()

    def _waiting(self, waiting: bool) -> None:
        self.query_one("#progress").display = waiting
        self.query_one("#passphrase").disabled = waiting
