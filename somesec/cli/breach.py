"""`somesec breach`: looking for the register's passwords in known breaches."""

from argparse import Namespace
from pathlib import Path

from somesec.cli import checked
from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.unlocking import opened
from somesec.errors import InputError
from somesec.language import _, ngettext


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
    parser.add_argument(
        "--stale",
        action="store_true",
        help=_("look up only what was looked up before, longer ago than the policy allows"),
    )
    add_format(parser)
    parser.set_defaults(run=check)


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


def _base_address(mirror: str | None) -> str | None:
    """The address without the path that every question has, which people copy along with it."""
    return mirror.rstrip("/").removesuffix("/range") if mirror else None
