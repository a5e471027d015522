"""Recording that somebody read a platform's terms: what changed, every point, a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from policy.catalogue import load_catalogue
from policy.wording import TERMS_POINTS
from screens.ask import Ask
from screens.days import typed_day
from screens.labels import POINT_QUESTIONS
from screens.named_keys import key_of
from screens.page import WIDE, Sheet
from screens.pane import hung
from screens.text import clean, fitted
from screens.widgets.passages import Passages
from somesec import clock
from somesec.errors import SomesecError
from somesec.language import N_, _, ngettext, show_date
from somesec.model import Decision, TermsPoint
from somesec.register import terms, terms_changes
from somesec.register.labels import CHOICES
from somesec.register.terms_changes import Reading

_POINTS = tuple(TermsPoint)
_DECISIONS = tuple(Decision)
_NAME = 4
"""The cells before the name of a point: its number and its mark."""


@dataclass
class _Draft:
    """What has been answered so far."""

    answers: dict[TermsPoint, str] = field(default_factory=dict)
    quotations: dict[TermsPoint, str] = field(default_factory=dict)
    decision: Decision = Decision.GO_ON
    measures: list[tuple[str, date]] = field(default_factory=list)
    next_due: date = date.max
    reviewer: str = ""
    not_read: set[UUID] = field(default_factory=set)


class ReviewTerms(Sheet):
    PLACE = N_("Terms review")
    HELP_TEXT = N_(
        "First stands what changed since the terms were last read, passages on the points of a "
        "review before others; then the points. A digit answers a point with a sentence: what "
        "the terms say, and whether the town can live with it. [c review.carry] takes over the "
        "earlier answers to points on which nothing changed, and asks for the others one by one; "
        'Enter keeps the answer that stands there. [" review.quote] quotes the marked passage at '
        "the marked point, [d review.decide] goes through the decisions. [x review.leave-out] "
        "leaves the document of the marked passage out, when you did not read it: it stays to be "
        "read. "
        "[F5 review.save] saves the review; nothing is saved before that."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "save", N_("Save"), id="review.save", tooltip=N_("Save and go back")),
        Binding("c", "carry", N_("Earlier answers"), id="review.carry"),
        Binding("quotation_mark", "quote", N_("Quote"), id="review.quote", key_display='"'),
        # The lines that these change name their keys.
        Binding("d", "decide", N_("Decision"), id="review.decide", show=False),
        Binding("m", "measure", N_("Measure"), id="review.measure", show=False),
        Binding("n", "next_due", N_("Next due"), id="review.next-due", show=False),
        *(
            Binding(
                str(number),
                f"answer({number - 1})",
                N_("Answer a point"),
                show=False,
                id=f"review.answer-{number}",
            )
            for number in range(1, len(_POINTS) + 1)
        ),
        Binding("x", "leave_out", N_("Not read"), id="review.leave-out"),
        Binding("w", "reviewer", N_("Who read them"), show=False, id="review.reviewer"),
    ]
    AUTO_FOCUS = "#passages"

    def __init__(self, platform: str, account: UUID | None = None) -> None:
        super().__init__()
        self._platform, self._account = platform, account
        self._draft, self._begun = _Draft(), _Draft()
        self._reading: Reading | None = None
        self._saving = False

    def body(self) -> ComposeResult:
        yield Static(id="heading", markup=False)
        with Horizontal(id="halves"):
            yield Passages(id="passages")
            with Vertical(id="answering"):
                yield OptionList(id="points", markup=False, compact=True)
                yield Static(id="decision", markup=False)
        yield Static(id="error", classes="error", markup=False)

    def on_mount(self) -> None:
        pack = self.app.pack
        interval = timedelta(days=pack.intervals.terms_review if pack else 365)
        for draft in (self._draft, self._begun):
            draft.next_due = clock.today() + interval
            draft.reviewer = self.app.opened.member.name
        self.query_one("#heading", Static).update(self._heading())
        self.query_one(Passages).loading = True
        register, platform, account = self.app.opened, self._platform, self._account
        self.app.carry_out(
            lambda: terms_changes.reading(register, platform, account),
            self._begin,
            owner=self,
            failed=self._failed,
        )
        self._draw_points()

    def _heading(self) -> Content:
        platform = load_catalogue().get(self._platform)
        account = self.app.opened.records.accounts.get(self._account) if self._account else None
        name = account.name if account else platform.name if platform else self._platform
        return Content.assemble((clean(name), "bold"), ("  " + self._last_read(), "$quiet"))

    def _last_read(self) -> str:
        if self._reading is None:
            return ""
        if self._reading.previous is None:
            addresses = load_catalogue().get(self._platform)
            first = next(iter(addresses.terms.values()), "") if addresses else ""
            return _("never read") + (f"  {first}" if first else "")
        previous = self._reading.previous
        return _("last read on {day} by {reviewer}").format(
            day=show_date(previous.reviewed_on), reviewer=clean(previous.reviewer) or "–"
        )

    def _begin(self, reading: Reading) -> None:
        self._reading = reading
        passages = self.query_one(Passages)
        passages.loading = False
        passages.fill(reading.changed)
        passages.focus()
        self.query_one("#heading", Static).update(self._heading())
        self._draw_points()

    # The points

    def _draw_points(self) -> None:
        points = self.query_one("#points", OptionList)
        marked = points.highlighted or 0
        with self.prevent(OptionList.OptionHighlighted):
            points.clear_options()
            points.add_options(
                Option(self._point(number, point), id=point.value)
                for number, point in enumerate(_POINTS, start=1)
            )
            points.highlighted = marked
        self.query_one("#decision", Static).update(self._decision())

    def _point(self, number: int, point: TermsPoint) -> Content:
        """The point with its answer: in one line where the screen is narrow."""
        answer, earlier = self._draft.answers.get(point), self._earlier().get(point)
        is_touched = self._reading is not None and point in self._reading.touched
        mark = (
            ("✓ ", "$accent") if answer else ("▲ ", "$warning") if is_touched else ("· ", "$quiet")
        )
        title: list[tuple[str, str]] = [
            (f"{number} ", "$accent"),
            mark,
            (str(TERMS_POINTS[point]), "bold"),
        ]
        if is_touched:
            title.append((" " + _("changed"), "$warning"))
        said: list[tuple[str, str]] = []
        if answer:
            said.append((clean(answer), ""))
        elif earlier:
            said.append((_("earlier: {answer}").format(answer=clean(earlier)), "$quiet"))
        quotation = self._draft.quotations.get(point)
        if self._is_wide():
            if quotation:
                said.append((f"“{clean(quotation)}”", "italic $quiet"))
            return Content("\n").join(
                [Content.assemble(*title), *map(self._below, said), Content()]
            )
        if quotation:
            title.append((' "', "$accent"))
        room = self.size.width - 10 - sum(cell_len(part) for part, _style in title)
        if said and room > 0:
            text, style = said[0]
            title.append(("  " + fitted(text, room).rstrip(), style))
        return Content.assemble(*title)

    def _below(self, said: tuple[str, str]) -> Content:
        """A text under the name of its point."""
        points = self.query_one("#points", OptionList)
        room = points.scrollable_content_region.width - _NAME - 2
        return hung(Content(" " * _NAME), Content.styled(*said), room, _NAME)

    def _is_wide(self) -> bool:
        return self.size.width >= WIDE

    def on_resize(self) -> None:
        if self.is_mounted:
            self.call_after_refresh(self._draw_points)

    def _earlier(self) -> Mapping[TermsPoint, str]:
        previous = self._reading.previous if self._reading else None
        return {answer.point: answer.answer for answer in previous.answers} if previous else {}

    def _decision(self) -> Content:
        draft, is_wide = self._draft, self._is_wide()
        measures = ngettext("{count} measure", "{count} measures", len(draft.measures))
        due = show_date(draft.next_due)
        chosen = [
            (key_of("review.decide", "d"), _(CHOICES["decision"][draft.decision.value])),
            (key_of("review.measure", "m"), measures.format(count=len(draft.measures))),
            (key_of("review.next-due", "n"), _("next due {day}").format(day=due)),
        ]
        # One line has no room for what is usual.
        if is_wide or draft.reviewer != self._begun.reviewer:
            chosen.append((key_of("review.reviewer", "w"), clean(draft.reviewer)))
        parts: list[tuple[str, str]] = []
        for key, text in chosen:
            parts += [(f"{key} ", "$accent"), (text + ("\n" if is_wide else "  "), "")]
        if is_wide:
            parts += [
                (f"  {show_date(day)}  {clean(text)}\n", "$quiet") for text, day in draft.measures
            ]
        return Content.assemble(*parts)

    @on(OptionList.OptionHighlighted, "#passages")
    def _passage_marked(self) -> None:
        """The point that the marked passage touches is marked too: a quotation goes there."""
        change = self.query_one(Passages).change
        if change is not None and change.touches:
            self.query_one("#points", OptionList).highlighted = _POINTS.index(
                change.touches[0].point
            )

    @on(OptionList.OptionSelected, "#points")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.action_answer(event.option_index)

    @on(OptionList.OptionSelected, "#passages")
    def _passage_chosen(self) -> None:
        marked = self.query_one("#points", OptionList).highlighted
        if marked is not None:
            self.action_answer(marked)

    def action_answer(self, number: int) -> None:
        """Asks for the answer to a point; what was answered before stands there."""
        self._ask([number])

    def _ask(self, numbers: Sequence[int]) -> None:
        """Asks for the answers to points one after the other, until somebody goes back."""
        if not numbers:
            return
        number, *others = numbers
        point = _POINTS[number]
        self.query_one("#points", OptionList).highlighted = number

        def answered(typed: tuple[str, ...] | None) -> None:
            if typed is None:
                return
            if typed[0]:
                self._draft.answers[point] = typed[0]
            else:
                self._draft.answers.pop(point, None)
            self._draw_points()
            self._ask(others)

        value = self._draft.answers.get(point) or self._earlier().get(point, "")
        self.app.open(Ask(_(POINT_QUESTIONS[point]), [("", value)]), answered)

    def action_carry(self) -> None:
        """Takes over the earlier answers of points that have none yet. Where the text changed on a
        point, what was answered may hold no longer: it is asked for."""
        reading, earlier, answers = self._reading, self._earlier(), self._draft.answers
        if reading is None or not earlier:
            self.app.say(_("There is no earlier review: answer the points with 1 to 7."))
            return
        for point, answer in earlier.items():
            if point not in reading.touched:
                answers.setdefault(point, answer)
        self._draw_points()
        self._ask([n for n, p in enumerate(_POINTS) if p in reading.touched and p not in answers])

    def action_quote(self) -> None:
        """Quotes the marked passage at the marked point; again, takes the quotation away."""
        change = self.query_one(Passages).change
        marked = self.query_one("#points", OptionList).highlighted
        if change is None or marked is None:
            self.app.say(_("Mark a passage on the left first; its words are quoted."))
            return
        point = _POINTS[marked]
        if not change.quotation:
            self.app.say(
                _("This passage was taken out: what the text does not say cannot be quoted.")
            )
        elif self._draft.quotations.get(point) == change.quotation:
            del self._draft.quotations[point]
        else:
            self._draft.quotations[point] = change.quotation
        self._draw_points()

    def action_leave_out(self) -> None:
        """Leaves the document of the marked passage out of the review, or takes it in again."""
        passages, not_read = self.query_one(Passages), self._draft.not_read
        document = passages.document
        if document is None:
            self.app.say(_("Mark a passage of a document that you did not read first."))
            return
        not_read.symmetric_difference_update({document.id})
        passages.mark_not_read(not_read)
        self.app.say(
            _("{document} is left out of this review and stays to be read.").format(
                document=document.kind
            )
            if document.id in not_read
            else _("{document} is part of this review.").format(document=document.kind)
        )

    # The decision

    def action_decide(self) -> None:
        """The next of the decisions."""
        place = (_DECISIONS.index(self._draft.decision) + 1) % len(_DECISIONS)
        self._draft.decision = _DECISIONS[place]
        self._draw_points()

    def action_measure(self) -> None:
        """Asks for a measure and the day by which it is taken."""

        def decided(typed: tuple[str, ...] | None) -> None:
            if typed is not None and typed[0]:
                self._draft.measures.append((typed[0], typed_day(typed[1])))
                if self._draft.decision is Decision.GO_ON:
                    self._draft.decision = Decision.GO_ON_WITH_MEASURES
                self._draw_points()

        fields = [
            (_("What is to be done"), ""),
            (_("By which day"), show_date(self._draft.next_due)),
        ]
        self.app.open(Ask(_("A measure"), fields, lambda _text, day: typed_day(day)), decided)

    def action_next_due(self) -> None:
        """Asks when the terms are to be read again."""

        def decided(typed: tuple[str, ...] | None) -> None:
            if typed is not None:
                self._draft.next_due = typed_day(typed[0])
                self._draw_points()

        day = show_date(self._draft.next_due)
        self.app.open(
            Ask(_("When are the terms to be read again?"), [("", day)], typed_day), decided
        )

    def action_reviewer(self) -> None:
        """Asks who read the terms."""

        def decided(typed: tuple[str, ...] | None) -> None:
            if typed is not None and typed[0]:
                self._draft.reviewer = typed[0]
                self._draw_points()

        self.app.open(Ask(_("Who read the terms?"), [("", self._draft.reviewer)]), decided)

    # Saving and leaving

    def action_save(self) -> None:
        if self._saving or self._reading is None:
            return
        draft, reading, register = self._draft, self._reading, self.app.opened
        unanswered = [n for n, p in enumerate(_POINTS, start=1) if p not in draft.answers]
        if unanswered:
            self.query_one("#points", OptionList).highlighted = unanswered[0] - 1
            self._complain(
                _(
                    "Points without an answer: {points}. Press the digit, or [c review.carry] for "
                    "the earlier answers."
                ).format(points=", ".join(map(str, unanswered)))
            )
            return
        self._saving = True
        self.app.carry_out(
            lambda: terms.record_review(
                register,
                platform=self._platform,
                account_id=self._account,
                reviewed_on=clock.today(),
                reviewer=draft.reviewer,
                answers=draft.answers,
                quotations=draft.quotations,
                decision=draft.decision,
                measures=draft.measures,
                next_due=draft.next_due,
                texts=reading.texts,
                left_out=draft.not_read,
            ),
            lambda _review: self._saved(),
            owner=self,
            failed=self._failed,
            saves=True,
        )

    def _saved(self) -> None:
        self.app.say(_("Saved."))
        self.dismiss(None)

    def _failed(self, error: SomesecError) -> None:
        self._saving = False
        self.query_one(Passages).loading = False
        self._complain(str(error))

    def _complain(self, text: str) -> None:
        self.query_one("#error", Static).update(clean(text))

    def is_unsaved(self) -> bool:
        return self._draft != self._begun
