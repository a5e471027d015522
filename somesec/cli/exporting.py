"""`somesec export`: the register's contents for a spreadsheet or a program."""

from argparse import Namespace
from typing import TYPE_CHECKING

from policy.reports.harmless import harmless
from somesec.cli import unlocking
from somesec.cli.asking import asked
from somesec.cli.importing import KINDS
from somesec.cli.output import note, require_free, save, write_file
from somesec.cli.parser import Parser
from somesec.cli.unlocking import STANDARD_INPUT as STANDARD_OUTPUT
from somesec.cli.unlocking import first_line, on_terminal, opened, refuse_own_files, typed_twice
from somesec.errors import InputError
from somesec.language import _

if TYPE_CHECKING:
    from somesec.register import Register


def fill(parser: Parser) -> None:
    """Gives `export` its options."""
    parser.add_argument(
        "file", metavar=_("FILE"), help=_("where to write, readable by you only; '-' prints it")
    )
    parser.add_argument(
        "--to", choices=("csv", "json", "kdbx"), default="csv", help=_("the form of the file")
    )
    parser.add_argument(
        "--what",
        choices=KINDS,
        help=_("which table goes into a CSV; without it, accounts. JSON holds all of them"),
    )
    parser.add_argument(
        "--with-secrets",
        action="store_true",
        help=_("passwords too; in plain text, but for KDBX: whoever reads the file has them"),
    )
    parser.add_argument(
        "--file-passphrase-file",
        metavar=_("FILE"),
        help=_("read what is to open a KDBX file from the first line of FILE; else it is typed"),
    )
    parser.add_argument(
        "--overwrite", action="store_true", help=_("replace a file that is there already")
    )
    parser.epilog = _("Examples:") + (
        "\n  somesec export accounts.csv"
        "\n  somesec export - --what units"
        "\n  somesec export all.json --to json"
        "\n  somesec export all.kdbx --to kdbx --with-secrets"
    )
    parser.set_defaults(run=write_out)


def write_out(options: Namespace) -> int:
    """Writes the file, or prints what would be in it."""
    from somesec.register import exports

    _refuse_what_does_not_fit(options)
    if options.file != STANDARD_OUTPUT:
        refuse_own_files(options.file, options)
        require_free(options.file, overwrite=options.overwrite)
    with opened(options) as register:
        if options.with_secrets and on_terminal():
            _require_name(register.records.organisation.name)
        if options.to == "kdbx":
            content = exports.export_kdbx(register, _file_passphrase(options, register))
        else:
            content = exports.export(
                register,
                options.to,
                what=options.what or KINDS[0],
                with_secrets=options.with_secrets,
            )
        if options.file == STANDARD_OUTPUT:
            write_file(content)
        else:
            save(options.file, content, overwrite=options.overwrite)
            note(_("Written to {file}.").format(file=options.file))
        if options.to == "kdbx":
            note(_("It holds every password under a passphrase of its own. Keep them apart."))
        elif options.with_secrets:
            note(_("It holds passwords in plain text. Delete it as soon as it has served."))
    return 0


def _refuse_what_does_not_fit(options: Namespace) -> None:
    if options.what and options.to == "json":
        raise InputError(_("JSON holds all tables; leave out --what or write --to csv."))
    if options.to != "kdbx":
        if options.file_passphrase_file:
            raise InputError(_("--file-passphrase-file is for a KDBX file; write --to kdbx."))
        return
    if options.what:
        raise InputError(_("A KDBX file holds accounts alone; leave out --what."))
    if not options.with_secrets:
        raise InputError(_("A KDBX file is there for its passwords; add --with-secrets."))
    if options.file == STANDARD_OUTPUT:
        raise InputError(_("A KDBX file is no text to print. Name a file."))


def _require_name(organisation: str) -> None:
    question = _("To export passwords, type the organisation's name, {name}: ").format(
        name=harmless(organisation)
    )
    if asked(question).casefold() != organisation.casefold():
        raise InputError(_("That is another name. Nothing was exported."))


def _file_passphrase(options: Namespace, register: "Register") -> str:
    if options.file_passphrase_file:
        passphrase = first_line(options.file_passphrase_file)
    elif not unlocking.on_terminal():
        raise InputError(
            _(
                "There is no terminal to type the passphrase of the KDBX file on. "
                "Give --file-passphrase-file FILE."
            )
        )
    else:
        passphrase = typed_twice(
            _("Passphrase of the KDBX file: "), _("Passphrase of the KDBX file once more: ")
        )
    from somesec.register.passphrases import weakness

    advice = weakness(passphrase, register.records.organisation.name)
    if advice:
        note(advice)
    return passphrase
