"""Accepting the reply to an invitation, once the newcomer has read six words aloud."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from screens.act import Act
from screens.marks import Health
from screens.pane import Pane
from screens.text import clean
from screens.text_file import read_text
from screens.widgets.field import Field, FileField, NotesField, TextField
from screens.widgets.scroll import Scroll
from somesec.language import N_, _, current
from somesec.register import Member, Register, joining, members, rights
from somesec.register.joining import Candidate
from somesec.register.labels import shown
from somesec.register.roles import COORDINATOR


class Accepting(Act):
    PLACE = N_("Accept a reply")
    HELP_TEXT = N_(
        "Takes in what somebody answered to an invitation. On its way the reply may have been "
        "exchanged for another's. The six words tell: whoever sent this reply has the same ones on "
        "the screen. Hear them from a voice that you know, and type all six here. They are not "
        "shown first, so that nobody agrees to them in a hurry."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("Go on"), id="accept.next"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._candidate: Candidate | None = None
        self._member: Member | None = None

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet", can_focus=False):
            yield Static(_("Accept a reply"), id="title", classes="title", markup=False)
            with Vertical(id="reply"):
                yield FileField("file", _("File of the reply"))
                yield NotesField("text", _("or its text"))
            with Vertical(id="comparing"):
                yield Static(id="who", markup=False)
                yield TextField("words", _("The six words"))
            yield Static(id="accepted", markup=False)
            yield from self.ending()

    def on_mount(self) -> None:
        self.query_one("#comparing").display = False
        self.query_one("#file", Field).enter()

    # The reply

    @on(Input.Submitted)
    def action_go_on(self) -> None:
        if self._member is not None:
            self.dismiss(None)
        elif self._candidate is not None:
            self._accept(self._candidate)
        else:
            self._read()

    def _read(self) -> None:
        register = self.app.opened
        file, text = (self.query_one(f"#{name}", Field).value.strip() for name in ("file", "text"))
        if not file and not text:
            self.complain(_("Name the file of the reply, or paste its text."))
            return
        self.carry_out(
            lambda: joining.candidate(register, text or read_text(file)),
            self._compare,
            saves=False,
        )

    # The words

    def _compare(self, candidate: Candidate) -> None:
        self._candidate = candidate
        self.query_one("#reply").display = False
        self.query_one("#comparing").display = True
        self.query_one("#title", Static).update(_answers(candidate))
        self.query_one("#who", Static).update(
            clean(
                _(
                    "Telephone {name}, or meet, and type the six words that {name} reads from the "
                    "screen. They show that nobody changed the reply on its way."
                ).format(name=candidate.name)
            )
        )
        self.query_one("#words", Field).enter()

    def _accept(self, candidate: Candidate) -> None:
        register, field = self.app.opened, self.query_one("#words", Field)
        words = field.value.strip()
        if not words:
            field.complain(_("Type the words as {name} reads them.").format(name=candidate.name))
            field.enter()
            return
        field.complain("")
        self.carry_out(
            lambda: joining.accept(register, candidate, words),
            self._say_accepted,
            saves=True,
        )

    # Afterwards

    def _say_accepted(self, member: Member) -> None:
        self._member = member
        self.query_one("#comparing").display = False
        self.query_one("#title").display = False
        self.query_one("#accepted", Static).update(_afterwards(self.app.opened, member))
        self.set_focus(None)
        self.refresh_bindings()


def _answers(candidate: Candidate) -> str:
    role = shown("role", candidate.role)
    if candidate.units:
        role = f"{role}: {', '.join(candidate.units)}"
    return clean(_("{name} answers   {role}").format(name=candidate.name, role=role))


def _afterwards(register: Register, member: Member) -> Content:
    """That somebody is a member now, and which keys others have to give."""
    name = member.name
    pane = Pane()
    pane.title(_("✓ {name} is a member now").format(name=name))
    pane.gap()
    pane.line(_("Tell {name}: the register opens with their own passphrase.").format(name=name))
    held = next(each for each in members.listed(register) if each.member.id == member.id)
    units = register.records.units
    closed = [units[unit] for unit in member.units if unit in units and unit not in held.secrets]
    if closed:
        pane.heading(_("Keys that you could not give"))
    for unit in closed:
        names = rights.openers(register, unit)
        said = (
            _("The passwords of {unit}: ask {names} to grant them to {name}.")
            if names
            else _("The passwords of {unit}: only the recovery kit opens them.")
        )
        pane.mark(
            Health.MEDIUM,
            said.format(unit=unit.called(current()), names=", ".join(names), name=name),
        )
    if member.role == COORDINATOR:
        pane.gap()
        pane.line(
            _(
                "{name} opens no passwords so far. [g members.grant] among the members grants them."
            ).format(name=name),
            "quiet",
        )
    pane.gap()
    pane.line(_("[F5 accept.next] goes back to the members."), "quiet")
    return pane.content
