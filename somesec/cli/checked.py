"""What a check of many passwords found, as a table or for programs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from somesec.cli.output import write, write_json
from somesec.cli.table import table
from somesec.errors import CheckError
from somesec.language import _, ngettext

if TYPE_CHECKING:
    from somesec.register import Register
    from somesec.register.facts import CheckResult, Reasons


def show(
    register: "Register", result: "CheckResult", form: str, *, headline: str, found: str
) -> None:
    """Prints the accounts whose password was found, with what is said of each, then those that
    could not be checked."""
    if form == "json":
        write_json(for_programs(register, result))
        return
    accounts = register.records.accounts
    rows = [(accounts[one].name, found) for one in result.found]
    rows += [
        (accounts[one].name, _("not known: {reason}").format(reason=_(reason)))
        for one, reason in result.unknown
    ]
    write(headline + ("\n\n" + table((_("Account"), _("Password")), rows) if rows else ""))


def for_programs(register: "Register", result: "CheckResult") -> dict[str, object]:
    """The result as JSON has it."""
    return {
        "checked": result.checked,
        "found": named(register, result.found),
        "unknown": with_reasons(register, result.unknown),
    }


def named(register: "Register", ids: Iterable[UUID]) -> list[dict[str, object]]:
    """Accounts by id and name."""
    return [{"id": one, "account": register.records.accounts[one].name} for one in ids]


def with_reasons(register: "Register", reasons: "Reasons") -> list[dict[str, object]]:
    """Accounts by id and name, each with why nothing new is known of its password."""
    names = named(register, (one for one, _reason in reasons))
    return [
        {**name, "reason": str(reason)} for name, (_one, reason) in zip(names, reasons, strict=True)
    ]


def require_all(result: "CheckResult") -> None:
    """Raises CheckError where some passwords could not be checked."""
    if result.unknown:
        raise CheckError(
            ngettext(
                "{count} password could not be checked, so nothing is known of it.",
                "{count} passwords could not be checked, so nothing is known of them.",
                len(result.unknown),
            ).format(count=len(result.unknown))
        )
