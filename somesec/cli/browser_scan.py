"""`somesec browser-scan`: whether browsers here keep logins of the register's services."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from policy.reports.harmless import harmless
from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.errors import CheckError
from somesec.language import _, ngettext

if TYPE_CHECKING:
    from somesec.register.browsers import Look


def fill(parser: Parser) -> None:
    """Gives `browser-scan` its options."""
    parser.add_argument(
        "--profile",
        type=Path,
        metavar=_("DIR"),
        help=_("look through this profile only; without it, all in the usual places"),
    )
    parser.add_argument(
        "--save", action="store_true", help=_("record the look for whose browsers they are")
    )
    parser.add_argument(
        "--person",
        metavar=_("PERSON"),
        help=_("whose browsers they are, for --save; without it, the member"),
    )
    add_format(parser)
    parser.epilog = _("Examples:") + (
        '\n  somesec browser-scan\n  somesec browser-scan --save --person "Aino Testi"'
    )
    parser.set_defaults(run=scan)


def scan(options: Namespace) -> int:
    """Prints where a login is kept, and records the look where that is asked.

    Raises CheckError, once the rest is printed, where a profile could not be looked through."""
    from somesec.register import browsers, people

    with opened(options) as register:
        person = None
        if options.save:
            person = people.find(register, options.person or register.member.name)
        found = browsers.look(register, options.profile)
        failed = [looked for looked in found.profiles if looked.problem]
        if person is not None and not failed:
            browsers.save(register, found, person)
        is_saved = person is not None and not failed
        if options.format == "json":
            write_json(_for_programs(found, is_saved))
        elif found.stored:
            write(_text(found))
        _tell(found)
        if person is not None and is_saved:
            note(_("The look is recorded for {name}.").format(name=harmless(person.name)))
        if failed:
            raise CheckError(
                _("Not every profile could be looked through, so nothing is recorded.")
                if options.save
                else _("Not every profile could be looked through.")
            )
    return 0


def _tell(found: "Look") -> None:
    for looked in found.profiles:
        if looked.problem:
            note(f"{looked.profile.browser}: {looked.problem}")
    note(
        ngettext(
            "{count} profile was looked through.",
            "{count} profiles were looked through.",
            len(found.profiles),
        ).format(count=len(found.profiles))
    )
    if found.stored:
        note(
            _(
                "Delete these logins in the browser and change the passwords. Which account a "
                "login is of is not read."
            )
        )


def _text(found: "Look") -> str:
    return table(
        (_("Browser"), _("Site"), _("Accounts there"), _("Profile")),
        [
            (
                login.profile.browser,
                login.origin,
                "; ".join(account.name for account in login.accounts),
                str(login.profile.folder),
            )
            for login in found.stored
        ],
    )


def _for_programs(found: "Look", is_saved: bool) -> dict[str, object]:
    return {
        "saved": is_saved,
        "profiles": [
            {
                "browser": looked.profile.browser,
                "path": str(looked.profile.folder),
                "origins": looked.origins,
                "problem": looked.problem or None,
            }
            for looked in found.profiles
        ],
        "found": [
            {
                "browser": login.profile.browser,
                "path": str(login.profile.folder),
                "origin": login.origin,
                "platform": login.platform,
                "accounts": [
                    {"account": account.name, "id": account.id} for account in login.accounts
                ],
            }
            for login in found.stored
        ],
    }
