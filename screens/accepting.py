"""Accepting the reply to an invitation, once the newcomer has read six words aloud."""

import secrets
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from screens.act import Act
from screens.marks import STYLES, Health
from screens.pane import Pane
from screens.text import clean
from screens.text_file import read_text
from screens.widgets.field import Field, NotesField, TextField
from somesec.language import N_, _, current
from somesec.register import Member, Register, joining, members, rights
from somesec.register.joining import Candidate
from somesec.register.labels import shown
from somesec.register.roles import COORDINATOR

_BLANK = "····"


class Accepting(Act):
    CSS_PATH = "accepting.tcss"
    PLACE = N_("Accept a reply")
    HELP_TEXT = N_(
        "Takes in what somebody answered to an invitation. On its way the reply may have been "
        "exchanged for another's. The six words tell: whoever sent this reply has the same ones on "
        "the screen. Hear them from a voice that you know, and type the one that is missing here. "
        "If one of them is another word, do not accept it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("Go on"), id="accept.next"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._candidate: Candidate | None = None
        self._member: Member | None = None
        self._asked = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(classes="sheet", can_focus=False):
            yield Static(_("Accept a reply"), id="title", classes="title", markup=False)
            with Vertical(id="reply"):
                yield TextField("file", _("File of the reply"))
                yield NotesField("text", _("or its text"))
            with Vertical(id="comparing"):
                yield Static(id="who", markup=False)
                yield Static(id="words", markup=False)
                yield TextField("word", "")
                yield Static(id="warning-words", classes="quiet", markup=False)
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
        self._asked = secrets.randbelow(len(candidate.words))
        self.query_one("#reply").display = False
        self.query_one("#comparing").display = True
        self.query_one("#title", Static).update(_answers(candidate))
        name = candidate.name
        self.query_one("#who", Static).update(
            clean(
                _(
                    "Telephone {name}, or meet, and let {name} read you the six words on their "
                    "screen. Follow here, word by word, and type the one that is missing."
                ).format(name=name)
            )
        )
        self.query_one("#words", Static).update(self._words(candidate))
        self.query_one("#word .label", Static).update(
            _("Word {number}").format(number=self._asked + 1)
        )
        self.query_one("#warning-words", Static).update(
            clean(
                _(
                    "If one of the others is another word at {name}'s, do not accept it: press "
                    "Escape, and make a new invitation."
                ).format(name=name)
            )
        )
        self.query_one("#word", Field).enter()

    def _words(self, candidate: Candidate) -> Content:
        lines = []
        for number, word in enumerate(candidate.words):
            is_asked = number == self._asked
            lines.append(
                Content.assemble(
                    (f"  {number + 1}  ", STYLES["quiet"]),
                    (_BLANK if is_asked else word, STYLES["accent"] if is_asked else "bold"),
                )
            )
        return Content("\n").join(lines)

    def _accept(self, candidate: Candidate) -> None:
        register, field = self.app.opened, self.query_one("#word", Field)
        typed = field.value.strip()
        if not typed:
            field.complain(_("Type the word as {name} reads it.").format(name=candidate.name))
            field.enter()
            return
        field.complain("")
        words = [*candidate.words[: self._asked], typed, *candidate.words[self._asked + 1 :]]
        self.carry_out(
            lambda: joining.accept(register, candidate, " ".join(words)),
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
            _("{name} opens no passwords so far. g among the members grants them.").format(
                name=name
            ),
            "quiet",
        )
    pane.gap()
    pane.line(_("F5 goes back to the members."), "quiet")
    return pane.content
