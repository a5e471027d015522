"""The first run: making a register, or joining one."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Button, Input, ProgressBar, Static

from screens.page import Page
from screens.text import clean
from screens.widgets.field import Field, TextField
from screens.widgets.new_passphrase import NewPassphrase
from screens.widgets.scroll import Scroll
from somesec.errors import InputError, SomesecError
from somesec.language import N_, _
from somesec.register import RecoveryKit, Register
from somesec.register.place import Server, make_folder, place_named


class Welcome(Page):
    PLACE = N_("A new register")
    HELP_TEXT = N_(
        "Here a new, empty register is made: a file, or rows on a server. Everything in it is "
        "sealed, and your passphrase opens it. Next you get a recovery kit to print: it is the "
        "only way in if the passphrase is forgotten. Whoever was invited to a register that is "
        "there already presses [F3 welcome.invitation] and makes none."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "other", N_("Open an existing one"), id="welcome.open"),
        Binding(
            "f3",
            "invitation",
            N_("I have an invitation"),
            id="welcome.invitation",
            tooltip=N_("Join a register that somebody invited you to"),
        ),
        Binding("f5", "make", N_("Make the register"), id="welcome.make"),
        Binding("f10", "app.quit", N_("Quit"), show=False, id="welcome.quit"),
    ]

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet", can_focus=False):
            yield Static(
                _("Make a register of social media accounts"), classes="title", markup=False
            )
            yield TextField("organisation", _("Organisation"), _("Town of Testilä"))
            yield TextField("domains", _("Mail domains"), _("testila.fi; several parted by ;"))
            yield TextField("member", _("Your name"), value=self.app.member)
            yield TextField("place", _("File or address"), value=str(self.app.place))
            yield NewPassphrase(lambda: self._said("organisation"))
            yield Button(_("Make the register"), id="make", compact=True, variant="primary")
            yield Button(_("I have an invitation"), id="invited", compact=True)
            yield Static(id="error", classes="error", markup=False)
            yield ProgressBar(id="progress", show_eta=False, show_percentage=False)

    def on_mount(self) -> None:
        self.query_one("#progress").display = False
        self._text("organisation").focus()

    def _text(self, name: str) -> Input:
        return self.query_one(f"#{name} Input", Input)

    def _said(self, name: str) -> str:
        return self._text(name).value

    def action_other(self) -> None:
        self.app.switch_mode("locked")

    @on(Button.Pressed, "#invited")
    def action_invitation(self) -> None:
        from screens.joining import Joining

        self.app.open(Joining())

    @on(Button.Pressed, "#make")
    def action_make(self) -> None:
        missing = []
        for name in ("organisation", "domains", "member", "place"):
            is_missing = not self._said(name).strip()
            self.query_one(f"#{name}", Field).complain(_("Fill this in.") if is_missing else "")
            missing += [name] * is_missing
        passphrase = self.query_one(NewPassphrase).passphrase
        if missing:
            self._text(missing[0]).focus()
        elif passphrase:
            self._make(passphrase)

    def _make(self, passphrase: str) -> None:
        organisation, member = self._said("organisation").strip(), self._said("member").strip()
        domains = [d.strip() for d in self._said("domains").replace(",", ";").split(";")]
        try:
            place = place_named(self._said("place").strip())
        except InputError as error:
            self.query_one("#place", Field).complain(str(error))
            return
        device = self.app.device

        def make() -> tuple[Register, RecoveryKit]:
            make_folder(place)
            return Register.create(
                place,
                organisation=organisation,
                domains=[domain for domain in domains if domain],
                member=member,
                passphrase=passphrase,
                device=device,
                with_device_secret=isinstance(place, Server),
            )

        self._waiting(True)
        self.app.carry_out(make, self._made, owner=self, failed=self._failed)

    def _made(self, made: tuple[Register, RecoveryKit]) -> None:
        from screens.kit import Kit

        register, kit = made
        self.app.enter(register)
        self.app.risk_kit()
        self.app.open(Kit(kit))

    def _failed(self, error: SomesecError) -> None:
        self._waiting(False)
        self.query_one("#error", Static).update(clean(str(error)))

    def _waiting(self, waiting: bool) -> None:
        self.query_one("#progress").display = waiting
        self.query_one("#make").disabled = waiting
        self.query_one("#error", Static).update("")
