"""A list, and beside or under it all about the row that the cursor is on."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from screens.page import Page
from screens.widgets.detail import Detail
from screens.widgets.rows import Column, Row, Rows
from screens.widgets.scroll import Scroll
from somesec.language import _


class Listed(Page):
    """Subclasses say what the columns are, fill the list, and tell of the row under the cursor."""

    EMPTY: ClassVar[str] = ""
    AUTO_FOCUS = "#list"

    def columns(self) -> Sequence[Column]:
        """The list's columns."""
        return ()

    def detail(self, key: str) -> Content:
        """All about a row."""
        return Content("")

    def body(self) -> ComposeResult:
        yield Static(id="line", markup=False)
        with Container(id="halves"):
            yield Rows(*self.columns(), titles=any(c.title for c in self.columns()), id="list")
            with Scroll(id="pane"):
                yield Detail("detail")
        yield Static(_(self.EMPTY), id="empty", classes="empty", markup=False)

    def fill(self, rows: Sequence[Row], line: Content | str = "") -> None:
        """Shows these rows, with a line above them."""
        self.query_one("#line", Static).update(line)
        self.query_one("#line").display = bool(line)
        self.query_one("#list", Rows).show(rows)
        self.query_one("#halves").display = bool(rows)
        self.query_one("#empty").display = not rows
        self.show_detail()

    @property
    def key(self) -> str:
        """The key of the row under the cursor, "" for none."""
        return (self.query_one("#list", Rows).key or "") if self.is_mounted else ""

    @on(Rows.Highlighted, "#list")
    def show_detail(self) -> None:
        """Tells of the row under the cursor."""
        shown = self.detail(self.key) if self.key and self.app.register else Content("")
        self.query_one("#detail", Detail).update(shown)
        self.query_one("#pane", Scroll).scroll_home(animate=False)
        self.refresh_bindings()
