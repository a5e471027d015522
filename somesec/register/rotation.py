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

    Raises ConflictError when one is pending already."""
    register.refresh()
    account = register.records.accounts[account_id]
    secret = register.secret(account_id)
    if secret.pending:
        raise ConflictError(
            _(
                "{account} has a pending password already. See it with 'somesec secret show"
                " --pending', then confirm or cancel it."
            ).format(account=account.name)
        )
    new = password or secrets.suggest(
        register, account_id, length=length, words=words, language=language
    )
    today = clock.today()
    secret = msgspec.structs.replace(secret, pending=new, pending_since=today)
    with register.change("rotation-started", subject=account_id) as change:
        change.put_secret(secret)
        if account.facts is not None:
            facts = msgspec.structs.replace(account.facts, pending_since=today)
            change.put(msgspec.structs.replace(account, facts=facts))
        else:
            change.put(account)
    return new


def pending(register: Register, account_id: UUID) -> str:
    """The pending password; that it was opened is in the trail before it is returned."""
    return secrets.show(register, account_id, pending=True)


def confirm(register: Register, account_id: UUID) -> Account:
    """Makes the pending password the current one and keeps the old one as previous."""
    register.refresh()
    account, secret = register.records.accounts[account_id], register.secret(account_id)
    _require_pending(account, secret.pending)
    return secrets.replace_password(register, account, secret, secret.pending, "rotation-confirmed")


def cancel(register: Register, account_id: UUID) -> Account:
    """Drops the pending password; the current one stays as it was."""
    register.refresh()
    account, secret = register.records.accounts[account_id], register.secret(account_id)
    _require_pending(account, secret.pending)
    if account.facts is not None:
        facts = msgspec.structs.replace(account.facts, pending_since=None)
        account = msgspec.structs.replace(account, facts=facts)
    with register.change("rotation-cancelled", subject=account_id) as change:
        change.put(account)
        change.put_secret(msgspec.structs.replace(secret, pending="", pending_since=None))
    return account


def unfinished(register: Register) -> list[Account]:
    """The accounts with a pending password, by name."""
    waiting = [
        account
        for account in register.records.accounts.values()
        if (account.facts is not None and account.facts.pending_since)
        or (account.facts is None and _has_pending(register, account))
    ]
    return sorted(waiting, key=lambda account: account.name)


def due(register: Register) -> list[Account]:
    """The accounts whose password must be changed, the longest due first."""
    waiting = [
        (a.rotation_due.since, a.name, a)
        for a in register.records.accounts.values()
        if a.rotation_due
    ]
    return [account for _since, _name, account in sorted(waiting, key=lambda row: row[:2])]


def _has_pending(register: Register, account: Account) -> bool:
    return register.has_secret(account.id) and bool(register.secret(account.id).pending)


def _require_pending(account: Account, pending: str) -> None:
    if not pending:
        raise InputError(
            _("{account} has no pending password. Start one with 'somesec rotate start'.").format(
                account=account.name
            )
        )
