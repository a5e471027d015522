"""`somesec terms review`: records that somebody read a platform's terms."""

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli.asking import asked
from somesec.cli.options import day
from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import on_terminal, opened
from somesec.errors import InputError
from somesec.language import N_, _, show_date

if TYPE_CHECKING:
    from somesec.model import Decision, TermsPoint

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
    from somesec.register import accounts, terms

    with opened(options) as register:
        account = accounts.find(register, options.account) if options.account else None
        platform = terms.known_platform(register, options.platform)
        answers = dict(options.answers)
        decision = options.decision
        if on_terminal():
            is_open = len(answers) < len(POINTS)
            answers |= _ask_points(answers)
            decision = decision or (_ask_decision() if is_open else None)
        recorded = terms.record_review(
            register,
            platform=platform,
            account_id=account.id if account else None,
            reviewed_on=options.on or clock.today(),
            reviewer=options.reviewer or register.member.name,
            answers=_points(answers),
            decision=_decision(decision or "go-on"),
            measures=[(text, options.measures_by) for text in options.measures],
            next_due=options.next_due,
        )
        note(
            _("Recorded the review of {platform} on {day}.").format(
                platform=recorded.platform, day=show_date(recorded.reviewed_on)
            )
        )
        open_points = [point for point in POINTS if not answers.get(point)]
        if open_points:
            note(
                _("These points are still without an answer: {points}.").format(
                    points=", ".join(open_points)
                )
            )
    return 0


def _ask_points(given: dict[str, str]) -> dict[str, str]:
    return {
        point: answer
        for point, question in POINTS.items()
        if point not in given and (answer := asked(_(question) + "\n> "))
    }


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


def _points(answers: dict[str, str]) -> "dict[TermsPoint, str]":
    from somesec.model import TermsPoint

    return {TermsPoint(point): answer for point, answer in answers.items() if answer}


def _decision(name: str) -> "Decision":
    from somesec.model import Decision

    return Decision(name)
