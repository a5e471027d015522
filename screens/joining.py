"""Joining a register with an invitation: whose it is, a passphrase of one's own, and the reply."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from screens.act import Act
from screens.pane import Pane
from screens.text_file import read_text
from screens.widgets.field import Field, FileField, NotesField, TextField
from screens.widgets.new_passphrase import NewPassphrase
from screens.widgets.scroll import Scroll
from somesec.errors import InputError
from somesec.language import N_, _, show_date
from somesec.register import exports, joining
from somesec.register.joining import Invited, Joined
from somesec.register.labels import shown
from somesec.register.place import Server, is_there, place_named


class Joining(Act):
    PLACE = N_("An invitation")
    HELP_TEXT = N_(
        "Here you answer an invitation. Your keys are made on this computer and sealed with a "
        "passphrase of your own, which nobody else ever needs. The reply goes back to the "
        "coordinator, by email if you like. Then you read six words aloud, so that nobody can come "
        "between. [F5 join.next] goes on from step to step."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("Go on"), id="join.next"),
        Binding("c", "copy", N_("Copy"), id="join.copy", tooltip=N_("Copy the reply")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._invited: Invited | None = None
        self._joined: Joined | None = None
        self._file = ""
        self._is_kept = False

    def body(self) -> ComposeResult:
        place = self.app.place
        with Scroll(id="joining", classes="sheet", can_focus=False):
            with Vertical(id="invitation"):
                yield Static(_("I have an invitation"), classes="title", markup=False)
                yield FileField("file", _("File of the invitation"))
                yield NotesField("text", _("or its text"))
            with Vertical(id="answer"):
                yield Static(id="offer", markup=False)
                yield NewPassphrase(lambda: self._invited.organisation if self._invited else "")
                yield TextField(
                    "reply", _("Save the reply to"), _("a file; empty: it is shown, to copy")
                )
                yield TextField(
                    "place",
                    _("Where the register is"),
                    _("a file, or a server's address, if you know it"),
                    value=str(place) if is_there(place) else "",
                )
            yield Static(id="joined", markup=False)
            yield from self.ending()

    def on_mount(self) -> None:
        self.query_one("#answer").display = False
        self.query_one("#file", Field).enter()

    def _value(self, field: str) -> str:
        return self.query_one(f"#{field}", Field).value.strip()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._is_kept and not self._file if action == "copy" else True

    @on(Input.Submitted)
    def _next(self) -> None:
        if self._invited is None:
            self.action_go_on()
        else:
            self.focus_next()

    def action_go_on(self) -> None:
        if self._is_kept:
            self.app.go_to_unlocking()
        elif self._invited is None:
            self._read()
        else:
            self._answer()

    # The invitation

    def _read(self) -> None:
        file, text = self._value("file"), self._value("text")
        if not file and not text:
            self.complain(_("Name the file of the invitation, or paste its text."))
            return

        def read() -> tuple[str, Invited]:
            found = text or read_text(file)
            return found, joining.invited(found)

        self.carry_out(read, self._show_offer, saves=False)

    def _show_offer(self, read: tuple[str, Invited]) -> None:
        self._text, self._invited = read
        invited = self._invited
        pane = Pane()
        pane.title(_("{organisation} invites you").format(organisation=invited.organisation))
        pane.gap()
        pane.value(_("Name"), invited.name)
        pane.value(_("Role"), shown("role", invited.role))
        if invited.units:
            pane.value(_("Looks after"), "; ".join(invited.units))
        pane.value(_("Answer by"), show_date(invited.last_day))
        pane.heading(_("The register's words"))
        pane.words(invited.register_words)
        pane.line(
            _(
                "Let the coordinator read them to you on the telephone. If they have other words, "
                "this invitation is somebody else's: do not answer it."
            ),
            "quiet",
        )
        self.query_one("#offer", Static).update(pane.content)
        self.query_one("#invitation").display = False
        self.query_one("#answer").display = True
        self.query_one("#passphrase", Field).enter()

    # The reply

    def _answer(self) -> None:
        if self._joined is not None:
            self._keep(self._joined)
            return
        place_field = self.query_one("#place", Field)
        place_field.complain("")
        passphrase = self.query_one(NewPassphrase).passphrase
        if not passphrase:
            return
        if self._value("place"):
            try:
                self.app.place = place_named(self._value("place"))
            except InputError as error:
                place_field.complain(str(error))
                place_field.enter()
                return
        text, device = self._text, self.app.device
        with_device_secret = isinstance(self.app.place, Server)
        self.carry_out(
            lambda: joining.join(
                text, passphrase, device=device, with_device_secret=with_device_secret
            ),
            self._keep,
            saves=False,
        )

    def _keep(self, joined: Joined) -> None:
        """Saves the reply. Where that fails the keys are made already, and another file is asked
        for."""
        self._joined, self._file = joined, self._value("reply")
        file = self._file

        def save() -> None:
            if file:
                exports.save(Path(file).expanduser(), joined.reply.encode())

        self.carry_out(save, lambda _nothing: self._show_words(joined), saves=False)

    # What comes next

    def _show_words(self, joined: Joined) -> None:
        self._is_kept = True
        self.app.member = joined.name
        pane = Pane()
        pane.title(_("Your six words"))
        pane.gap()
        pane.words(joined.words)
        pane.gap()
        steps = [
            _("Send the file {file} to the coordinator.").format(file=self._file)
            if self._file
            else _("Send the text below to the coordinator: [c join.copy] copies it."),
            _("Telephone the coordinator, or meet, and read your six words aloud."),
            _(
                "Once the coordinator has accepted you, the register opens with your passphrase: "
                "[F5 join.next] goes there."
            ),
        ]
        for number, step in enumerate(steps, start=1):
            pane.step(number, step)
        if not self._file:
            pane.gap()
            pane.line(joined.reply, "quiet")
        self.query_one("#joined", Static).update(pane.content)
        self.query_one("#answer").display = False
        scroll = self.query_one("#joining", Scroll)
        scroll.can_focus = True
        scroll.focus()
        scroll.scroll_home(animate=False)
        self.refresh_bindings()

    def action_copy(self) -> None:
        if self._joined is not None:
            self.app.copy_to_clipboard(self._joined.reply)
            self.app.say(_("Sent to the terminal's clipboard."))
