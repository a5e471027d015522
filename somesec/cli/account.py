"""`somesec account`: the accounts on the platforms, without their secrets."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli import columns
from somesec.cli.commands import verb
from somesec.cli.options import COLUMN, add_columns, add_format, changed_columns, day, given_columns
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import pairs, table
from somesec.cli.unlocking import opened
from somesec.language import _, show_date

if TYPE_CHECKING:
    from uuid import UUID

    from somesec.model import Account, Facts
    from somesec.register import Register

# The values of pack.PlanningLine, so that --help needs no policy; a test holds them together.
PLANNING = (
    *("other-channels", "topics", "time", "goals"),
    *("need", "open-part", "feedback", "moderation"),
)


def fill(parser: Parser) -> None:
    """Gives `account` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "add",
        _("add an account; its password comes with 'somesec secret set'"),
        _fill_add,
        "  somesec account add --unit Kirjasto --profile-address facebook.com/testilankirjasto",
    )
    verb(commands, "list", _("list the accounts"), _fill_list)
    verb(commands, "show", _("show one account, without its secrets"), _fill_show)
    verb(
        commands,
        "edit",
        _("change what is said of an account; an empty value clears it"),
        _fill_edit,
        "  somesec account edit facebook/testilankirjasto --last-post-on 2026-11-20",
    )
    verb(
        commands,
        "plan",
        _("record what was weighed before the page is opened; without a line, shows what is open"),
        _fill_plan,
        "  somesec account plan facebook/testilankirjasto --line need --line moderation",
    )
    verb(
        commands,
        "close",
        _("close an account: first asked for, then removed from view"),
        _fill_close,
        "  somesec account close facebook/testilankirjasto --requested-by Kirjasto\n"
        "  somesec account close facebook/testilankirjasto --requested-by Kirjasto"
        " --removed-from-view-on today",
    )


def add_account(parser: Parser) -> None:
    """Adds the place for the account's name."""
    parser.add_argument(
        "account",
        metavar=_("ACCOUNT"),
        help=_("platform/handle, the id, or any part that fits one"),
    )


def _fill_add(parser: Parser) -> None:
    add_columns(parser, columns.ACCOUNT, required=("unit",))
    parser.set_defaults(run=add)


def _fill_list(parser: Parser) -> None:
    parser.add_argument("--unit", metavar=_("UNIT"), help=_("only this unit's accounts"))
    parser.add_argument(
        "--filter",
        metavar=_("FILTER"),
        help=_("only accounts that fit, as in: unit:kirjasto sev>=high -waived (docs/filter.md)"),
    )
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_show(parser: Parser) -> None:
    add_account(parser)
    add_format(parser)
    parser.set_defaults(run=show)


def _fill_edit(parser: Parser) -> None:
    add_account(parser)
    add_columns(parser, columns.ACCOUNT)
    parser.add_argument(
        "--main-page",
        dest=COLUMN + "main_page",
        choices=("yes", "no"),
        help=_("whether it is the organisation's main page on its platform"),
    )
    parser.set_defaults(run=edit)


def _fill_plan(parser: Parser) -> None:
    add_account(parser)
    parser.add_argument(
        "--line",
        dest="lines",
        choices=PLANNING,
        action="append",
        default=[],
        help=_("a line of the planning checklist; may be given several times"),
    )
    parser.add_argument(
        "--on", type=day, metavar=_("DATE"), help=_("the day it was weighed; without it, today")
    )
    parser.set_defaults(run=plan)


def _fill_close(parser: Parser) -> None:
    add_account(parser)
    parser.add_argument(
        "--requested-by", metavar=_("NAME"), required=True, help=_("who asks for it")
    )
    parser.add_argument(
        "--removed-from-view-on",
        type=day,
        metavar=_("DATE"),
        help=_("the day the page left the public eye; this closes the account"),
    )
    parser.add_argument(
        "--credentials-retired-on",
        type=day,
        metavar=_("DATE"),
        help=_("the day its password and other means to get in were retired"),
    )
    parser.set_defaults(run=close)


def add(options: Namespace) -> int:
    """Adds the account."""
    from somesec.register import accounts

    with opened(options) as register:
        account = accounts.add(register, given_columns(options))
        note(_("Added {account}.").format(account=account.name))
    return 0


def list_all(options: Namespace) -> int:
    """Prints every account, or those of one unit."""
    from somesec.register import accounts, units
    from somesec.register.labels import shown

    with opened(options) as register:
        unit = units.find(register, options.unit).id if options.unit else None
        listed = accounts.listed(register, unit)
        if options.filter:
            fitting = _fitting(register, options.filter)
            listed = [account for account in listed if account.id in fitting]
        if options.format == "json":
            write_json([_for_programs(register, account) for account in listed])
        else:
            rows = [(one, accounts.as_values(register, one)) for one in listed]
            write(
                table(
                    (
                        _("Account"),
                        _("Unit"),
                        _("Status"),
                        _("Kind"),
                        _("Second factor"),
                        _("Administrators"),
                    ),
                    [
                        (
                            account.name,
                            values["unit"],
                            *(shown(c, values[c]) for c in ("status", "kind", "second_factor")),
                            str(len(account.administrators)),
                        )
                        for account, values in rows
                    ],
                    right=(5,),
                )
            )
    return 0


def _fitting(register: "Register", text: str) -> set["UUID"]:
    from somesec.register import auditing
    from somesec.register.filter_language import parse
    from somesec.register.filtering import Lines

    wanted = parse(text)
    lines = Lines(register.view(), auditing.audit(register))
    return {line.account.id for line in lines.fitting(wanted)}


def show(options: Namespace) -> int:
    """Prints one account and what is known of its password."""
    from somesec.register import accounts
    from somesec.register.labels import ACCOUNT, shown

    with opened(options) as register:
        account = accounts.find(register, options.account)
        if options.format == "json":
            write_json({**_for_programs(register, account), "facts": _facts(account)})
        else:
            values = accounts.as_values(register, account)
            values["main_page"] = "yes" if account.main_page else "no"
            lines = [(_(ACCOUNT[name]), shown(name, value)) for name, value in values.items()]
            write(pairs(((_("Id"), str(account.id)), *lines, *_secret_lines(account))))
    return 0


def edit(options: Namespace) -> int:
    """Changes the columns given."""
    from somesec.register import accounts

    values = changed_columns(options)
    with opened(options) as register:
        account = accounts.find(register, options.account)
        account = accounts.edit(register, account.id, values)
        note(_("Changed {account}.").format(account=account.name))
    return 0


def plan(options: Namespace) -> int:
    """Records lines of the planning checklist, or prints it."""
    from policy.pack import PlanningLine
    from policy.wording import PLANNING_LINES
    from somesec.register import accounts

    with opened(options) as register:
        account = accounts.find(register, options.account)
        if options.lines:
            lines = [PlanningLine(line) for line in options.lines]
            accounts.plan(register, account.id, lines, options.on or clock.today())
            note(_("Recorded the planning of {account}.").format(account=account.name))
        else:
            write(
                table(
                    (_("Line"), _("What is weighed"), _("On")),
                    [
                        (line, str(PLANNING_LINES[line]), show_date(day) if day else _("open"))
                        for line in register.view().pack.planning
                        for day in (account.planning.get(line),)
                    ],
                )
            )
    return 0


def close(options: Namespace) -> int:
    """Takes the account a step towards closed."""
    from somesec.model import Status
    from somesec.register import accounts

    with opened(options) as register:
        account = accounts.find(register, options.account)
        changed = accounts.close(
            register,
            account.id,
            requested_by=options.requested_by,
            removed_from_view_on=options.removed_from_view_on,
            credentials_retired_on=options.credentials_retired_on,
        )
        if changed.status is Status.CLOSED:
            note(_("{account} is closed.").format(account=changed.name))
        else:
            note(
                _(
                    "{account} is being closed. When the page is gone, say so with "
                    "--removed-from-view-on DATE."
                ).format(account=changed.name)
            )
    return 0


def _for_programs(register: "Register", account: "Account") -> dict[str, object]:
    from somesec.register import accounts

    return {
        "id": account.id,
        "name": account.name,
        "main_page": account.main_page,
        "pending_since": account.pending_since,
        **columns.for_programs(accounts.as_values(register, account)),
    }


def _facts(account: "Account") -> dict[str, object] | None:
    """What is known of the password; its fingerprints stay inside."""
    facts = account.facts
    if facts is None:
        return None
    return {
        "length_at_least": facts.length,
        "strength": facts.strength,
        "reasons": facts.reasons,
        "context": facts.context,
        "breach": facts.breach.seen.value,
        "breach_checked_on": facts.breach.checked_on,
        "intranet": facts.intranet.match.value,
        "intranet_checked_on": facts.intranet.checked_on,
        "changed_on": facts.changed_on,
        "measured_on": facts.measured_on,
        "has_totp": facts.has_totp,
        "has_recovery_codes": facts.has_recovery_codes,
    }


def _secret_lines(account: "Account") -> list[tuple[str, str]]:
    from somesec.register.labels import shown

    facts = account.facts
    if facts is None:
        lines = [(_("Password"), _("not in the register"))]
    else:
        lines = [
            (_("Password"), _length_and_strength(facts)),
            (_("In a known breach"), shown("breach", facts.breach.seen)),
            (_("One of the intranet's"), shown("intranet", facts.intranet.match)),
        ]
    if account.pending_since:
        lines.append((_("Rotation unfinished since"), show_date(account.pending_since)))
    return lines


def _length_and_strength(facts: "Facts") -> str:
    from somesec.model.facts import LENGTH_CLASSES

    if facts.length < LENGTH_CLASSES[1]:
        text, length = _("under {length} characters, strength {strength} of 4"), LENGTH_CLASSES[1]
    else:
        text, length = _("at least {length} characters, strength {strength} of 4"), facts.length
    return text.format(length=length, strength=facts.strength)
