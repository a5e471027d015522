"""A page that looks something up: what is asked, how far it has come, what was found, what next."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, ProgressBar, Static

from screens.act import Act
from screens.marks import Health
from screens.messages import Progress
from screens.pane import Pane
from screens.widgets.field import Field
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from somesec.errors import SomesecError
from somesec.language import N_, _
from somesec.register import Register
from somesec.register.facts import CheckResult

T = TypeVar("T")
Tell = Callable[[int, int], None]


class StoppedError(SomesecError):
    """Somebody pressed the key that stops a check."""


@dataclass(frozen=True)
class Line:
    """A line of what was found. `account` is the account it is about, if it is about one."""

    name: str
    said: str
    health: Health = Health.HIGH
    account: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of it in one sentence, line by line, and what to do next."""

    headline: str
    health: Health
    lines: Sequence[Line] = ()
    steps: Sequence[str] = field(default_factory=tuple)


class Check(Act, Generic[T]):
    """Subclasses say what is asked, how it is done, and what came of it."""

    INTRO: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "start", N_("Start"), id="check.start"),
        Binding("f8", "stop", N_("Stop"), id="check.stop"),
        Binding("r", "rotate", N_("Rotate"), id="check.rotate", tooltip=N_("Change the password")),
        Binding("o", "account", N_("Open the account"), id="check.open"),
    ]
    AUTO_FOCUS = "#fields Input, #fields Select"

    def __init__(self) -> None:
        super().__init__()
        self._is_stopped = False
        self._found: dict[str, Line] = {}

    # What a check of one kind says

    def fields(self) -> ComposeResult:
        """What is asked before it starts."""
        yield from ()

    @abstractmethod
    def prepared(self) -> Callable[[Tell], T] | None:
        """The work, with what was asked taken from the fields; None where a field complains. The
        work is done in a thread and is told how to say how far it has come."""

    @abstractmethod
    def outcome(self, result: T) -> Outcome:
        """What came of it."""

    # The page

    def body(self) -> ComposeResult:
        with Vertical(classes="sheet"):
            yield Static(_(self.PLACE), classes="title", markup=False)
            yield Static(_(self.INTRO), id="intro", classes="quiet", markup=False)
            with Scroll(id="fields", can_focus=False):
                yield from self.fields()
            yield from self.ending()
            yield Static(id="outcome", markup=False)
            found = Rows(
                Column("name", "", least=18, sortable=False),
                Column("said", "", least=24, sortable=False),
                titles=False,
                id="found",
            )
            found.display = False
            yield found
            yield Static(id="said", markup=False)
            yield Static(id="steps", markup=False)

    def value(self, name: str) -> str:
        """What is in a field."""
        return self.query_one(f"#{name}", Field).value.strip()

    def complain_at(self, name: str, text: str) -> None:
        """Says what is wrong with a field, and goes there."""
        here = self.query_one(f"#{name}", Field)
        here.complain(text)
        here.enter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            return self.is_working
        if action == "start":
            return not self.is_working
        if action in ("rotate", "account"):
            return self._chosen is not None
        return True

    @on(Input.Submitted)
    def action_start(self) -> None:
        if self.is_working:
            return
        for one in self.query(Field):
            one.complain("")
        work = self.prepared()
        if work is None:
            return
        self._is_stopped = False
        tell = self.app.progress_to(self)

        def told(done: int, total: int) -> None:
            if self._is_stopped:
                raise StoppedError(_("Stopped. What was not answered yet stays as it was."))
            tell(done, total)

        self._show(Outcome("", Health.IN_ORDER))
        self.query_one("#progress", ProgressBar).update(total=None, progress=0)
        # It may take minutes: no save that others wait for.
        self.carry_out(lambda: work(told), self._done, saves=False)
        self.refresh_bindings()

    def action_stop(self) -> None:
        self._is_stopped = True
        self.app.say(_("It stops after what is under way."))

    def _done(self, result: T) -> None:
        self._show(self.outcome(result))
        self.app.look_again()
        self.refresh_bindings()

    def failed(self, error: SomesecError) -> None:
        super().failed(error)
        self.refresh_bindings()

    def _show(self, outcome: Outcome) -> None:
        self.query_one("#intro").display = not outcome.headline
        pane = Pane()
        if outcome.headline:
            pane.mark(outcome.health, outcome.headline)
        self.query_one("#outcome", Static).update(pane.content)
        self._found = {str(number): line for number, line in enumerate(outcome.lines)}
        rows = self.query_one("#found", Rows)
        rows.show(
            [
                Row(
                    key,
                    (
                        Cell(line.name, "strong"),
                        Cell(f"{line.health.shape} {line.said}", line.health.tone),
                    ),
                )
                for key, line in self._found.items()
            ]
        )
        rows.display = bool(self._found)
        # What is next stands right below a short list.
        rows.styles.max_height = max(1, len(self._found))
        self.query_one("#said").display = bool(self._found)
        if self._found:
            rows.focus()
        steps = Pane()
        if outcome.steps:
            steps.heading(_("What next"))
        for number, step in enumerate(outcome.steps, 1):
            steps.step(number, step)
        self.query_one("#steps", Static).update(steps.content)

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        self.query_one("#progress", ProgressBar).update(total=message.total, progress=message.done)

    # What was found

    @property
    def _chosen(self) -> UUID | None:
        if not self.is_mounted:
            return None
        line = self._found.get(self.query_one("#found", Rows).key or "")
        return line.account if line else None

    @on(Rows.Highlighted)
    def _other_line(self) -> None:
        """Says the line under the cursor in full, for where the list has no room."""
        line = self._found.get(self.query_one("#found", Rows).key or "")
        pane = Pane()
        if line is not None:
            pane.line(f"{line.name}: {line.said}", "quiet")
        self.query_one("#said", Static).update(pane.content)
        self.refresh_bindings()

    @on(Rows.Chosen)
    def action_rotate(self) -> None:
        from screens.rotation import Rotation

        if self._chosen:
            self.app.open(Rotation(self._chosen))

    def action_account(self) -> None:
        if self._chosen:
            account = self._chosen
            app = self.app
            self.dismiss(None)
            app.go_to_account(account)

    def action_back(self) -> None:
        if self.is_working:
            self.app.say(_("It is still under way. [F8 check.stop] stops it."))
        else:
            self.dismiss(None)


def lines_of(register: Register, result: CheckResult, found: str) -> list[Line]:
    """The accounts that a check of passwords found, then those of which nothing is known."""
    known = register.records.accounts
    lines = [Line(known[one].name, found, Health.HIGH, one) for one in result.found if one in known]
    lines += [
        Line(
            known[one].name,
            _("not known: {reason}").format(reason=_(reason)),
            Health.UNKNOWN,
            one,
        )
        for one, reason in result.unknown
        if one in known
    ]
    return lines


def health_of(result: CheckResult) -> Health:
    """How a check of passwords came out."""
    if result.found:
        return Health.HIGH
    return Health.UNKNOWN if result.unknown else Health.IN_ORDER
