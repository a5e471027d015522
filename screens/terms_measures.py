"""What reviews of terms decided to do and is not done: one key marks it done."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.ask import Ask
from screens.days import by_day, typed_day
from screens.listed import Listed
from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.terms_documents import service_name
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec import clock
from somesec.language import N_, _, show_date
from somesec.register import terms
from somesec.register.terms import OpenMeasure


class TermsMeasures(Listed, Sheet):
    PLACE = N_("Measures")
    HELP_TEXT = N_(
        "What reviews of terms decided to do. [d measures.done] marks the one under the "
        "cursor done today; [o measures.done-on] asks for the day, and Enter opens the review. "
        "Marking it done cannot be taken back, for the review is a record."
    )
    EMPTY = N_("No measure is open. [m review.measure] in a terms review adds one.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,space", "done", N_("Done today"), id="measures.done", key_display="d"),
        Binding("o", "done_on", N_("Another day"), id="measures.done-on"),
        Binding("t", "review", N_("Record a review"), id="measures.review", show=False),
    ]

    def __init__(self, measure: str = "") -> None:
        super().__init__()
        self._first = measure
        self._open: dict[str, OpenMeasure] = {}

    def columns(self) -> Sequence[Column]:
        return (
            Column("due", _("By"), right=True, sortable=False),
            Column("platform", _("Platform"), least=10, sortable=False),
            Column("measure", _("Measure"), least=24, sortable=False),
        )

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        self._open = {f"{one.review.id}-{one.number}": one for one in terms.open_measures(register)}
        self.fill([self._row(key, one) for key, one in self._open.items()])
        if self._first in self._open:
            self.query_one(Rows).go_to(self._first)
        self._first = ""

    def _row(self, key: str, one: OpenMeasure) -> Row:
        is_late = one.measure.due < clock.today()
        health = Health.MEDIUM if is_late else Health.LOW
        return Row(
            key,
            (
                Cell(f"{health.shape} {show_date(one.measure.due)}", health.tone),
                Cell(self._subject(one)),
                Cell(one.measure.text, "strong"),
            ),
        )

    def _subject(self, one: OpenMeasure) -> str:
        account = self._account(one)
        known = self.app.opened.records.accounts
        return known[account].name if account else service_name(one.review.platform)

    def _account(self, one: OpenMeasure) -> UUID | None:
        account = one.review.account
        return account if account in self.app.opened.records.accounts else None

    def detail(self, key: str) -> Content:
        one, pane = self._open[key], Pane()
        pane.title(one.measure.text)
        pane.value(_("Of"), self._subject(one))
        pane.value(_("By"), by_day(one.measure.due, clock.today()))
        pane.value(_("Decided on"), show_date(one.review.reviewed_on))
        pane.value(_("Who read them"), one.review.reviewer or "–")
        return pane.content

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("done", "done_on", "review"):
            return self.key in self._open
        return super().check_action(action, parameters)

    def action_done(self) -> None:
        self._finish(show_date(clock.today()))

    def action_done_on(self) -> None:
        def answered(typed: tuple[str, ...] | None) -> None:
            if typed is not None:
                self._finish(typed[0])

        today = show_date(clock.today())
        self.app.open(Ask(_("On which day was it done?"), [("", today)], typed_day), answered)

    def _finish(self, day: str) -> None:
        one, register, done_on = self._open[self.key], self.app.opened, typed_day(day)

        def done(_review: object) -> None:
            self.app.say(
                _("Done on {day}: {measure}").format(
                    day=show_date(done_on), measure=one.measure.text
                )
            )

        self.app.carry_out(
            lambda: terms.finish_measure(register, one.review.id, one.number, done_on),
            done,
            owner=self,
            saves=True,
        )

    @on(Rows.Chosen, "#list")
    def action_review(self) -> None:
        from screens.terms_review import ReviewTerms

        one = self._open.get(self.key)
        if one is not None:
            self.app.open(ReviewTerms(one.review.platform, self._account(one)))
