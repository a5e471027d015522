"""Everything that happened to a platform's terms: its texts, reviews and measures by their days."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from policy.catalogue import load_catalogue
from screens.page import Sheet
from screens.text import clean
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from screens.widgets.timeline import Timeline
from somesec import clock
from somesec.language import N_, _, show_date
from somesec.register import terms_changes
from somesec.register.labels import CHOICES


class TermsHistory(Sheet):
    PLACE = N_("Terms over time")
    HELP_TEXT = N_(
        "The texts kept of a service's terms, the reviews and what falls due: on a line of time, "
        "and below it by day, the newest first."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "review", N_("Record a review"), id="terms-history.review"),
    ]
    AUTO_FOCUS = "#days"

    def __init__(self, platform: str) -> None:
        super().__init__()
        self._platform = platform

    def body(self) -> ComposeResult:
        known = load_catalogue().get(self._platform)
        name = known.name if known else self._platform
        yield Static(clean(name), classes="title", id="service", markup=False)
        with Scroll(id="axis", can_focus=False):
            yield Timeline(id="timeline")
        yield Rows(
            Column("day", _("Day"), right=True, sortable=False),
            Column("kind", _("What"), sortable=False),
            Column("text", _("Detail"), least=20, sortable=False),
            id="days",
        )
        yield Static(
            _(
                "Nothing is known of these terms yet. Press [t terms-history.review] to record "
                "that they were read."
            ),
            id="empty",
            classes="empty",
            markup=False,
        )

    def show(self) -> None:
        register, platform, today = self.app.register, self._platform, clock.today()
        if register is not None:
            self.app.carry_out(
                lambda: terms_changes.timeline(register, platform, today), self._tell, owner=self
            )

    def _tell(self, days: terms_changes.Timeline) -> None:
        self.query_one(Timeline).tell(days)
        found = sorted(_happened(days), key=lambda one: one[0], reverse=True)
        self.query_one("#empty").display = not found
        self.query_one(Rows).display = bool(found)
        self.query_one(Rows).show(
            [
                Row(str(n), (Cell(show_date(day)), Cell(kind, "strong"), Cell(text)))
                for n, (day, kind, text) in enumerate(found)
            ]
        )

    def action_review(self) -> None:
        from screens.terms_review import ReviewTerms

        self.app.open(ReviewTerms(self._platform))


def _happened(days: terms_changes.Timeline) -> Iterator[tuple[date, str, str]]:
    for kind, texts in days.texts:
        for place, text in enumerate(texts):
            what = _("technical change") if text.technical else _("new text")
            yield text.seen_on, what if place else _("first text"), kind
    for review in days.reviews:
        decision = _(CHOICES["decision"][review.decision.value])
        yield review.reviewed_on, _("review"), ", ".join(filter(None, (review.reviewer, decision)))
        for measure in review.measures:
            if measure.done_on is not None:
                yield measure.done_on, _("measure done"), measure.text
    for measure in days.measures:
        yield measure.due, _("measure due"), measure.text
    for day in days.due:
        yield day, _("review due"), ""
