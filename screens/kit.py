"""A recovery kit, shown once, right after it is made."""

import os
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Checkbox, Input, Static

from screens.page import Sheet
from screens.text import clean, clean_lines
from screens.widgets.scroll import Scroll
from screens.widgets.text_input import TextInput
from screens.widgets.tick import Tick
from somesec.errors import SomesecError
from somesec.language import N_, _
from somesec.reasons import reason_of
from somesec.register import RecoveryKit


class Kit(Sheet):
    PLACE = N_("Recovery kit")
    HELP_TEXT = N_(
        "This page is shown once. Print it or write the key down, and keep the paper where the "
        "town's other important papers are kept. A file of it opens the register as well: print "
        "it, then delete it. If it is lost, or the register locks before you have it, make a new "
        "one, under Members and keys."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "file", N_("Save to a file"), id="kit.save"),
        Binding("f5", "go_on", N_("Go on"), id="kit.on"),
    ]
    AUTO_FOCUS = "#kit-scroll"

    def __init__(self, kit: RecoveryKit) -> None:
        super().__init__()
        self._kit = kit

    def body(self) -> ComposeResult:
        with Scroll(id="kit-scroll", classes="sheet"):
            kit = Static(clean_lines(self._kit.text()), id="kit-text", markup=False)
            yield kit
        with Horizontal(id="saving"):
            yield TextInput(placeholder=_("File to save it to"), id="file")
        yield Static(id="error", classes="error", markup=False)
        with Horizontal(id="answer"):
            yield Tick(_("I have it on paper, in a safe place"), id="written", compact=True)
            yield Button(_("Go on"), id="on", compact=True, disabled=True, variant="primary")

    def on_mount(self) -> None:
        self.query_one("#saving").display = False

    def action_file(self) -> None:
        self.query_one("#saving").display = True
        self.query_one("#file").focus()

    @on(Input.Submitted, "#file")
    def _save(self, event: Input.Submitted) -> None:
        file = Path(event.value.strip()).expanduser()
        text = self._kit.text()

        def saved(_nothing: None) -> None:
            self.query_one("#saving").display = False
            self.query_one("#error", Static).update("")
            self.query_one("#written").focus()
            self.app.say(_("Saved to {file}. Print it, then delete it.").format(file=file))

        def failed(error: SomesecError) -> None:
            self.query_one("#error", Static).update(clean(str(error)))

        self.app.carry_out(lambda: _write(file, text), saved, owner=self, failed=failed)

    @on(Checkbox.Changed, "#written")
    def _written(self, event: Checkbox.Changed) -> None:
        self.query_one("#on").disabled = not event.value

    def action_back(self) -> None:
        self.action_go_on()

    def action_go_on(self) -> None:
        """Goes on once the kit is on paper."""
        if self.query_one("#written", Checkbox).value:
            self._on()
        else:
            self.query_one("#written").focus()
            self.query_one("#error", Static).update(
                _("It is not shown again. Once you have it on paper, tick that with the space bar.")
            )

    @on(Button.Pressed, "#on")
    def _on(self) -> None:
        self.app.kit_is_safe()
        self.dismiss(None)


def _write(file: Path, text: str) -> None:
    from somesec.errors import InputError

    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise InputError(
            _("{file} exists already. Choose another name.").format(file=file)
        ) from None
    except OSError as error:
        raise InputError(
            _("{file} cannot be written: {reason}.").format(file=file, reason=reason_of(error))
        ) from None
