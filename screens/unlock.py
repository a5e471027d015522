"""The locked register: which one it is, who unlocks it, and the passphrase that opens it."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Middle, Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, ProgressBar, Static

from screens.page import Page
from screens.text import clean
from screens.widgets.password import PasswordInput
from screens.widgets.text_input import TextInput
from somesec.errors import InputError, SomesecError
from somesec.language import N_, _
from somesec.register import Register
from somesec.register.place import is_there, place_named


class Unlock(Page):
    PLACE = N_("Locked")
    HELP_TEXT = N_(
        "Type your passphrase and press Enter. Without it nothing in the register can be read. "
        "Where several people unlock it on this computer, say who you are. The register is a file, "
        "or lies on a server: then its address looks like postgresql://user@server/database."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "other", N_("Another register"), id="unlock.other"),
        Binding(
            "f3",
            "invitation",
            N_("Invitation"),
            id="unlock.invitation",
            tooltip=N_("I have an invitation to a register"),
        ),
        Binding("f4", "who", N_("Who"), id="unlock.who", tooltip=N_("Say who unlocks it")),
        Binding(
            "f7",
            "key_file",
            N_("Key file"),
            show=False,
            id="unlock.key-file",
            tooltip=N_("Name the key file, where one is needed besides the passphrase"),
        ),
        Binding(
            "f9",
            "ways_back",
            N_("Lost"),
            id="unlock.ways-back",
            tooltip=N_("The passphrase is lost, or the register is"),
        ),
        Binding("f10", "app.quit", N_("Quit"), id="unlock.quit"),
    ]
    AUTO_FOCUS = "#passphrase"

    def body(self) -> ComposeResult:
        with Middle(), Center(), Vertical(id="card"):
            yield Static(_("somesec"), id="name", markup=False)
            yield Static(id="place", markup=False)
            with Vertical(id="who-line", classes="more"):
                yield Static(_("Who"), classes="quiet label", markup=False)
                yield TextInput(clean(self.app.member), id="who")
            yield Static(_("Passphrase"), classes="quiet label", markup=False)
            yield PasswordInput(id="passphrase")
            with Vertical(id="key-file-line", classes="more"):
                yield Static(_("Key file"), classes="quiet label", markup=False)
                yield TextInput(id="key-file")
            yield Static(id="error", classes="error", markup=False)
            yield ProgressBar(id="progress", show_eta=False, show_percentage=False)
            with Vertical(id="elsewhere"):
                yield Static(
                    _("The register's file, or its address on a server"),
                    classes="quiet label",
                    markup=False,
                )
                yield TextInput(str(self.app.place), id="other-place")
                yield Button(_("Make a new register here"), id="make", compact=True)

    def on_mount(self) -> None:
        self.query_one("#progress").display = False
        self.query_one("#elsewhere").display = False
        self.query_one("#key-file-line").display = self.app.key_file is not None
        self.query_one("#key-file", Input).value = str(self.app.key_file or "")
        self.query_one("#who-line").display = bool(self.app.member)
        self._say(self.app.why_locked)
        self._look_who()

    def show(self) -> None:
        place = self.app.place
        self.query_one("#place", Static).update(clean(str(place)))
        self.query_one("#make").display = not is_there(place)

    def _say(self, text: str) -> None:
        self.query_one("#error", Static).update(clean(text))

    # Which register

    def action_other(self) -> None:
        self.query_one("#elsewhere").display = True
        self.query_one("#other-place").focus()

    @on(Input.Changed, "#other-place")
    def _other_place(self, event: Input.Changed) -> None:
        typed = event.value.strip()
        if typed in ("", str(self.app.place)):
            return
        try:
            self.app.place = place_named(typed)
        except InputError as error:  # an address that is not all typed yet is none
            self._say(str(error))
            return
        self._say("")
        self.show()

    @on(Input.Submitted, "#other-place")
    def _to_passphrase(self) -> None:
        self._look_who()
        self.query_one("#passphrase").focus()

    @on(Button.Pressed, "#make")
    def _make(self) -> None:
        self.app.switch_mode("welcome")

    def action_invitation(self) -> None:
        from screens.joining import Joining

        self.app.open(Joining())

    def action_ways_back(self) -> None:
        from screens.ways_back import WaysBack

        self.app.open(WaysBack())

    # Who, and what besides the passphrase

    def _look_who(self) -> None:
        """Asks who, where several have unlocked the register here."""
        from somesec.register.known import names_here

        place, device = self.app.place, self.app.device
        if not is_there(place):
            return

        def known(names: list[str]) -> None:
            who = self.query_one("#who", Input)
            who.suggester = SuggestFromList(map(clean, names), case_sensitive=False)
            if len(names) > 1:
                self.query_one("#who-line").display = True
                who.value = who.value or names[0]

        # A register that cannot be read says so once somebody wants to open it.
        self.app.carry_out(
            lambda: names_here(place, device), known, owner=self, failed=lambda error: None
        )

    def action_who(self) -> None:
        self.query_one("#who-line").display = True
        self.query_one("#who").focus()

    @on(Input.Submitted, "#who")
    @on(Input.Submitted, "#key-file")
    def _back_to_passphrase(self) -> None:
        self.query_one("#passphrase").focus()

    def action_key_file(self) -> None:
        self.query_one("#key-file-line").display = True
        self.query_one("#key-file").focus()

    # Opening

    @on(Input.Submitted, "#passphrase")
    def _open(self, event: Input.Submitted) -> None:
        passphrase, place, device = event.value, self.app.place, self.app.device
        if not passphrase:
            return
        event.input.clear()
        self._waiting(True)
        self._say("")
        file = self.query_one("#key-file", Input).value.strip()
        key_file = Path(file).expanduser() if file else None
        member = self.query_one("#who", Input).value.strip()
        self.app.member, self.app.key_file = member, key_file
        self.app.carry_out(
            lambda: Register.open(
                place, passphrase, member=member, key_file=key_file, device=device
            ),
            self._opened,
            owner=self,
            failed=self._failed,
        )

    def _opened(self, register: Register) -> None:
        self.app.enter(register)
        if register.differs_from_memory:
            self.app.action_accept()

    def _failed(self, error: SomesecError) -> None:
        self._waiting(False)
        self._say(str(error))
        self.query_one("#passphrase").focus()

    def _waiting(self, waiting: bool) -> None:
        self.query_one("#progress").display = waiting
        self.query_one("#passphrase").disabled = waiting
