"""A page on which F5 does one thing, which may take a while and may fail."""

from collections.abc import Callable
from typing import TypeVar

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import ProgressBar

from screens.confirm import ask_to_leave
from screens.page import Sheet
from screens.text import clean
from screens.widgets.field import Field
from screens.widgets.notice import Notice
from somesec.errors import SomesecError
from somesec.language import _

T = TypeVar("T")


class Act(Sheet):
    """A body ends with `ending`."""

    def __init__(self) -> None:
        super().__init__()
        self.is_working = False
        self._at_first: dict[Field, str] = {}

    def on_mount(self) -> None:
        self._at_first = {field: field.value for field in self.query(Field)}

    def is_unsaved(self) -> bool:
        """Whether something was typed into a field that is still to be used."""
        return any(
            field.value.strip() != self._at_first.get(field, "") and _is_shown(field)
            for field in self.query(Field)
        )

    def action_back(self) -> None:
        if not self.is_unsaved():
            self.dismiss(None)
            return
        ask_to_leave(
            self.app,
            lambda: self.dismiss(None),
            _("What you typed is not used yet. Leave without it?"),
        )

    def ending(self) -> ComposeResult:
        """The line that moves while the work is done, and what is wrong."""
        progress = ProgressBar(id="progress", show_eta=False, show_percentage=False)
        progress.display = False
        yield progress
        yield Notice("error", classes="error")

    def carry_out(self, act: Callable[[], T], then: Callable[[T], None], *, saves: bool) -> None:
        """Does the work once, however often its key is pressed, and says where it failed."""
        if self.is_working:
            return
        self._working(True)
        self.complain("")

        def done(answer: T) -> None:
            self._working(False)
            then(answer)

        self.app.carry_out(act, done, owner=self, failed=self.failed, saves=saves)

    def failed(self, error: SomesecError) -> None:
        """Says what is wrong."""
        self._working(False)
        self.complain(str(error))

    def complain(self, text: str) -> None:
        """Says what is wrong; nothing when the text is empty."""
        error = self.query_one("#error", Notice)
        error.update(clean(text))
        if text:
            error.scroll_visible()

    def _working(self, working: bool) -> None:
        self.is_working = working
        self.query_one("#progress").display = working


def _is_shown(field: Field) -> bool:
    return all(node.display for node in field.ancestors_with_self if isinstance(node, Widget))
