"""Files kept as evidence of an incident: added, and taken out again."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.saving import SaveFile
from screens.widgets.field import Field, FileField
from screens.widgets.scroll import Scroll
from somesec.language import N_, _, show_date
from somesec.model import Evidence
from somesec.register import evidence


class KeepFile(Act):
    PLACE = N_("Add evidence")
    HELP_TEXT = N_(
        "A picture, a PDF or a page that a browser saved, of at most 20 MiB. It is copied into the "
        "register and sealed there; then delete the file. [F5 evidence.keep] keeps it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "keep", N_("Keep"), id="evidence.keep"),
    ]
    AUTO_FOCUS = "#file Input"

    def __init__(self, incident: UUID) -> None:
        super().__init__()
        self._incident = incident

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet", can_focus=False):
            yield Static(_(self.PLACE), classes="title", markup=False)
            yield Static(_(self.HELP_TEXT), classes="quiet", markup=False)
            yield Static("", markup=False)
            yield FileField("file", _("File"))
            yield from self.ending()

    @on(Input.Submitted)
    def action_keep(self) -> None:
        register, incident = self.app.opened, self._incident
        name = self.query_one("#file", Field).value.strip()
        if not name:
            self.complain(_("Say which file."))
            return
        file = Path(name).expanduser()

        def kept(made: Evidence) -> None:
            self.app.say(
                _("Kept '{name}', SHA-256 {digest}.").format(
                    name=made.file_name, digest=made.sha256.hex()
                )
            )
            self.dismiss(None)

        self.carry_out(lambda: evidence.add(register, incident, file), kept, saves=True)


class TakeFileOut(SaveFile):
    PLACE = N_("Take evidence out")
    INTRO = N_("Whoever opens the file sees what it shows. The trail keeps that it was taken out.")

    def __init__(self, incident: UUID, kept: Evidence) -> None:
        super().__init__()
        self._incident, self._kept = incident, kept

    def _named(self, form: str) -> str:
        # What the file was called is a label, never a way to a place.
        return Path(self._kept.file_name).name

    def made(self, form: str) -> Callable[[], bytes]:
        register, incident, kept = self.app.opened, self._incident, self._kept
        return lambda: evidence.taken_out(register, incident, kept)

    def said(self, file: Path) -> str:
        return _("Written to {file}: SHA-256 {digest}, kept since {day}.").format(
            file=file,
            digest=self._kept.sha256.hex(),
            day=show_date(self._kept.added_at.date()),
        )
