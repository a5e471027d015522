"""`somesec terms diff`: what changed in a platform's terms, by paragraph and word."""

from argparse import Namespace
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from somesec.cli.options import day
from somesec.cli.output import as_json, is_for_terminal, note, save, write, write_file
from somesec.cli.parser import Parser
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.errors import InputError
from somesec.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policy.reports.changes import Changes
    from somesec.register import Register

_BESIDE = 120
_WIDTH = 100
"""Columns where nobody says how many there are: for two texts side by side, and for one."""


def fill(parser: Parser) -> None:
    """Gives `terms diff` its options."""
    parser.add_argument("platform", metavar=_("PLATFORM"), help=_("the service"))
    parser.add_argument(
        "--document",
        metavar=_("KIND"),
        help=_("only this document, or the one that the text is a part of; without it, all"),
    )
    parser.add_argument(
        "--from",
        dest="first",
        type=day,
        metavar=_("DATE"),
        help=_("from the text in force that day; without it, the one last reviewed"),
    )
    parser.add_argument(
        "--to",
        dest="last",
        type=day,
        metavar=_("DATE"),
        help=_("to the text in force that day; without it, the newest"),
    )
    parser.add_argument(
        "--side-by-side", action="store_true", help=_("the old text beside the new one")
    )
    parser.add_argument(
        "--format", choices=("text", "json", "html"), default="text", help=_("how to print it")
    )
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("write it to FILE, readable by you only")
    )
    parser.set_defaults(run=diff)


def diff(options: Namespace) -> int:
    """Prints what changed."""
    from somesec.register import terms

    if options.output:
        refuse_own_files(options.output, options)
    with opened(options) as register:
        platform = terms.known_platform(register, options.platform)
        changed = _changed(register, platform, options)
        content = _content(options, changed, register.records.organisation.name)
        if options.output:
            save(options.output, content, overwrite=True)
            note(_("Written to {file}.").format(file=options.output))
        elif is_for_terminal():
            write_file(content)
        else:
            write(content.decode())
    return 0


def _changed(register: "Register", platform: str, options: Namespace) -> "list[Changes]":
    from policy.reports.changes import Changes
    from somesec.register import documents, terms_changes

    if options.document:
        found = [documents.of_kind(register, platform, options.document)]
    else:
        found = [one for one in documents.listed(register, platform) if one.texts]
    kept = [one.record for one in found if one.record and one.texts]
    if not kept:
        raise InputError(
            _(
                "No text of the terms of {platform} is kept yet. Get it with "
                "'somesec terms fetch', or add one that you saved with 'somesec terms add-text'."
            ).format(platform=platform)
        )
    compared = [
        terms_changes.between(register, record, options.first, options.last) for record in kept
    ]
    return [
        Changes(
            platform=platform,
            document=one.document.kind,
            old_day=one.old.seen_on if one.old else None,
            new_day=one.new.seen_on,
            comparison=one.comparison,
        )
        for one in compared
    ]


def _content(options: Namespace, changed: "Sequence[Changes]", organisation: str) -> bytes:
    if options.format == "html":
        from policy.reports import changes_html

        return changes_html.write(changed, organisation)
    if options.format == "json":
        from policy.reports.changes import as_values

        return (as_json([as_values(one) for one in changed]) + "\n").encode()
    from policy.reports import changes_text

    fallback = _BESIDE if options.side_by_side else _WIDTH
    width = get_terminal_size((fallback, 24)).columns if is_for_terminal() else fallback
    texts = [
        changes_text.write(one, width=width, side_by_side=options.side_by_side) for one in changed
    ]
    return "\n".join(texts).encode()
