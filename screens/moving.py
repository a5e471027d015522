"""The register at another place, and out of use at the old one."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.confirm import Confirm
from screens.page import Sheet
from screens.pane import Pane
from screens.text import clean
from screens.widgets.new_file import NewFileField
from screens.widgets.scroll import Scroll
from somesec.errors import InputError
from somesec.language import N_, _
from somesec.register import Register, moving
from somesec.register.place import Place, place_named


class Moving(Act):
    PLACE = N_("Move it")
    HELP_TEXT = N_(
        "Name a file that is not there yet, or the address of a schema on a server, such as "
        "postgresql://aino@db.testila.fi/some, that somebody has made for it. All of the register "
        "is taken there and checked; the old file is kept under another name."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "move", N_("Move"), id="move.do"),
    ]

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet keeping", can_focus=False):
            yield Static(_("Move the register"), classes="title", markup=False)
            yield Static(
                clean(_("Now at {place}").format(place=self.app.place)),
                classes="quiet",
                markup=False,
            )
            yield NewFileField("to", _("Move it to"), _("a new file, or a server's address"))
            yield from self.ending()

    def on_mount(self) -> None:
        self.query_one(NewFileField).enter()

    @on(Input.Submitted)
    def action_move(self) -> None:
        field = self.query_one(NewFileField)
        if not field.value.strip():
            field.complain(_("Fill this in."))
            return
        try:
            to = place_named(field.value.strip())
        except InputError as error:
            field.complain(str(error))
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._move(to)

        self.app.open(
            Confirm(
                _(
                    "Move the register to {place}? Every member must be told: at the old place "
                    "nobody writes any more."
                ).format(place=to),
                _("Move"),
                _("Go back"),
            ),
            answered,
        )

    def _move(self, to: Place) -> None:
        register = self.app.opened
        before = register.place

        def move() -> tuple[Path | None, Register]:
            kept = moving.move(register, to)
            return kept, register.at(to)

        def moved(done: tuple[Path | None, Register]) -> None:
            kept, there = done
            self.app.enter_instead(there, Moved(before, kept))

        self.carry_out(move, moved, saves=True)


class Moved(Sheet):
    """What is left of it where it was, and whom to tell."""

    PLACE = N_("Moved")
    HELP_TEXT = N_("The register is in use at its new place. Escape goes on.")
    AUTO_FOCUS = "#scroll"

    def __init__(self, before: Place, kept: Path | None) -> None:
        super().__init__()
        self._before, self._kept = before, kept

    def body(self) -> ComposeResult:
        pane = Pane()
        pane.title(_("✓ The register is moved"))
        pane.gap()
        pane.line(
            _(
                "It is now {place}. Tell every member, who names that at unlocking: "
                "[F2 unlock.other]."
            ).format(place=self.app.place)
        )
        pane.gap()
        if self._kept is not None:
            pane.line(_("The old file is out of use and kept: {file}.").format(file=self._kept))
        else:
            pane.line(
                _(
                    "All of it is still in {place} too, where nobody may use it any more. Have the "
                    "schema dropped there once everybody uses the new place."
                ).format(place=self._before)
            )
        with Scroll(id="scroll", classes="sheet keeping"):
            yield Static(pane.content, markup=False)
