"""`somesec breach`: the register's passwords and the organisation's addresses in known breaches."""

from argparse import Namespace
from pathlib import Path

from somesec.cli import checked
from somesec.cli.commands import verb
from somesec.cli.options import add_format, day
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.errors import InputError
from somesec.language import _, ngettext


def fill(parser: Parser) -> None:
    """Gives `breach` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "check",
        _("check every password, and keep the answer with its date"),
        _fill_check,
        "  somesec breach check --online\n"
        "  somesec breach check --corpus pwned-passwords-sha1-ordered-by-hash.txt",
    )
    verb(
        commands,
        "monitoring",
        _("record at which services the organisation's addresses were found"),
        _fill_monitoring,
        "  somesec breach monitoring domain-search.json --domain testila.fi",
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
    parser.add_argument(
        "--stale",
        action="store_true",
        help=_("look up only what was looked up before, longer ago than the policy allows"),
    )
    add_format(parser)
    parser.set_defaults(run=check)


def _fill_monitoring(parser: Parser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        metavar=_("FILE"),
        help=_("a domain search of haveibeenpwned.com, as JSON or CSV; it is not kept"),
    )
    parser.add_argument(
        "--domain",
        default="",
        metavar=_("DOMAIN"),
        help=_("the mail domain of the file's aliases; without it, the organisation's only one"),
    )
    parser.add_argument(
        "--on", type=day, metavar=_("DATE"), help=_("the day of the search; without it, today")
    )
    add_format(parser)
    parser.set_defaults(run=monitoring)


def check(options: Namespace) -> int:
    """Prints the accounts whose password was breached, then those that could not be checked.

    Raises CheckError at the end where some could not be."""
    from somesec.register import breaches, rechecking

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
                among=rechecking.stale_breach_answers(register) if options.stale else None,
                progress=tell,
            )
        headline = ngettext(
            "{count} password checked, {found} breached.",
            "{count} passwords checked, {found} breached.",
            result.checked,
        ).format(count=result.checked, found=len(result.found))
        found = _("breached: change it now")
        checked.show(register, result, options.format, headline=headline, found=found)
        checked.require_all(result)
    note(_("The answers are kept; 'somesec audit' counts them."))
    return 0


def monitoring(options: Namespace) -> int:
    """Prints the addresses at services where the register has no account with them."""
    from somesec.register import monitoring as breach_monitoring

    with opened(options) as register:
        result = breach_monitoring.record(
            register, options.file, domain=options.domain, made_on=options.on
        )
    if options.format == "json":
        write_json(
            {
                "found": len(result.scan.addresses),
                "left_out": [
                    {"line": left.line, "reason": left.reason.english()} for left in result.left
                ],
                "made_on": result.scan.made_on,
                "unknown": [
                    {"address": each.address, "service": each.service} for each in result.unknown
                ],
            }
        )
    else:
        headline = ngettext(
            "{count} use of an address found, {unknown} of them without an account here.",
            "{count} uses of addresses found, {unknown} of them without an account here.",
            len(result.scan.addresses),
        ).format(count=len(result.scan.addresses), unknown=len(result.unknown))
        rows = [(each.address, each.service) for each in result.unknown]
        found = "\n\n" + table((_("Address"), _("Service")), rows) if rows else ""
        write(headline + found)
    for left in result.left:
        note(_("Left out at {line}: {reason}.").format(line=left.line, reason=left.reason))
    if result.left:
        note(
            ngettext(
                "{count} place in the file could not be used.",
                "{count} places in the file could not be used.",
                len(result.left),
            ).format(count=len(result.left))
        )
    note(_("The file is not kept; 'somesec audit' counts what was found."))
    return 0


def _base_address(mirror: str | None) -> str | None:
    """The address without the path that every question has, which people copy along with it."""
    return mirror.rstrip("/").removesuffix("/range") if mirror else None
