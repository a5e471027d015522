"""`somesec rotate`: a password's change in steps, so that a crash between any two loses none."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec.cli.account import add_account
from somesec.cli.commands import verb
from somesec.cli.options import add_format, add_length
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import first_line, opened
from somesec.language import _, show_date

if TYPE_CHECKING:
    from datetime import date

    from somesec.model import Account


def fill(parser: Parser) -> None:
    """Gives `rotate` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "start",
        _("write a new password beside the present one, then print it"),
        _fill_start,
        "  somesec rotate start facebook/testilankirjasto\n"
        "  somesec rotate start facebook/testilankirjasto --words 5 --format json",
    )
    verb(
        commands,
        "confirm",
        _("the service took the new password: from now on it is the present one"),
        _fill_confirm,
    )
    verb(commands, "cancel", _("the present password stays; forget the new one"), _fill_cancel)
    verb(commands, "list", _("list rotations that are unfinished or due"), _fill_list)


def _fill_start(parser: Parser) -> None:
    add_account(parser)
    add_length(parser)
    parser.add_argument(
        "--value-file",
        metavar=_("FILE"),
        help=_("take the new password from FILE ('-' for standard input) instead of making one"),
    )
    add_format(parser)
    parser.set_defaults(run=start)


def _fill_confirm(parser: Parser) -> None:
    add_account(parser)
    parser.set_defaults(run=confirm)


def _fill_cancel(parser: Parser) -> None:
    add_account(parser)
    parser.set_defaults(run=cancel)


def _fill_list(parser: Parser) -> None:
    parser.add_argument("account", metavar=_("ACCOUNT"), nargs="?", help=_("only this account"))
    add_format(parser)
    parser.set_defaults(run=list_all)


def start(options: Namespace) -> int:
    """Stores the new password, and only then prints it."""
    from somesec.register import accounts, rotation

    with opened(options) as register:
        account = accounts.find(register, options.account)
        pending = rotation.start(
            register,
            account.id,
            password=first_line(options.value_file) if options.value_file else None,
            length=options.length,
            words=options.words,
            language=options.words_in,
        )
        if options.format == "json":
            write_json({"account": account.name, "pending": pending})
        else:
            write(pending)
        note(
            _(
                "Change it at the service, then 'somesec rotate confirm {account}'. "
                "If the service refuses it, 'somesec rotate cancel {account}'."
            ).format(account=account.name)
        )
    return 0


def confirm(options: Namespace) -> int:
    """Makes the pending password the present one."""
    from somesec.register import accounts, rotation

    with opened(options) as register:
        account = accounts.find(register, options.account)
        rotation.confirm(register, account.id)
        note(_("{account} has its new password; the old one is kept.").format(account=account.name))
    return 0


def cancel(options: Namespace) -> int:
    """Drops the pending password."""
    from somesec.register import accounts, rotation

    with opened(options) as register:
        account = accounts.find(register, options.account)
        rotation.cancel(register, account.id)
        note(_("{account} keeps its present password.").format(account=account.name))
    return 0


def list_all(options: Namespace) -> int:
    """Prints the accounts with a pending password, then those whose password must change."""
    from somesec.register import accounts, rotation

    with opened(options) as register:
        wanted = accounts.find(register, options.account).id if options.account else None
        rows = [
            (account, state)
            for state, listed in (
                ("unfinished", rotation.unfinished(register)),
                ("due", rotation.due(register)),
            )
            for account in listed
            if wanted in (None, account.id)
        ]
        if options.format == "json":
            write_json([_for_programs(account, state) for account, state in rows])
        else:
            states = {"unfinished": _("unfinished"), "due": _("due")}
            write(
                table(
                    (_("Account"), _("State"), _("Since")),
                    [
                        (account.name, states[state], _shown(_since(account, state)))
                        for account, state in rows
                    ],
                )
            )
    return 0


def _for_programs(account: "Account", state: str) -> dict[str, object]:
    due = account.rotation_due
    return {
        "id": account.id,
        "account": account.name,
        "state": state,
        "since": _since(account, state),
        "reason": due.reason if due and state == "due" else None,
    }


def _since(account: "Account", state: str) -> "date | None":
    if state == "unfinished":
        return account.pending_since
    return account.rotation_due.since if account.rotation_due else None


def _shown(day: "date | None") -> str:
    return show_date(day) if day else ""
