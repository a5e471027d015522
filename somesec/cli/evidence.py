"""`somesec incident evidence`: files kept with an incident, and taken out of it."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import note, save, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.language import _, show_date

if TYPE_CHECKING:
    from somesec.model import Incident


def fill(parser: Parser) -> None:
    """Gives `incident evidence` its commands."""
    commands = parser.commands("evidence_verb")
    verb(
        commands,
        "add",
        _("keep a file with an incident, sealed: a picture, a PDF or a saved page"),
        _fill_add,
    )
    verb(commands, "list", _("list the files kept with an incident"), _fill_list)
    verb(
        commands,
        "export",
        _("write a kept file to one of yours; the trail keeps that too"),
        _fill_export,
        "  somesec incident evidence export 3f0c2a53 page.png --to /tmp/page.png",
    )


def add_incident(parser: Parser) -> None:
    """Adds the incident that a command is about."""
    parser.add_argument(
        "incident",
        metavar=_("INCIDENT"),
        help=_("its id, the beginning of it, or a part of its day, kind and account"),
    )


def _fill_add(parser: Parser) -> None:
    add_incident(parser)
    parser.add_argument("file", metavar=_("FILE"), type=Path, help=_("at most 20 MiB"))
    parser.set_defaults(run=add)


def _fill_list(parser: Parser) -> None:
    add_incident(parser)
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_export(parser: Parser) -> None:
    add_incident(parser)
    parser.add_argument(
        "name", metavar=_("NAME"), help=_("the file's name, its id, or the start of its SHA-256")
    )
    parser.add_argument(
        "--to", required=True, metavar=_("FILE"), help=_("where to write, readable by you only")
    )
    parser.add_argument(
        "--overwrite", action="store_true", help=_("replace a file that is there already")
    )
    parser.set_defaults(run=export)


def add(options: Namespace) -> int:
    """Keeps the file."""
    from somesec.register import evidence, incidents

    with opened(options) as register:
        incident = incidents.find(register, options.incident)
        kept = evidence.add(register, incident.id, options.file)
        note(
            _("Kept '{name}', SHA-256 {digest}.").format(
                name=kept.file_name, digest=kept.sha256.hex()
            )
        )
    return 0


def list_all(options: Namespace) -> int:
    """Prints the kept files, never their content."""
    from somesec.register import incidents

    with opened(options) as register:
        incident = incidents.find(register, options.incident)
        if options.format == "json":
            write_json(for_programs(incident))
        else:
            write(as_table(incident))
    return 0


def export(options: Namespace) -> int:
    """Writes the file; the trail speaks of it first."""
    from somesec.register import evidence, incidents

    refuse_own_files(options.to, options)
    with opened(options) as register:
        incident = incidents.find(register, options.incident)
        kept = evidence.find(incident, options.name)
        content = evidence.taken_out(register, incident.id, kept)
        save(options.to, content, overwrite=options.overwrite)
        note(
            _("Written to {file}: SHA-256 {digest}, kept since {day}.").format(
                file=options.to, digest=kept.sha256.hex(), day=show_date(kept.added_at.date())
            )
        )
    return 0


def as_table(incident: "Incident") -> str:
    """The kept files for people."""
    return table(
        (_("File"), _("Kept since"), _("Kind"), _("Bytes"), "SHA-256"),
        [
            (
                kept.file_name,
                show_date(kept.added_at.date()),
                kept.media_type,
                str(kept.size),
                kept.sha256.hex(),
            )
            for kept in incident.evidence
        ],
        right=(3,),
    )


def for_programs(incident: "Incident") -> list[dict[str, object]]:
    """The kept files as JSON has them."""
    return [
        {
            "id": kept.id,
            "file_name": kept.file_name,
            "media_type": kept.media_type,
            "size": kept.size,
            "sha256": kept.sha256.hex(),
            "added_on": kept.added_at.date(),
        }
        for kept in incident.evidence
    ]
