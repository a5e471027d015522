"""`somesec terms`: which platforms' terms are kept, when they were read, and what came of it."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from somesec import clock
from somesec.cli import (
    terms_calendar,
    terms_diff,
    terms_documents,
    terms_fetch,
    terms_measures,
    terms_report,
    terms_review,
    terms_sync,
)
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
    verb(commands, "list", _("list the terms documents, and when they must be read"), _fill_list)
    verb(
        commands,
        "add",
        _("make a document known that the catalogue lacks"),
        terms_documents.fill_add,
        "  somesec terms add kuntakanava --kind Contract --address https://kuntakanava.fi/ehdot",
    )
    verb(
        commands,
        "edit",
        _("change the address or the kind of a document"),
        terms_documents.fill_edit,
        '  somesec terms edit facebook --kind "Terms of Service"\n'
        "      --address https://www.facebook.com/terms",
    )
    verb(
        commands,
        "remove",
        _("delete a document with all its texts"),
        terms_documents.fill_remove,
        "  somesec terms remove kuntakanava --kind Contract",
    )
    verb(
        commands,
        "show",
        _("print the text of a document, or list its versions"),
        terms_documents.fill_show,
        "  somesec terms show facebook/privacy --version 2025-03-01\n"
        "  somesec terms show facebook/privacy --versions",
    )
    verb(
        commands,
        "fetch",
        _("fetch texts from their pages, and keep what is new"),
        terms_fetch.fill_fetch,
        '  somesec terms fetch\n  somesec terms fetch bluesky --document "Terms of Service"',
    )
    verb(
        commands,
        "add-text",
        _("keep a text that was saved by hand"),
        terms_fetch.fill_add_text,
        '  somesec terms add-text terms.pdf --platform facebook --document "Terms of Service"',
    )
    verb(
        commands,
        "sync",
        _("take in versions from a clone of an archive of terms"),
        terms_sync.fill,
        "  git clone https://github.com/OpenTermsArchive/pga-versions\n"
        "  somesec terms sync pga-versions",
    )
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
    verb(
        commands,
        "calendar",
        _("write when terms must be read, for a calendar"),
        terms_calendar.fill,
        "  somesec terms calendar --output terms.ics",
    )
    commands.add("measure", _("list measures of reviews, and mark them done"), terms_measures.fill)


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def list_all(options: Namespace) -> int:
    """Prints a row for each terms document of the platforms in use, and of what is kept besides."""
    from somesec.register import terms

    with opened(options) as register:
        rows = [row for one in terms.due(register, clock.today()) for row in _rows(one)]
    if options.format == "json":
        write_json(rows)
    else:
        write(
            table(
                (
                    _("Platform"),
                    _("Document"),
                    _("Versions"),
                    _("Changed"),
                    _("Reviewed"),
                    _("Due"),
                    _("State"),
                ),
                [
                    (
                        row["platform"],
                        row["document"] or "",
                        str(row["versions"]),
                        *(
                            show_date(row[day]) if row[day] else ""
                            for day in ("last_changed", "last_reviewed", "due")
                        ),
                        _state(row),
                    )
                    for row in rows
                ],
                right=(2,),
            )
        )
    return 0


def _state(row: dict[str, Any]) -> str:
    name = _STATES[row["state"]]
    return _(name)


def _rows(due: "TermsDue") -> list[dict[str, Any]]:
    """A row for each document, or one where none is known."""
    rows = [
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
