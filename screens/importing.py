"""Reading in a file: what would come in is shown first, and only then does it come in."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, ProgressBar, Select, Static

from screens.marks import UNKNOWN
from screens.messages import Progress
from screens.page import Sheet
from screens.pane import Pane
from screens.text import clean
from screens.widgets.field import ChoiceField, Field, TextField
from screens.widgets.password import PasswordInput
from somesec.errors import SomesecError
from somesec.language import N_, _
from somesec.register import imports

_MOST_LINES = 200


class Importing(Sheet):
    CSS_PATH = "importing.tcss"
    PLACE = N_("Import")
    HELP_TEXT = N_(
        "Reads a spreadsheet saved as CSV (accounts, units or people), or a file of KeePassXC, "
        "KeePass, Bitwarden, 1Password, Chrome, Firefox or LastPass. F5 first shows what would "
        "come in and changes nothing; F5 again carries it out. Reading the same file twice adds "
        "nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "next", N_("Go on"), id="import.next"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._plan: imports.Plan | None = None
        self._working = False

    def body(self) -> ComposeResult:
        kinds = [
            (_("a password file, or as its columns say"), "auto"),
            (_("accounts"), "accounts"),
            (_("units"), "units"),
            (_("people"), "people"),
        ]
        with VerticalScroll(classes="sheet", can_focus=False):
            yield Static(_("Read in a file"), classes="title", markup=False)
            yield TextField("file", _("File"), "accounts.csv")
            yield ChoiceField("kind", _("What is in it"), kinds, value="auto")
            yield Field("passphrase", _("Its own passphrase"), PasswordInput())
            yield Static(id="next", classes="quiet", markup=False)
            yield ProgressBar(id="progress", show_eta=False)
            yield Static(id="error", classes="error", markup=False)
            yield Static(id="plan", markup=False)

    def on_mount(self) -> None:
        self.query_one("#progress").display = False
        self._say_next()
        self.query_one("#file Input").focus()

    def _say_next(self) -> None:
        self.query_one("#next", Static).update(
            _("F5 reads it in.") if self._plan else _("F5 shows what would come in.")
        )

    @on(Input.Changed)
    @on(Select.Changed)
    def _other_file(self) -> None:
        self._plan = None
        self.query_one("#plan", Static).update("")
        self._say_next()

    @on(Input.Submitted)
    def action_next(self) -> None:
        if self._working:
            return
        self.query_one("#error", Static).update("")
        if self._plan is None:
            self._look()
        else:
            self._carry_out(self._plan)

    def _look(self) -> None:
        register = self.app.opened
        file = Path(self.query_one("#file", Field).value.strip()).expanduser()
        kind = self.query_one("#kind", Field).value
        passphrase = self.query_one("#passphrase", Field).value or None
        self._begin()
        self.app.carry_out(
            lambda: imports.plan(
                register,
                file,
                kind=kind if kind != "auto" else None,
                passphrase=passphrase,
            ),
            self._show_plan,
            owner=self,
            failed=self._failed,
        )

    def _show_plan(self, plan: imports.Plan) -> None:
        self._end()
        self._plan = plan
        pane = Pane()
        pane.heading(str(plan.summary()))
        for line in plan.new[:_MOST_LINES]:
            pane.line(f"+ {line}")
        if len(plan.new) > _MOST_LINES:
            pane.line(_("and {count} more").format(count=len(plan.new) - _MOST_LINES), "quiet")
        for line in plan.left_out:
            pane.line(f"– {line}", "quiet")
        for line in plan.notes:
            pane.line(f"{UNKNOWN} {line}", "quiet")
        self.query_one("#plan", Static).update(pane.content)
        self._say_next()

    def _carry_out(self, plan: imports.Plan) -> None:
        register, told = self.app.opened, self.app.progress_to(self)
        self._begin()
        self.app.carry_out(
            lambda: imports.carry_out(register, plan, told),
            self._done,
            owner=self,
            failed=self._failed,
            saves=True,
        )

    def _done(self, plan: imports.Plan) -> None:
        self._end()
        self.app.say(str(plan.summary()))
        self.dismiss(None)

    def _begin(self) -> None:
        self._working = True
        self.query_one("#progress", ProgressBar).update(total=None, progress=0)
        self.query_one("#progress").display = True

    def _end(self) -> None:
        self._working = False
        self.query_one("#progress").display = False

    def _failed(self, error: SomesecError) -> None:
        self._end()
        self.query_one("#error", Static).update(clean(str(error)))

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        self.query_one("#progress", ProgressBar).update(total=message.total, progress=message.done)

    def action_back(self) -> None:
        if self._working:
            self.app.say(_("Reading in goes on; it is safe to wait."))
        else:
            self.dismiss(None)
