"""`somesec intranet`: whether passwords of the register are passwords of the intranet too."""

from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from somesec.cli import checked, unlocking
from somesec.cli.account import add_account
from somesec.cli.commands import verb
from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.unlocking import first_line, opened, typed
from somesec.errors import InputError
from somesec.language import N_, _, ngettext

if TYPE_CHECKING:
    from somesec.register.facts import CheckResult
    from somesec.register.intranet import Loaded

_MOST_MINUTES = 7 * 24 * 60
_LIKENESS = {
    "same": N_("The same: it must not be used in social media. Change it now."),
    "near-same": N_("Nearly the same: whoever knows one guesses the other. Change it."),
    "different": N_("Different."),
}


def fill(parser: Parser) -> None:
    """Gives `intranet` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "load",
        _("keep a list of the intranet's passwords, from a directory's export of NT hashes"),
        _fill_load,
        "  somesec intranet load hashes.txt\n"
        "  somesec intranet load <(gpg --decrypt hashes.txt.gpg)",
    )
    verb(
        commands,
        "check",
        _("compare every password with the intranet's, and keep the answer with its date"),
        _fill_check,
        "  somesec intranet check\n  somesec intranet check hashes.txt\n"
        "  somesec intranet check directory.ldif --minutes 30",
    )
    verb(
        commands,
        "compare",
        _("compare an account's password with one of the intranet that you type"),
        _fill_compare,
        "  somesec intranet compare facebook/testilankirjasto",
    )


def _fill_load(parser: Parser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        metavar=_("FILE"),
        help=_(
            "NT hashes as pwdump, secretsdump, hashcat or DSInternals write them, or one a line"
        ),
    )
    add_format(parser)
    parser.set_defaults(run=load)


def _fill_check(parser: Parser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar=_("FILE"),
        help=_(
            "compare with the hashes in FILE (NT, LDAP schemes, crypt, bcrypt), not with the "
            "list; nothing of the file is kept"
        ),
    )
    parser.add_argument(
        "--minutes",
        type=_minutes,
        metavar=_("MINUTES"),
        help=_("how long to try slow hashes; what is not tried by then stays unknown"),
    )
    add_format(parser)
    parser.set_defaults(run=check)


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_MINUTES):
        raise ArgumentTypeError(
            _("a whole number of minutes from 1 to {most} is wanted").format(most=_MOST_MINUTES)
        )
    return int(text)


def _fill_compare(parser: Parser) -> None:
    add_account(parser)
    parser.add_argument(
        "--intranet-password-file",
        metavar=_("FILE"),
        help=_("read the intranet password from the first line of FILE, '-' for standard input"),
    )
    add_format(parser)
    parser.set_defaults(run=compare)


def load(options: Namespace) -> int:
    """Loads the list, compares the passwords that this member may open, and says what came of it.
    What others alone may open is compared when they unlock the register."""
    from somesec.register import intranet

    with opened(options) as register:
        with progress(_("Reading")) as tell:
            loaded = intranet.load(register, options.file, tell)
        with progress(_("Comparing")) as tell:
            result = intranet.check_stale(register, tell)
        if options.format == "json":
            found = checked.for_programs(register, result)
            write_json({**_for_programs(loaded), "compared": found})
        else:
            write(_sentences(loaded))
            checked.show(register, result, "text", headline=_headline(result), found=_found())
    if options.file.is_file():
        note(_("Delete {file} now: the register needs it no more.").format(file=options.file))
    return 0


def check(options: Namespace) -> int:
    """Prints the accounts whose password is one of the intranet's, then those that could not be
    compared.

    Raises CheckError at the end where some could not be."""
    from somesec.exchange.directory_hashes import unreadable_sentence
    from somesec.register import intranet

    with opened(options) as register:
        with progress(_("Comparing")) as tell:
            result = intranet.check(
                register, options.file, tell, minutes=options.minutes or intranet.MINUTES
            )
        if options.format == "json":
            of_file = {
                "hashes": result.hashes,
                "unreadable": result.unreadable,
                "unreadable_lines": result.unreadable_lines,
            }
            found = checked.for_programs(register, result)
            write_json(found | of_file if options.file else found)
        else:
            checked.show(register, result, "text", headline=_headline(result), found=_found())
        if result.unreadable:
            note(unreadable_sentence(result.unreadable, result.unreadable_lines))
        checked.require_all(result)
    note(_("The answers are kept; 'somesec audit' counts them."))
    return 0


def compare(options: Namespace) -> int:
    """Says how alike the two are."""
    from somesec.register import accounts, intranet

    with opened(options) as register:
        account = accounts.find(register, options.account)
        likeness = intranet.compare(register, account.id, _intranet_password(options))
        if options.format == "json":
            write_json({"id": account.id, "account": account.name, "likeness": likeness.value})
        else:
            write(_(_LIKENESS[likeness.value]))
    return 0


def _intranet_password(options: Namespace) -> str:
    if options.intranet_password_file is not None:
        return first_line(options.intranet_password_file)
    if not unlocking.on_terminal():
        raise InputError(
            _(
                "There is no terminal to type the intranet password on. "
                "Give --intranet-password-file FILE."
            )
        )
    return typed(_("Intranet password: "))


def _for_programs(loaded: "Loaded") -> dict[str, object]:
    digest = loaded.digest
    return {
        "loaded_at": digest.loaded_at,
        "source": digest.source.value,
        "count": digest.count,
        "unreadable": digest.unreadable,
        "unreadable_lines": loaded.unreadable_lines,
        "blank": digest.blank,
        "machines": digest.machines,
    }


def _sentences(loaded: "Loaded") -> str:
    from somesec.exchange.directory_hashes import unreadable_sentence

    digest = loaded.digest
    lines = [
        ngettext(
            "{count} password of the intranet is on the list now, read as {source}.",
            "{count} passwords of the intranet are on the list now, read as {source}.",
            digest.count,
        ).format(count=digest.count, source=digest.source.value),
        _("Left out: {blank} without a password, {machines} of machines.").format(
            blank=digest.blank, machines=digest.machines
        ),
    ]
    if digest.unreadable:
        lines.append(unreadable_sentence(digest.unreadable, loaded.unreadable_lines))
    return "\n".join(lines)


def _headline(result: "CheckResult") -> str:
    return ngettext(
        "{count} password compared, {found} of the intranet.",
        "{count} passwords compared, {found} of the intranet.",
        result.checked,
    ).format(count=result.checked, found=len(result.found))


def _found() -> str:
    return _("one of the intranet's: change it now")
