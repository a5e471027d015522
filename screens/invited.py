"""An invitation that was made: where it is, and what comes next."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.page import Sheet
from screens.pane import Pane
from screens.text import clean_lines
from screens.widgets.scroll import Scroll
from somesec.language import N_, _, show_date
from somesec.register import joining


class Invited(Sheet):
    PLACE = N_("Invite")
    HELP_TEXT = N_(
        "The invitation may go by email: whoever reads it on the way learns names and nothing "
        "else. That it is answered by the right person you hear on the telephone."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", N_("Copy"), id="invited.copy", tooltip=N_("Copy the invitation")),
    ]
    AUTO_FOCUS = "#invited"

    def __init__(self, text: str, file: str) -> None:
        super().__init__()
        self._text, self._file = text, file
        self._invited = joining.invited(text)

    def body(self) -> ComposeResult:
        name = self._invited.name
        pane = Pane()
        pane.title(_("{name} is invited").format(name=name))
        pane.gap()
        steps = [
            _("Send the file {file} to {name}.").format(file=self._file, name=name)
            if self._file
            else _("Send the text below to {name}: [c invited.copy] copies it.").format(name=name),
            _(
                "{name} opens somesec, chooses 'I have an invitation' with [F3 unlock.invitation], "
                "and sends you a reply, at the latest on {day}."
            ).format(name=name, day=show_date(self._invited.last_day)),
            _(
                "Telephone {name}, or meet. Read out the register's words; {name} compares them."
            ).format(name=name),
            _(
                "Then press [a members.accept] among the members, and let {name} read six words to "
                "you."
            ).format(name=name),
        ]
        for number, step in enumerate(steps, start=1):
            pane.step(number, step)
        pane.heading(_("The register's words"))
        pane.words(self._invited.register_words)
        with Scroll(id="invited", classes="sheet"):
            yield Static(pane.content, markup=False)
            if not self._file:
                yield Static(clean_lines(self._text), id="text", markup=False)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._text)
        self.app.say(_("Sent to the terminal's clipboard."))
