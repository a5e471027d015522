"""The first run: making a register."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Button, Input, ProgressBar, Static

from screens.page import Page
from screens.text import clean
from screens.widgets.field import Field, TextField
from screens.widgets.password import PasswordInput
from somesec.errors import InputError, SomesecError
from somesec.language import N_, _
from somesec.register import Device, RecoveryKit, Register
from somesec.register.place import Server, place_named


class Welcome(Page):
    CSS_PATH = "welcome.tcss"
    PLACE = N_("A new register")
    HELP_TEXT = N_(
        "Here a new, empty register is made. It is one file, and everything in it is sealed with "
        "the passphrase. Next you get a recovery kit to print: it is the only way in if the "
        "passphrase is forgotten."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "other", N_("Open an existing one"), id="welcome.open"),
        Binding("f5", "make", N_("Make the register"), id="welcome.make"),
        Binding("f10", "app.quit", N_("Quit"), id="welcome.quit"),
    ]

    def body(self) -> ComposeResult:
        with VerticalScroll(classes="sheet", can_focus=False):
            yield Static(
                _("Make a register of social media accounts"), classes="title", markup=False
            )
            yield TextField("organisation", _("Organisation"), _("Town of Testilä"))
            yield TextField("domains", _("Mail domains"), _("testila.fi; several parted by ;"))
            yield TextField("member", _("Your name"))
            yield TextField("place", _("File"), value=str(self.app.place))
            yield Field("passphrase", _("Passphrase"), PasswordInput())
            yield Static(id="advice", markup=False)
            yield Field("again", _("Passphrase again"), PasswordInput())
            yield Button(_("Make the register"), id="make", compact=True, variant="primary")
            yield Static(id="error", classes="error", markup=False)
            yield ProgressBar(id="progress", show_eta=False, show_percentage=False)

    def on_mount(self) -> None:
        self.query_one("#progress").display = False
        self._text("organisation").focus()

    def _text(self, name: str) -> Input:
        return self.query_one(f"#{name} Input", Input)

    def _said(self, name: str) -> str:
        return self._text(name).value

    @on(Input.Blurred, "#passphrase Input")
    def _advise(self) -> None:
        from somesec.register import passphrases

        passphrase, organisation = self._said("passphrase"), self._said("organisation")
        if not passphrase:
            return

        def advise(weakness: str | None) -> None:
            self.query_one("#advice", Static).update(
                clean(weakness or _("✓ A strong passphrase. Write it down until you know it."))
            )

        self.app.carry_out(
            lambda: passphrases.weakness(passphrase, organisation), advise, owner=self
        )

    def action_other(self) -> None:
        self.app.switch_mode("locked")

    @on(Button.Pressed, "#make")
    def action_make(self) -> None:
        for field in self.query(Field):
            field.complain("")
        missing = [
            name
            for name in ("organisation", "domains", "member", "place", "passphrase")
            if not self._said(name).strip()
        ]
        for name in missing:
            self.query_one(f"#{name}", Field).complain(_("Fill this in."))
        if not missing and self._said("passphrase") != self._said("again"):
            missing = ["again"]
            self.query_one("#again", Field).complain(_("The two differ. Type both again."))
        if missing:
            self._text(missing[0]).focus()
            return
        self._make()

    def _make(self) -> None:
        organisation, member = self._said("organisation").strip(), self._said("member").strip()
        domains = [d.strip() for d in self._said("domains").replace(",", ";").split(";")]
        try:
            place = place_named(self._said("place").strip())
        except InputError as error:
            self.query_one("#place", Field).complain(str(error))
            return
        passphrase = self._said("passphrase")
        self._waiting(True)
        self.app.carry_out(
            lambda: Register.create(
                place,
                organisation=organisation,
                domains=[domain for domain in domains if domain],
                member=member,
                passphrase=passphrase,
                device=Device.at_home(),
                with_device_secret=isinstance(place, Server),
            ),
            self._made,
            owner=self,
            failed=self._failed,
        )

    def _made(self, made: tuple[Register, RecoveryKit]) -> None:
        from screens.kit import Kit

        register, kit = made
        self.app.enter(register)
        self.app.open(Kit(kit))

    def _failed(self, error: SomesecError) -> None:
        self._waiting(False)
        self.query_one("#error", Static).update(clean(str(error)))

    def _waiting(self, waiting: bool) -> None:
        self.query_one("#progress").display = waiting
        self.query_one("#make").disabled = waiting
        self.query_one("#error", Static).update("")
