"""`somesec terms review`: records that somebody read a platform's terms."""

from argparse import ArgumentTypeError, Namespace
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from policy.reports.harmless import harmless
from somesec import clock
from somesec.cli.asking import asked
from somesec.cli.options import day
from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import on_terminal, opened
from somesec.errors import InputError
from somesec.language import N_, _, show_date

if TYPE_CHECKING:
    from collections.abc import Sequence, Set
    from uuid import UUID

    from somesec.model import Decision, TermsPoint, TermsReview
    from somesec.register import Register
    from somesec.register.terms_changes import Reading

# The values of model.TermsPoint and model.Decision, so that --help needs no model; a test
# holds them together.
POINTS = {
    "usage-rights": N_("Which rights to use our material do we give the service?"),
    "copyright": N_("Who has the copyright to what we publish there?"),
    "third-parties": N_("What do the terms say of other people's material that we publish?"),
    "reserved-rights": N_("Which rights does the service keep to what we made and stored there?"),
    "minors": N_("What do the terms say of minors and their data?"),
    "representation": N_("Who may agree to the terms and act for an organisation?"),
    "termination": N_("How does the agreement end, and what becomes of our material then?"),
}
DECISIONS = {
    "go-on": N_("go on using the service"),
    "go-on-with-measures": N_("go on, with measures"),
    "stop": N_("stop using the service"),
}


def fill(parser: Parser) -> None:
    """Gives `terms review` its options."""
    parser.add_argument(
        "platform", metavar=_("PLATFORM"), help=_("the service whose terms were read")
    )
    parser.add_argument(
        "--account", metavar=_("ACCOUNT"), help=_("the review serves only this account")
    )
    parser.add_argument(
        "--document",
        dest="documents",
        action="append",
        default=[],
        metavar=_("KIND"),
        help=_("a document that was read; may be given several times, and without it all were"),
    )
    parser.add_argument(
        "--on", type=day, metavar=_("DATE"), help=_("the day of the review; without it, today")
    )
    parser.add_argument(
        "--reviewer", metavar=_("NAME"), help=_("who read them; without it, the member")
    )
    parser.add_argument(
        "--answer",
        dest="answers",
        type=_answer,
        action="append",
        default=[],
        metavar=_("POINT=TEXT"),
        help=_("the answer to a point: {points}").format(points=", ".join(POINTS)),
    )
    parser.add_argument(
        "--quote",
        dest="quotations",
        type=_answer,
        action="append",
        default=[],
        metavar=_("POINT=TEXT"),
        help=_("what the text says on a point, word for word"),
    )
    parser.add_argument(
        "--decision", choices=tuple(DECISIONS), help=_("what was decided; without it, go-on")
    )
    parser.add_argument(
        "--measure",
        dest="measures",
        action="append",
        default=[],
        metavar=_("TEXT"),
        help=_("a measure that was decided; may be given several times"),
    )
    parser.add_argument(
        "--measures-by",
        type=day,
        metavar=_("DATE"),
        help=_("the day by which the measures are taken; without it, that of the next review"),
    )
    parser.add_argument(
        "--next-due", type=day, metavar=_("DATE"), help=_("when the next review is due")
    )
    parser.set_defaults(run=review)


def _answer(text: str) -> tuple[str, str]:
    point, parted, answer = text.partition("=")
    point = point.strip().casefold().replace("_", "-")
    if not parted or point not in POINTS:
        raise ArgumentTypeError(
            _("POINT=TEXT is wanted, with one of the points {points}").format(
                points=", ".join(POINTS)
            )
        )
    return point, answer.strip()


def review(options: Namespace) -> int:
    """Records the review, once every point is answered."""
    from somesec.register import accounts, terms, terms_changes

    with opened(options) as register:
        account = accounts.find(register, options.account) if options.account else None
        platform = terms.known_platform(register, options.platform)
        given = _Given(dict(options.answers), dict(options.quotations), options.measures)
        decision = options.decision
        read_on = options.on or clock.today()
        texts = terms_changes.in_force(register, platform, read_on)
        chosen = _chosen(register, platform, options.documents)
        if on_terminal() and len(given.answers) < len(POINTS):
            reading = terms_changes.reading(register, platform, account.id if account else None)
            texts = reading.texts if options.on is None else texts
            _tell_changes(platform, reading, chosen)
            _ask_points(given, reading)
            decision = decision or _ask_decision()
            if decision == "go-on-with-measures" and not given.measures:
                given.measures = _ask_measures()
        recorded = terms.record_review(
            register,
            platform=platform,
            account_id=account.id if account else None,
            reviewed_on=read_on,
            reviewer=options.reviewer or register.member.name,
            answers=_by_point(given.answers),
            quotations=_by_point(given.quotations),
            decision=_decision(decision or "go-on"),
            measures=[(text, options.measures_by) for text in given.measures],
            next_due=options.next_due,
            texts=texts,
            left_out={text.document for text in texts} - chosen if chosen else (),
        )
        _tell(recorded)
    return 0


def _chosen(register: "Register", platform: str, kinds: "Sequence[str]") -> "Set[UUID]":
    """The documents that were read; none where all were.

    Raises InputError for one of which no text is kept."""
    from somesec.register import documents

    chosen = set()
    for kind in kinds:
        one = documents.of_kind(register, platform, kind)
        if one.record is None or not one.texts:
            raise InputError(_("No text of '{document}' is kept yet.").format(document=one.kind))
        chosen.add(one.record.id)
    return chosen


def _tell(recorded: "TermsReview") -> None:
    note(
        _("Recorded the review of {platform} on {day}.").format(
            platform=recorded.platform, day=show_date(recorded.reviewed_on)
        )
    )
    answered = {answer.point.value for answer in recorded.answers}
    open_points = [point for point in POINTS if point not in answered]
    if open_points:
        note(
            _("These points are still without an answer: {points}.").format(
                points=", ".join(open_points)
            )
        )


@dataclass
class _Given:
    """What was said so far, by options and in answer to questions."""

    answers: dict[str, str]
    quotations: dict[str, str]
    measures: list[str]


def _tell_changes(platform: str, reading: "Reading", chosen: "Set[UUID]") -> None:
    from policy.reports import changes_text
    from policy.reports.changes import Changes

    width = get_terminal_size().columns
    for one in reading.changed:
        if chosen and one.document.id not in chosen:
            continue
        told = Changes(
            platform=platform,
            document=one.document.kind,
            old_day=one.old.seen_on if one.old else None,
            new_day=one.new.seen_on,
            comparison=one.comparison,
        )
        note(changes_text.write(told, width=width))


def _ask_points(given: _Given, reading: "Reading") -> None:
    """Asks for each point that has no answer yet; an empty line takes the earlier one over."""
    previous = reading.previous
    earlier = {one.point.value: one.answer for one in previous.answers} if previous else {}
    touched = {point.value for point in reading.touched}
    for point, question in POINTS.items():
        if point in given.answers:
            continue
        lines = [_(question)]
        if point in touched:
            lines.append(_("  ! The text has changed on this."))
        if point in earlier:
            lines.append(
                _("  Earlier: {answer} (Enter takes it over)").format(
                    answer=harmless(earlier[point])
                )
            )
        answer = asked("\n".join(lines) + "\n> ") or earlier.get(point, "")
        if not answer:
            continue
        given.answers[point] = answer
        if point in touched and point not in given.quotations:
            quotation = asked(_("  Quotation from the text (Enter for none): "))
            if quotation:
                given.quotations[point] = quotation


def _ask_measures() -> list[str]:
    measures = []
    while measure := asked(_("Measure (Enter when there are no more): ")):
        measures.append(measure)
    return measures


def _ask_decision() -> str:
    for name, meaning in DECISIONS.items():
        note(f"  {name}: {_(meaning)}")
    decision = asked(_("Decision (go-on): ")) or "go-on"
    if decision not in DECISIONS:
        raise InputError(
            _("{decision} is none of {decisions}. Nothing was recorded.").format(
                decision=repr(decision), decisions=", ".join(DECISIONS)
            )
        )
    return decision


def _by_point(texts: dict[str, str]) -> "dict[TermsPoint, str]":
    from somesec.model import TermsPoint

    return {TermsPoint(point): text for point, text in texts.items() if text}


def _decision(name: str) -> "Decision":
    from somesec.model import Decision

    return Decision(name)
