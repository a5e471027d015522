"""`somesec terms fetch` and `add-text`: texts of terms from their pages, or saved by hand."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli.options import add_format, day
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.errors import InputError
from somesec.language import N_, _, ngettext, show_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from somesec.register import Register
    from somesec.register.documents import Document
    from somesec.register.terms_fetching import Fetched

UNKNOWN = 5
_STATES = {
    "first": N_("first text kept"),
    "changed": N_("changed"),
    "same": N_("as it was"),
    "unreadable": N_("could not be read"),
}


def fill_fetch(parser: Parser) -> None:
    """Gives `terms fetch` its options."""
    parser.add_argument(
        "platform",
        nargs="?",
        metavar=_("PLATFORM"),
        help=_("the service; without it, all that accounts are on and no archive keeps up"),
    )
    parser.add_argument(
        "--document",
        dest="documents",
        action="append",
        default=[],
        metavar=_("KIND"),
        help=_("this document only; may be given several times"),
    )
    parser.add_argument(
        "--allow-private",
        action="store_true",
        help=_("let addresses lead to computers inside private networks"),
    )
    add_format(parser)
    parser.set_defaults(run=fetch)


def fill_add_text(parser: Parser) -> None:
    """Gives `terms add-text` its options."""
    parser.add_argument(
        "file",
        type=Path,
        metavar=_("FILE"),
        help=_("a saved page (HTML), a PDF, a Markdown file or a plain text"),
    )
    parser.add_argument("--platform", required=True, metavar=_("PLATFORM"), help=_("the service"))
    parser.add_argument(
        "--document", required=True, metavar=_("KIND"), help=_("which document, by its kind")
    )
    parser.add_argument(
        "--on",
        type=day,
        metavar=_("DATE"),
        help=_("the day on which it was seen; without it, today"),
    )
    parser.set_defaults(run=add_text)


def fetch(options: Namespace) -> int:
    """Fetches the texts, and ends with 5 where one could not be read."""
    from somesec.register import terms_fetching

    with opened(options) as register:
        documents = _chosen(register, options)
        with progress(_("Fetching")) as tell:
            done = terms_fetching.fetch(
                register, documents, allow_private=options.allow_private, progress=tell
            )
    if options.format == "json":
        write_json([_row(one) for one in done])
    else:
        _print(done)
    unread = sum(one.state == terms_fetching.UNREADABLE for one in done)
    if unread:
        note(
            ngettext(
                "{count} document could not be read. Save it by hand and add it with 'somesec "
                "terms add-text', or follow an archive: 'somesec terms sync --help'.",
                "{count} documents could not be read. Save them by hand and add them with "
                "'somesec terms add-text', or follow an archive: 'somesec terms sync --help'.",
                unread,
            ).format(count=unread)
        )
    return UNKNOWN if unread else 0


def _chosen(register: "Register", options: Namespace) -> "Sequence[Document]":
    from somesec.register import documents, terms, terms_fetching

    if options.platform is None:
        if options.documents:
            raise InputError(_("Say of which platform the document is."))
        return terms_fetching.to_fetch(register)
    platform = terms.known_platform(register, options.platform)
    if options.documents:
        return [documents.of_kind(register, platform, kind) for kind in options.documents]
    return terms_fetching.to_fetch(register, platform)


def _print(done: "Sequence[Fetched]") -> None:
    rows = []
    for one in done:
        name = _STATES[one.state]
        why = str(one.reason) if one.reason else ""
        if one.led_to:
            why = _("now at {address}").format(address=one.led_to)
        rows.append((one.document.platform, one.document.kind, _(name), why))
    if rows:
        write(table((_("Platform"), _("Document"), _("State"), _("Why")), rows))
    else:
        note(_("There is nothing to fetch."))


def _row(one: "Fetched") -> dict[str, object]:
    return {
        "platform": one.document.platform,
        "document": one.document.kind,
        "address": one.document.address,
        "state": one.state,
        "reason": one.reason.english() if one.reason else None,
        "led_to": one.led_to or None,
    }


def add_text(options: Namespace) -> int:
    """Keeps the text of a file."""
    from somesec.register import documents, terms, terms_fetching

    with opened(options) as register:
        platform = terms.known_platform(register, options.platform)
        document = documents.of_kind(register, platform, options.document)
        on = options.on or clock.today()
        added = terms_fetching.add_text(register, document, options.file, on)
    if added:
        note(
            _("Kept the text of {document} of {day}.").format(
                document=document.name, day=show_date(on)
            )
        )
    else:
        note(_("{document} says the same as before.").format(document=document.name))
    return 0
