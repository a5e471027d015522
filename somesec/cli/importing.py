"""`somesec import`: accounts, units and people from a file, shown first where that is asked."""

import stat
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from policy.reports.harmless import harmless
from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.unlocking import first_line, on_terminal, opened, typed
from somesec.errors import InputError
from somesec.language import _, pgettext
from somesec.reasons import reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from somesec.language import Message
    from somesec.register.imports import Plan

KINDS = ("accounts", "units", "people")
SOURCES = (
    "auto",
    "kdbx",
    "bitwarden",
    "1password",
    "keepassxc",
    "chrome",
    "firefox",
    "lastpass",
    "pass",
)
_KDBX = b"\x03\xd9\xa2\x9a"  # how a KDBX file begins


def fill(parser: Parser) -> None:
    """Gives `import` its options."""
    parser.add_argument(
        "file", type=Path, metavar=_("FILE"), help=_("what to read: a file, or a folder of pass")
    )
    parser.add_argument(
        "--as", dest="kind", choices=KINDS, help=_("what a CSV of our own form holds")
    )
    parser.add_argument(
        "--from",
        dest="source",
        choices=SOURCES,
        default="auto",
        help=_("the program the file comes from; without it, told from the file"),
    )
    parser.add_argument(
        "--unit", metavar=_("UNIT"), help=_("the unit of accounts for which the file names none")
    )
    parser.add_argument(
        "--source-passphrase-file",
        metavar=_("FILE"),
        help=_("read what opens the file from the first line of FILE, '-' for standard input"),
    )
    parser.add_argument(
        "--source-key-file", type=Path, metavar=_("FILE"), help=_("the key file that opens it")
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only show what would come in; write nothing")
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help=_("an unknown unit or person is a mistake, not a new one"),
    )
    parser.add_argument(
        "--update", action="store_true", help=_("let the file change what is in the register")
    )
    add_format(parser)
    parser.epilog = _("Examples:") + (
        "\n  somesec import units.csv --as units"
        "\n  somesec import accounts.csv --as accounts --dry-run"
        "\n  somesec import old.kdbx --unit Viestintä --source-passphrase-file old.txt"
        "\n  somesec import export.1pux --dry-run"
        "\n  somesec import ~/.password-store --from pass"
    )
    parser.set_defaults(run=take_in)


def take_in(options: Namespace) -> int:
    """Prints what comes in, and writes it unless it is a dry run."""
    from somesec.register import imports

    if options.kind and options.source != "auto":
        raise InputError(_("--as is for CSV of our own form; leave out --as or --from."))
    _require_source(options)
    with opened(options) as register:
        with progress(_("Reading")) as tell:
            plan = imports.plan(
                register,
                options.file,
                kind=options.kind,
                source=options.source,
                unit=options.unit,
                passphrase=_source_passphrase(options),
                key_file=options.source_key_file,
                strict=options.strict,
                update=options.update,
                progress=tell,
            )
        if not options.dry_run:
            with progress(_("Measuring and writing")) as tell:
                plan = imports.carry_out(register, plan, tell)
        if options.format == "json":
            write_json(_for_programs(plan, options.dry_run))
        else:
            write(_text(plan))
        if options.dry_run:
            note(_("Nothing was written. Leave out --dry-run to take it in."))
    return 0


def _require_source(options: Namespace) -> None:
    file: Path = options.file
    try:
        mode = file.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(_("There is no file {file}.").format(file=file)) from None
    except OSError as error:
        raise InputError(
            _("{path} cannot be read: {reason}.").format(path=file, reason=reason_of(error))
        ) from None
    if stat.S_ISDIR(mode):
        if options.kind:
            raise InputError(_("{file} is a folder. Name a file in it.").format(file=file))
    elif not stat.S_ISREG(mode):
        raise InputError(
            _(
                "{file} is no ordinary file but a pipe or a device. Save what comes from it to a "
                "file first, and name that."
            ).format(file=file)
        )


def _source_passphrase(options: Namespace) -> str | None:
    if options.source_passphrase_file:
        return first_line(options.source_passphrase_file)
    if _is_kdbx(options) and on_terminal():
        question = _("Passphrase of {file}: ").format(file=harmless(options.file.name))
        return typed(question, may_be_empty=True) or None
    return None


def _is_kdbx(options: Namespace) -> bool:
    if options.source == "auto":
        try:
            with options.file.open("rb") as file:
                return bool(file.read(len(_KDBX)) == _KDBX)
        except OSError:
            return False
    return bool(options.source == "kdbx")


def _text(plan: "Plan") -> str:
    parts = [harmless(str(plan.summary()))]
    for heading, lines in (
        (pgettext("records", "New"), plan.new),
        (_("Changed"), plan.changed),
        (_("There with other values, and left as they are"), plan.differing),
        (_("Left out"), plan.left_out),
        (pgettext("of an import", "Notes"), plan.notes),
    ):
        if lines:
            parts.append("\n".join((heading, *(f"  {harmless(str(line))}" for line in lines))))
    return "\n\n".join(parts)


def _for_programs(plan: "Plan", dry_run: bool) -> dict[str, object]:
    return {
        "written": not dry_run,
        "new": _english(plan.new),
        "changed": _english(plan.changed),
        "differing": _english(plan.differing),
        "unchanged": plan.unchanged,
        "left_out": _english(plan.left_out),
        "notes": _english(plan.notes),
    }


def _english(messages: "Sequence[Message]") -> list[str]:
    return [message.english() for message in messages]
