"""`somesec website`: the town's web pages and the register, held against each other."""

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import note, save, write, write_file, write_json
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.table import table
from somesec.cli.unlocking import opened, refuse_own_files
from somesec.errors import CheckError
from somesec.language import N_, _, ngettext

if TYPE_CHECKING:
    from somesec.register import Register
    from somesec.register.website import Checked

# The values of model.Answer, so that --help needs no model; a test holds them together.
LINKED = {"yes": N_("linked"), "no": N_("no link"), "unknown": N_("not known")}
# Those of register.website.FORMATS, likewise.
FORMATS = ("html", "json", "markdown")


def fill(parser: Parser) -> None:
    """Gives `website` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "check",
        _("look for links on the collection page and on the units' pages"),
        _fill_check,
        "  somesec website check --save",
    )
    verb(
        commands,
        "export",
        _("write the list of the accounts for the website, with nothing private in it"),
        _fill_export,
        "  somesec website export --format html --output some.html",
    )


def _fill_check(parser: Parser) -> None:
    parser.add_argument(
        "--allow-private",
        action="store_true",
        help=_("read pages on computers of a private network too"),
    )
    parser.add_argument(
        "--save",
        action="store_true",
        help=_("record today for every link found, and no day where one lacks"),
    )
    add_format(parser)
    parser.set_defaults(run=check)


def _fill_export(parser: Parser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="html", help=_("the form of the list"))
    parser.add_argument(
        "--output", metavar=_("FILE"), help=_("write it to FILE, readable by you only")
    )
    parser.set_defaults(run=export)


def check(options: Namespace) -> int:
    """Prints where links lack, what is listed and not registered, and which pages were not read.

    Raises CheckError at the end where some were not."""
    from somesec.register import website

    with opened(options) as register:
        with progress(_("Reading")) as tell:
            checked = website.check(
                register,
                allow_private=options.allow_private,
                save=options.save,
                progress=tell,
            )
        if options.format == "json":
            write_json(_for_programs(register, checked))
        else:
            write("\n\n".join(_texts(register, checked)))
        if options.save:
            note(
                ngettext(
                    "The links of {count} account were recorded anew.",
                    "The links of {count} accounts were recorded anew.",
                    checked.saved,
                ).format(count=checked.saved)
            )
        if not checked.sees_all:
            note(
                _(
                    "You do not read all accounts, so it was not looked for what is listed and "
                    "not registered."
                )
            )
    if checked.unread:
        raise CheckError(
            ngettext(
                "{count} page could not be read, so nothing is known of its links.",
                "{count} pages could not be read, so nothing is known of their links.",
                len(checked.unread),
            ).format(count=len(checked.unread))
        )
    return 0


def export(options: Namespace) -> int:
    """Writes the public list, or prints it."""
    from somesec.register import website

    if options.output:
        refuse_own_files(options.output, options)
    with opened(options) as register:
        content = website.export(register, options.format)
        if options.output:
            save(options.output, content, overwrite=True)
            note(_("Written to {file}.").format(file=options.output))
        else:
            write_file(content)
    return 0


def _texts(register: "Register", checked: "Checked") -> Iterator[str]:
    accounts, listings = register.records.accounts, checked.comparison.listings
    lacking = [one for one in listings if (one.collection, one.unit_page) != ("yes", "yes")]
    yield ngettext(
        "{count} page read; {linked} of {all} open accounts are linked from both.",
        "{count} pages read; {linked} of {all} open accounts are linked from both.",
        len(checked.read),
    ).format(count=len(checked.read), linked=len(listings) - len(lacking), all=len(listings))
    if lacking:
        yield table(
            (_("Account"), _("Collection page"), _("Unit's page")),
            [
                (accounts[one.account].name, _(LINKED[one.collection]), _(LINKED[one.unit_page]))
                for one in lacking
            ],
        )
    if checked.comparison.strangers:
        yield table(
            (_("Listed, but not registered"), _("Address"), _("In the register")),
            [
                (
                    f"{one.platform}/{one.handle}",
                    one.address,
                    accounts[one.account].status if one.account else _("no"),
                )
                for one in checked.comparison.strangers
            ],
        )
    if checked.unread:
        yield table(
            (_("Not read"), _("Reason")),
            [(address, str(reason)) for address, reason in checked.unread.items()],
        )


def _for_programs(register: "Register", checked: "Checked") -> dict[str, object]:
    accounts = register.records.accounts
    return {
        "accounts": [
            {
                "id": one.account,
                "account": accounts[one.account].name,
                "collection_page": one.collection,
                "unit_page": one.unit_page,
            }
            for one in checked.comparison.listings
        ],
        "listed_not_registered": [
            {
                "platform": one.platform,
                "handle": one.handle,
                "address": one.address,
                "status": accounts[one.account].status if one.account else None,
            }
            for one in checked.comparison.strangers
        ]
        if checked.sees_all
        else None,
        "read": checked.read,
        "not_read": [
            {"address": address, "reason": reason.english()}
            for address, reason in checked.unread.items()
        ],
        "saved": checked.saved,
    }
