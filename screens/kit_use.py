"""Back in with the recovery kit: its key, whose register it is, and a new coordinator."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Checkbox, Input, Static

from screens.act import Act
from screens.pane import Pane
from screens.text_file import read_text
from screens.widgets.field import Field, FileField, TextField
from screens.widgets.new_passphrase import NewPassphrase
from screens.widgets.password import PasswordInput
from screens.widgets.scroll import Scroll
from somesec.errors import InputError
from somesec.language import N_, _
from somesec.register import RecoveryKit, Register, recovery


class KitUse(Act):
    PLACE = N_("Use the recovery kit")
    HELP_TEXT = N_(
        "Type the key that is on the page, fourteen groups, or name a file of the page. Then the "
        "six words tell whether this is the page's register, and you choose a passphrase: you "
        "become a coordinator who opens everything. A member of the same name is replaced. "
        "[F5 kit-use.next] goes on from step to step; [F4 kit-use.look] shows what you type."
    )
    HOLDS_KEYS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("Go on"), id="kit-use.next"),
        Binding("f4", "look", N_("Show what I type"), id="kit-use.look"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._opened: Register | None = None

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet keeping", can_focus=False):
            yield Static(_("Use the recovery kit"), classes="title", markup=False)
            with Vertical(id="page"):
                yield Field("key", _("The key on the page"), PasswordInput())
                yield FileField("file", _("or a file of the page"))
            with Vertical(id="person"):
                yield Static(id="said", markup=False)
                yield TextField("last", _("The page's last word"))
                yield TextField("member", _("Your name"), value=self.app.member)
                yield NewPassphrase(self._organisation)
                yield Checkbox(
                    _("Make a new kit: the page was seen by others, or stays with me"),
                    id="renews",
                    compact=True,
                )
            yield from self.ending()

    def on_mount(self) -> None:
        self.query_one("#person").display = False
        self.query_one("#key", Field).enter()

    def on_unmount(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _organisation(self) -> str:
        return self._opened.records.organisation.name if self._opened else ""

    def action_look(self) -> None:
        """Shows the key as it is typed, or hides it again."""
        key = self.query_one("#key PasswordInput", PasswordInput)
        key.password = not key.password

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._opened is None if action == "look" else True

    @on(Input.Submitted)
    def _next(self) -> None:
        if self._opened is None:
            self.action_go_on()
        else:
            self.focus_next()

    def action_go_on(self) -> None:
        if self._opened is None:
            self._open()
        else:
            self._use(self._opened)

    # The key

    def _open(self) -> None:
        typed, file = (self.query_one(f"#{name}", Field).value.strip() for name in ("key", "file"))
        place = self.app.place
        if not typed and not file:
            self.complain(_("Type the key, or name a file of the page."))
            return

        def open_it() -> tuple[Register, bool]:
            page = typed or read_text(file)
            register = recovery.open_with_kit(place, recovery.key_on(page))
            words = recovery.words_on(page)
            if words and words != register.fingerprint:
                register.close()
                raise InputError(
                    _("The page has other words, so this is not its register. Nothing was changed.")
                )
            if not self.is_attached:  # left meanwhile
                register.close()
            return register, bool(words)

        self.carry_out(open_it, self._show_words, saves=False)

    def _show_words(self, answer: tuple[Register, bool]) -> None:
        register, is_compared = answer
        self._opened = register
        for field in self.query(PasswordInput):
            field.clear()
        pane = Pane()
        pane.heading(_("The register's words"))
        # The last one is typed from the page, so that it is looked at.
        words = register.fingerprint if is_compared else (*register.fingerprint[:-1], "…")
        pane.words(words)
        if is_compared:
            pane.line(_("They are the words on the kit's page."), "quiet")
        else:
            pane.line(
                _(
                    "Compare them with the page and type the page's last word below. Other words "
                    "are another register, made to look like this one."
                ),
                "quiet",
            )
        pane.gap()
        self.query_one("#said", Static).update(pane.content)
        self.query_one("#last").display = not is_compared
        self.query_one("#page").display = False
        self.query_one("#person").display = True
        self.query_one("#member" if is_compared else "#last", Field).enter()
        self.refresh_bindings()

    # Who comes back

    def _use(self, register: Register) -> None:
        last, member = self.query_one("#last", Field), self.query_one("#member", Field)
        last.complain("")
        if last.display and last.value.strip().casefold() != register.fingerprint[-1]:
            last.complain(
                _("That is another word, so this is not the page's register: do not go on.")
            )
            last.enter()
            return
        name = member.value.strip()
        member.complain("" if name else _("Fill this in."))
        passphrase = self.query_one(NewPassphrase).passphrase
        if not name:
            member.enter()
            return
        if not passphrase:
            return
        renews = self.query_one("#renews", Checkbox).value
        place, device = register.place, self.app.device

        def use() -> tuple[Register, RecoveryKit | None]:
            _member, kit = recovery.use(
                register, member=name, passphrase=passphrase, device=device, renews_kit=renews
            )
            mine = Register.open(place, passphrase, member=name, device=device)
            if not self.is_attached:  # left meanwhile
                mine.close()
            return mine, kit

        self.carry_out(use, self._is_back, saves=True)

    def _is_back(self, answer: tuple[Register, RecoveryKit | None]) -> None:
        from screens.kit import Kit

        register, kit = answer
        app = self.app
        app.member, app.key_file = register.member.name, None
        app.enter(register)
        app.say(_("{name} is coordinator now and has every key.").format(name=register.member.name))
        if kit is not None:
            app.risk_kit()
            app.open(Kit(kit))
