"""`somesec terms`: which platforms' terms are kept, when they were read, and what came of it."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli import terms_diff, terms_measures, terms_report, terms_review
from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.language import N_, _, show_date

if TYPE_CHECKING:
    from somesec.register import Register
    from somesec.register.terms import TermsDue

_STATES = {
    "never": N_("never reviewed"),
    "overdue": N_("overdue"),
    "due soon": N_("due soon"),
    "in order": N_("in order"),
}


def fill(parser: Parser) -> None:
    """Gives `terms` its commands."""
    commands = parser.commands("verb")
    verb(commands, "list", _("list the platforms in use and when their terms are due"), _fill_list)
    verb(
        commands,
        "review",
        _("record a review of a platform's terms; on a terminal it asks what is not given"),
        terms_review.fill,
        "  somesec terms review facebook --answer usage-rights='A licence, until deleted'\n"
        "      --answer copyright='Stays with us' --decision go-on",
    )
    verb(
        commands,
        "diff",
        _("show what changed in a platform's terms since they were last reviewed"),
        terms_diff.fill,
        "  somesec terms diff facebook --side-by-side\n"
        "  somesec terms diff facebook --from 2026-01-01 --format html --output changes.html",
    )
    verb(
        commands,
        "report",
        _("write the reviews of a platform as one document to file"),
        terms_report.fill,
        "  somesec terms report facebook --format html --output facebook-terms.html",
    )
    commands.add("measure", _("list measures of reviews, and mark them done"), terms_measures.fill)


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def list_all(options: Namespace) -> int:
    """Prints the platforms, with a row for each terms document that is known of them."""
    from somesec.register import terms

    with opened(options) as register:
        due = terms.due(register, clock.today())
        if options.format == "json":
            write_json([row for one in due for row in _document_rows(register, one)])
        else:
            write(
                table(
                    (_("Platform"), _("Accounts"), _("Reviewed"), _("Due"), _("State")),
                    [
                        (
                            one.platform,
                            str(len(one.accounts)),
                            show_date(one.last_reviewed) if one.last_reviewed else "",
                            show_date(one.due) if one.due else "",
                            _(_STATES[one.state]),
                        )
                        for one in due
                    ],
                    right=(1,),
                )
            )
    return 0


def _document_rows(register: "Register", due: "TermsDue") -> list[dict[str, object]]:
    documents = sorted(
        (d for d in register.records.documents.values() if d.platform == due.platform),
        key=lambda document: document.kind,
    )
    schedule = {
        "platform": due.platform,
        "last_reviewed": due.last_reviewed,
        "due": due.due,
        "state": due.state,
    }
    if not documents:
        return [{**schedule, "document": None, "versions": 0, "last_changed": None}]
    return [
        {
            **schedule,
            "document": document.kind,
            "versions": len(document.texts),
            "last_changed": max(
                (t.seen_on for t in document.texts if not t.technical), default=None
            ),
        }
        for document in documents
    ]
