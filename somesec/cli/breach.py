"""`somesec breach`: looking for the register's passwords in known breaches."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.errors import CheckError, InputError
from somesec.language import _, ngettext

if TYPE_CHECKING:
    from somesec.register import Register
    from somesec.register.breaches import BreachResult


def fill(parser: Parser) -> None:
    """Gives `breach` its command."""
    verb(
        parser.commands("verb"),
        "check",
        _("check every password, and keep the answer with its date"),
        _fill_check,
        "  somesec breach check --online\n"
        "  somesec breach check --corpus pwned-passwords-sha1-ordered-by-hash.txt",
    )


def _fill_check(parser: Parser) -> None:
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar=_("FILE|DIR"),
        help=_("a downloaded list of breached passwords' SHA-1 hashes, sorted by hash"),
    )
    parser.add_argument(
        "--online",
        action="store_true",
        help=_("ask haveibeenpwned.com; five characters of a password's hash leave this machine"),
    )
    parser.add_argument(
        "--mirror",
        metavar=_("ADDRESS"),
        help=_("ask the service at this base address instead, with --online"),
    )
    add_format(parser)
    parser.set_defaults(run=check)


def check(options: Namespace) -> int:
    """Prints the accounts whose password was breached, then those that could not be checked.

    Raises CheckError at the end where some could not be."""
    from somesec.register import breaches

    if bool(options.corpus) == options.online:
        raise InputError(_("Say where to look: --corpus FILE, or --online."))
    if options.mirror and not options.online:
        raise InputError(_("--mirror goes with --online."))
    with opened(options) as register:
        with progress(_("Checking")) as tell:
            result = breaches.check(
                register,
                corpus=options.corpus,
                online=options.online,
                mirror=_base_address(options.mirror),
                progress=tell,
            )
        if options.format == "json":
            write_json(_for_programs(register, result))
        else:
            write(_text(register, result))
        if result.unknown:
            raise CheckError(
                ngettext(
                    "{count} password could not be checked, so nothing is known of it.",
                    "{count} passwords could not be checked, so nothing is known of them.",
                    len(result.unknown),
                ).format(count=len(result.unknown))
            )
    note(_("The answers are kept; 'somesec audit' counts them."))
    return 0


def _base_address(mirror: str | None) -> str | None:
    """The address without the path that every question has, which people copy along with it."""
    return mirror.rstrip("/").removesuffix("/range") if mirror else None


def _for_programs(register: "Register", result: "BreachResult") -> dict[str, object]:
    accounts = register.records.accounts
    return {
        "checked": result.checked,
        "found": [{"id": one, "account": accounts[one].name} for one in result.found],
        "unknown": [
            {"id": one, "account": accounts[one].name, "reason": str(reason)}
            for one, reason in result.unknown
        ],
    }


def _text(register: "Register", result: "BreachResult") -> str:
    accounts = register.records.accounts
    rows = [(accounts[one].name, _("breached: change it now")) for one in result.found]
    rows += [
        (accounts[one].name, _("not known: {reason}").format(reason=reason))
        for one, reason in result.unknown
    ]
    headline = ngettext(
        "{count} password checked, {found} breached.",
        "{count} passwords checked, {found} breached.",
        result.checked,
    ).format(count=result.checked, found=len(result.found))
    return headline + ("\n\n" + table((_("Account"), _("Password")), rows) if rows else "")
