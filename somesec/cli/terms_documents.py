"""`somesec terms add`, `edit`, `remove` and `show`: documents of a platform, and their texts."""

from argparse import Namespace
from typing import TYPE_CHECKING

from policy.reports.harmless import harmless
from somesec.cli.options import add_format, day
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened
from somesec.errors import InputError
from somesec.language import _, ngettext, show_date

if TYPE_CHECKING:
    from somesec.model import TermsText
    from somesec.register.documents import Document


def fill_add(parser: Parser) -> None:
    """Gives `terms add` its options."""
    _add_platform(parser)
    _add_kind(parser, _("what kind of document it is, such as Contract"))
    parser.add_argument(
        "--address", default="", metavar=_("ADDRESS"), help=_("the page that it is at")
    )
    parser.set_defaults(run=add)


def fill_edit(parser: Parser) -> None:
    """Gives `terms edit` its options."""
    _add_platform(parser)
    _add_kind(parser, _("which document, by its kind"))
    parser.add_argument(
        "--address",
        metavar=_("ADDRESS"),
        help=_("the page that it is at; empty gives back the catalogue's"),
    )
    parser.add_argument("--rename", metavar=_("KIND"), help=_("another name for the kind"))
    parser.set_defaults(run=edit)


def fill_remove(parser: Parser) -> None:
    """Gives `terms remove` its options."""
    _add_platform(parser)
    _add_kind(parser, _("which document, by its kind"))
    parser.set_defaults(run=remove)


def fill_show(parser: Parser) -> None:
    """Gives `terms show` its options."""
    parser.add_argument(
        "document",
        metavar=_("DOCUMENT"),
        help=_("platform/kind, or any part of it that fits just one"),
    )
    parser.add_argument(
        "--version",
        type=day,
        metavar=_("DATE"),
        help=_("the text that was in force on this day; without it, the newest"),
    )
    parser.add_argument(
        "--versions", action="store_true", help=_("list the versions instead of printing one")
    )
    add_format(parser)
    parser.set_defaults(run=show)


def _add_platform(parser: Parser) -> None:
    parser.add_argument("platform", metavar=_("PLATFORM"), help=_("the service"))


def _add_kind(parser: Parser, text: str) -> None:
    parser.add_argument("--kind", required=True, metavar=_("KIND"), help=text)


def add(options: Namespace) -> int:
    """Makes a document known that the catalogue lacks."""
    from somesec.register import documents, terms

    with opened(options) as register:
        platform = terms.known_platform(register, options.platform)
        document = documents.add(register, platform, options.kind, options.address)
    note(_("Added {document}.").format(document=f"{platform}/{document.kind}"))
    return 0


def edit(options: Namespace) -> int:
    """Changes the address or the kind of a document."""
    from somesec.register import documents

    if options.address is None and options.rename is None:
        raise InputError(_("Say what to change: --address or --rename."))
    with opened(options) as register:
        document = documents.of_kind(register, options.platform, options.kind)
        documents.edit(register, document, kind=options.rename, address=options.address)
    note(_("Changed {document}.").format(document=document.name))
    return 0


def remove(options: Namespace) -> int:
    """Deletes a document with its texts."""
    from somesec.register import documents

    with opened(options) as register:
        document = documents.of_kind(register, options.platform, options.kind)
        texts = documents.remove(register, document)
    note(
        ngettext(
            "Removed {document} with {count} text.",
            "Removed {document} with {count} texts.",
            texts,
        ).format(document=document.name, count=texts)
    )
    return 0


def show(options: Namespace) -> int:
    """Prints one version of a document, or lists all of them."""
    from somesec.register import documents

    with opened(options) as register:
        document = documents.find(register, options.document)
        if options.versions:
            _list(options, document)
            return 0
        if not document.texts or document.record is None:
            raise InputError(_("No text of {document} is kept yet.").format(document=document.name))
        if options.version is None:
            text = document.texts[-1]
        else:
            found = document.record.in_force(options.version)
            if found is None:
                raise InputError(
                    _("The first text kept of {document} is of {day}.").format(
                        document=document.name, day=show_date(document.texts[0].seen_on)
                    )
                )
            text = found
        wording = documents.wording(register, text)
    if options.format == "json":
        write_json({**_row(text), "document": document.name, "text": wording})
    else:
        note(f"{document.name}, {show_date(text.seen_on)}")
        write("\n".join(harmless(line) for line in wording.split("\n")))
    return 0


def _list(options: Namespace, document: "Document") -> None:
    from somesec.cli.table import table

    if options.format == "json":
        write_json([_row(text) for text in document.texts])
        return
    write(
        table(
            (_("Day"), "SHA-256", _("Change")),
            [
                (
                    show_date(text.seen_on),
                    text.sha256.hex()[:16],
                    _("technical") if text.technical else "",
                )
                for text in document.texts
            ],
        )
    )


def _row(text: "TermsText") -> dict[str, object]:
    return {"day": text.seen_on, "sha256": text.sha256.hex(), "technical": text.technical}
