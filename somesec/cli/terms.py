"""`somesec terms`: which platforms' terms are kept, when they were read, and what came of it."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli import terms_measures, terms_review, terms_sync
from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.language import N_, _, show_date

if TYPE_CHECKING:
    from somesec.register.terms import TermsDue

_STATES = {
    "never": N_("never reviewed"),
    "overdue": N_("overdue"),
    "changed": N_("changed"),
    "due soon": N_("due soon"),
    "in order": N_("in order"),
    "not in use": N_("not in use"),
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
        "sync",
        _("take in versions from a clone of an archive of terms"),
        terms_sync.fill,
        "  git clone https://github.com/OpenTermsArchive/pga-versions\n"
        "  somesec terms sync pga-versions",
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
            write_json([row for one in due for row in _document_rows(one)])
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


def _document_rows(due: "TermsDue") -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {
            "platform": due.platform,
            "document": one.document.kind,
            "versions": len(one.document.texts),
            "last_changed": one.document.record.changed_on if one.document.record else None,
            "last_reviewed": due.last_reviewed,
            "due": one.due,
            "state": one.state,
        }
        for one in due.documents
    ]
    if rows:
        return rows
    return [
        {
            "platform": due.platform,
            "document": None,
            "versions": 0,
            "last_changed": None,
            "last_reviewed": due.last_reviewed,
            "due": due.due,
            "state": due.state,
        }
    ]
