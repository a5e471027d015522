"""`somesec terms sync`: takes in what an archive of terms recorded."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.language import _, ngettext, show_date

if TYPE_CHECKING:
    from somesec.register.terms_archives import Synced


def fill(parser: Parser) -> None:
    """Gives `terms sync` its options."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar=_("FOLDER"),
        help=_("a clone of an archive's versions, made and kept up with git"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("say what it would bring, and write nothing")
    )
    add_format(parser)
    parser.set_defaults(run=sync)


def sync(options: Namespace) -> int:
    """Brings in the versions, and says which documents changed."""
    from somesec.register import terms_archives

    with opened(options) as register, progress(_("Reading")) as tell:
        done = terms_archives.sync(register, options.folder, dry_run=options.dry_run, progress=tell)
    if options.format == "json":
        write_json(_as_json(done))
    elif done.changed:
        write(
            table(
                (_("Platform"), _("Document"), _("New versions"), _("Last recorded")),
                [
                    (document.platform, document.kind, str(added), show_date(day))
                    for document, added, day in done.changed
                ],
                right=(2,),
            )
        )
    _say(done, dry_run=options.dry_run)
    return 0


def _as_json(done: "Synced") -> dict[str, object]:
    return {
        "archive": done.archive,
        "commit": done.commit,
        "recorded": done.recorded,
        "added": done.added,
        "technical": done.technical,
        "left_out": done.left_out,
        "rewritten": done.rewritten,
        "gone": done.gone,
        "documents": [
            {"platform": document.platform, "document": document.kind, "added": added, "last": day}
            for document, added, day in done.changed
        ],
    }


def _say(done: "Synced", *, dry_run: bool) -> None:
    if done.rewritten:
        note(
            _(
                "The history of the archive '{archive}' was rewritten since it was last read, so "
                "all of it was read anew. What is kept here stays. Ask the archive's keepers why."
            ).format(archive=done.archive)
        )
        if done.gone:
            note(
                ngettext(
                    "{count} version kept here is no part of the archive any more.",
                    "{count} versions kept here are no part of the archive any more.",
                    done.gone,
                ).format(count=done.gone)
            )
    if done.left_out:
        note(
            ngettext(
                "{count} recorded version holds no text, or too much, and was left out.",
                "{count} recorded versions hold no text, or too much, and were left out.",
                done.left_out,
            ).format(count=done.left_out)
        )
    if not done.added:
        note(_("Nothing new in the archive '{archive}'.").format(archive=done.archive))
    elif dry_run:
        note(
            ngettext(
                "{count} version is new. Nothing was written.",
                "{count} versions are new. Nothing was written.",
                done.added,
            ).format(count=done.added)
        )
    else:
        note(
            ngettext(
                "Took in {count} version from the archive '{archive}'.",
                "Took in {count} versions from the archive '{archive}'.",
                done.added,
            ).format(count=done.added, archive=done.archive)
        )
