"""`somesec export`: the register's contents for a spreadsheet or a program."""

from argparse import Namespace

from somesec.cli.importing import KINDS
from somesec.cli.output import note, save, write_file
from somesec.cli.parser import Parser
from somesec.cli.unlocking import STANDARD_INPUT as STANDARD_OUTPUT
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.errors import InputError
from somesec.language import _


def fill(parser: Parser) -> None:
    """Gives `export` its options."""
    parser.add_argument(
        "file", metavar=_("FILE"), help=_("where to write, readable by you only; '-' prints it")
    )
    parser.add_argument(
        "--to", choices=("csv", "json"), default="csv", help=_("the form of the file")
    )
    parser.add_argument(
        "--what",
        choices=KINDS,
        help=_("which table goes into a CSV; without it, accounts. JSON holds all of them"),
    )
    parser.add_argument(
        "--with-secrets",
        action="store_true",
        help=_("passwords too, in plain text: whoever reads the file has them"),
    )
    parser.add_argument(
        "--overwrite", action="store_true", help=_("replace a file that is there already")
    )
    parser.epilog = _("Examples:") + (
        "\n  somesec export accounts.csv"
        "\n  somesec export - --what units"
        "\n  somesec export all.json --to json"
    )
    parser.set_defaults(run=write_out)


def write_out(options: Namespace) -> int:
    """Writes the file, or prints what would be in it."""
    from somesec.register import exports

    if options.what and options.to != "csv":
        raise InputError(_("JSON holds all tables; leave out --what or write --to csv."))
    if options.file != STANDARD_OUTPUT:
        refuse_own_files(options.file, options)
    with opened(options) as register:
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
        if options.with_secrets:
            note(_("It holds passwords in plain text. Delete it as soon as it has served."))
    return 0
