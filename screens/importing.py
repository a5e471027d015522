"""Reading in a file: what would come in is shown first, and only then does it come in."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, ProgressBar, Select, Static

from screens.marks import UNKNOWN
from screens.messages import Progress
from screens.page import Sheet
from screens.pane import Pane
from screens.text import clean, clean_lines
from screens.widgets.field import ChoiceField, Field, FileField, TextField
from screens.widgets.password import PasswordInput
from screens.widgets.scroll import Scroll
from somesec.errors import LockedError, SomesecError
from somesec.language import N_, Message, _, ngettext, pgettext
from somesec.model import Person
from somesec.register import imports

_MOST_LINES = 200
AUTO = "auto"
# What a file may be: one of our own tables, or another program's.
_PROGRAMS = {
    "kdbx": "KeePass, KeePassXC (KDBX)",
    "keepassxc": "KeePassXC (CSV)",
    "bitwarden": "Bitwarden",
    "1password": "1Password (CSV, 1PUX)",
    "chrome": "Chrome, Edge",
    "firefox": "Firefox",
    "lastpass": "LastPass",
    "pass": "pass",
}


class Importing(Sheet):
    """`kind` is what the file is taken for at first: one of our tables, or AUTO."""

    PLACE = N_("Import")
    HELP_TEXT = N_(
        "Reads a table of ours saved as CSV (accounts, units or people), or the passwords of "
        "KeePass, KeePassXC, Bitwarden, 1Password, Chrome, Edge, Firefox or LastPass. "
        "[F5 import.next] first shows what would come in and changes nothing; [F5 import.next] "
        "again carries it out, all of it or nothing. Reading the same file twice adds nothing. The "
        "down key in the file's field shows the files there."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "next", N_("Go on"), id="import.next"),
        Binding("f3", "more", N_("More choices"), id="import.more"),
        Binding("f4", "findings", N_("Findings"), id="import.findings"),
    ]

    def __init__(self, kind: str = AUTO) -> None:
        super().__init__()
        self._kind = kind
        self._plan: imports.Plan | None = None
        self._working = False
        self._is_done = False

    def body(self) -> ComposeResult:
        kinds = [
            (_("told from the file"), AUTO),
            (_("our table of accounts"), "accounts"),
            (_("our table of units"), "units"),
            (_("our table of people"), "people"),
            *((program, source) for source, program in _PROGRAMS.items()),
        ]
        yes_or_no = [(_("yes"), "yes"), (_("no"), "no")]
        units = sorted(unit.name for unit in self.app.opened.records.units.values())
        with Scroll(classes="sheet", can_focus=False):
            yield Static(_("Read in a file"), classes="title", markup=False)
            yield FileField("file", _("File"), "accounts.csv")
            yield ChoiceField("kind", _("What is in it"), kinds, value=self._kind)
            yield Field("passphrase", _("Its own passphrase"), PasswordInput())
            yield TextField("unit", _("Unit of the accounts"), suggestions=units)
            yield FileField("key_file", _("Its key file"))
            yield ChoiceField("update", _("Change what is there"), yes_or_no, value="no")
            yield ChoiceField("strict", _("Known names only"), yes_or_no, value="no")
            yield Static(id="next", classes="quiet", markup=False)
            yield ProgressBar(id="progress", show_eta=False)
            yield Static(id="error", classes="error", markup=False)
            yield Static(id="plan", markup=False)

    def on_mount(self) -> None:
        self.query_one("#progress").display = False
        for name in ("key_file", "strict", "update"):
            self.query_one(f"#{name}").display = False
        self._fit_fields()
        self._say_next()
        self.query_one("#file Input").focus()

    def _fit_fields(self) -> None:
        """Shows the fields that go with what is in the file."""
        is_ours = self._value("kind") in imports.KINDS
        self.query_one("#passphrase").display = not is_ours
        self.query_one("#unit").display = not is_ours

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Field).value.strip()

    def _say_next(self) -> None:
        self.query_one("#next", Static).update(
            _("[F5 import.next] reads it in.")
            if self._plan
            else _("[F5 import.next] shows what would come in.")
        )

    @on(Input.Changed)
    @on(Select.Changed)
    def _other_file(self) -> None:
        if self._is_done or not self.is_mounted:
            return
        self._plan = None
        self.query_one("#plan", Static).update("")
        self.query_one("#error", Static).update("")
        self.query_one("#passphrase", Field).complain("")
        self._fit_fields()
        self._say_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "findings":
            return self._is_done
        return not self._is_done if action in ("next", "more") else True

    def action_more(self) -> None:
        """Shows the choices that are seldom needed."""
        for name in ("key_file", "strict", "update"):
            self.query_one(f"#{name}").display = True
        self.query_one("#key_file", Field).enter()

    @on(Input.Submitted)
    def action_next(self) -> None:
        if self._working or self._is_done:
            return
        self.query_one("#error", Static).update("")
        if self._plan is None:
            self._look()
        else:
            self._carry_out(self._plan)

    def _look(self) -> None:
        if not self._value("file"):
            self.query_one("#error", Static).update(_("Name a file first."))
            return
        register, kind = self.app.opened, self._value("kind")
        file, key_file = Path(self._value("file")).expanduser(), self._value("key_file")
        # Spaces at the ends of a passphrase count.
        passphrase = self.query_one("#passphrase", Field).value or None
        unit, strict, update = self._value("unit"), self._value("strict"), self._value("update")
        is_ours, told = kind in imports.KINDS, self.app.progress_to(self)
        self._begin()
        self.app.carry_out(
            lambda: imports.plan(
                register,
                file,
                kind=kind if is_ours else None,
                source=imports.AUTO if is_ours else kind,
                unit=unit or None,
                passphrase=passphrase,
                key_file=Path(key_file).expanduser() if key_file else None,
                strict=strict == "yes",
                update=update == "yes",
                progress=told,
            ),
            self._show_plan,
            owner=self,
            failed=self._failed,
        )

    def _show_plan(self, plan: imports.Plan) -> None:
        self._end()
        self._plan = None if plan.is_empty else plan
        pane = Pane()
        pane.heading(str(plan.summary()))
        if plan.is_empty:
            pane.line(_("Nothing of it would change the register."))
        _add(pane, pgettext("records", "New"), "+", plan.new)
        _add(pane, _("Changed"), "~", plan.changed)
        _add(pane, _("There with other values, and left as they are"), "=", plan.differing)
        _add(pane, _("Left out"), "–", plan.left_out)
        _add(pane, pgettext("of an import", "Notes"), UNKNOWN, plan.notes)
        self.query_one("#plan", Static).update(pane.content)
        self._say_next()
        self.call_after_refresh(self.query_one("#next").scroll_visible, top=True, animate=False)

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
        self._is_done = True
        file = self._value("file")
        for field in self.query(Field):
            field.display = False
        self.query_one("#next", Static).update("")
        pane = Pane()
        pane.line("✓ " + _("It is in the register now."), "accent")
        pane.gap()
        pane.line(str(plan.summary()))
        pane.heading(_("What next"))
        number = 1
        if plan.secrets:
            pane.step(number, _("Delete {file}: it holds passwords.").format(file=file))
            number += 1
        for said in _next_steps(plan):
            pane.step(number, said)
            number += 1
        pane.step(number, _("[F4 import.findings] shows what the guideline says of what came in."))
        _add(pane, _("Left out"), "–", plan.left_out)
        _add(pane, pgettext("of an import", "Notes"), UNKNOWN, plan.notes)
        self.query_one("#plan", Static).update(pane.content)
        self.query_one(".title", Static).update(clean(Path(file).name))
        self.set_focus(None)
        self.refresh_bindings()

    def action_findings(self) -> None:
        app = self.app
        self.dismiss(None)
        app.action_go("findings")

    def _begin(self) -> None:
        self._working = True
        self.query_one("#progress", ProgressBar).update(total=None, progress=0)
        self.query_one("#progress").display = True

    def _end(self) -> None:
        self._working = False
        self.query_one("#progress").display = False

    def _failed(self, error: SomesecError) -> None:
        self._end()
        self._plan = None
        self._say_next()
        said = clean_lines(str(error))
        passphrase = self.query_one("#passphrase", Field)
        if isinstance(error, LockedError) and passphrase.display:
            passphrase.complain(said)
            passphrase.enter()
        else:
            self.query_one("#error", Static).update(said)

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        self.query_one("#progress", ProgressBar).update(total=message.total, progress=message.done)

    def action_back(self) -> None:
        if self._working:
            self.app.say(_("Reading in goes on; it is safe to wait."))
        else:
            self.dismiss(None)


def _add(pane: Pane, heading: str, mark: str, lines: list[Message]) -> None:
    if not lines:
        return
    pane.heading(f"{heading}   {len(lines)}")
    for line in lines[:_MOST_LINES]:
        pane.line(f"{mark} {line}")
    if len(lines) > _MOST_LINES:
        pane.line(_("and {count} more").format(count=len(lines) - _MOST_LINES), "quiet")


def _next_steps(plan: imports.Plan) -> Iterator[str]:
    """What to do about people that came in by name alone."""
    made = sum(isinstance(card, Person) and not card.listed for card in plan.cards.values())
    if made:
        yield ngettext(
            "{count} person is known by name only: read in a table of people, or edit them.",
            "{count} people are known by name only: read in a table of people, or edit them.",
            made,
        ).format(count=made)
