"""Rotation that loses no password: pending is stored before it is shown, the old one kept."""

from uuid import UUID

import msgspec

from somesec import clock
from somesec.errors import ConflictError, InputError
from somesec.language import _
from somesec.model import Account
from somesec.register import secrets
from somesec.register.session import Register


def start(
    register: Register,
    account_id: UUID,
    *,
    password: str | None = None,
    length: int | None = None,
    words: int | None = None,
    language: str | None = None,
) -> str:
    """Stores a new password as pending beside the current one, and returns it once it is safe on
    disk. Without `password` one is generated to the platform's limits.

    Raises ConflictError when one is pending already, InputError when it is the current one."""
    new = password or secrets.suggest(
        register, account_id, length=length, words=words, language=language
    )
    today = clock.today()
    with register.change("rotation-started", subject=account_id) as change:
        account, secret, _revision = register.opened(account_id)
        if secret.pending:
            raise ConflictError(
                _(
                    "{account} has a pending password already. See it with 'somesec secret show"
                    " --pending', then confirm or cancel it."
                ).format(account=account.name)
            )
        if new == secret.password:
            raise InputError(
                _("That is the password {account} has now. Choose another.").format(
                    account=account.name
                )
            )
        change.put(msgspec.structs.replace(account, pending_since=today))
        change.put_secret(msgspec.structs.replace(secret, pending=new, pending_since=today))
    return new


def pending(register: Register, account_id: UUID) -> str:
    """The pending password; that it was opened is in the trail before it is returned."""
    return secrets.show(register, account_id, pending=True)


def confirm(register: Register, account_id: UUID) -> Account:
    """Makes the pending password the current one and keeps the old one as previous."""
    opened = register.opened(account_id)
    _require_pending(opened.account, opened.secret.pending)
    return secrets.replace_password(register, opened, opened.secret.pending, "rotation-confirmed")


def cancel(register: Register, account_id: UUID) -> Account:
    """Drops the pending password; the current one stays as it was."""
    with register.change("rotation-cancelled", subject=account_id) as change:
        account, secret, _revision = register.opened(account_id)
        _require_pending(account, secret.pending)
        account = msgspec.structs.replace(account, pending_since=None)
        change.put(account)
        change.put_secret(msgspec.structs.replace(secret, pending="", pending_since=None))
    return account


def unfinished(register: Register) -> list[Account]:
    """The accounts with a pending password, by name."""
    waiting = [a for a in register.records.accounts.values() if a.pending_since]
    return sorted(waiting, key=lambda account: account.name)


def due(register: Register) -> list[Account]:
    """The accounts whose password must be changed, the longest due first."""
    waiting = [
        (a.rotation_due.since, a.name, a)
        for a in register.records.accounts.values()
        if a.rotation_due
    ]
    return [account for _since, _name, account in sorted(waiting, key=lambda row: row[:2])]


def _require_pending(account: Account, pending: str) -> None:
    if not pending:
        raise InputError(
            _("{account} has no pending password. Start one with 'somesec rotate start'.").format(
                account=account.name
            )
        )
