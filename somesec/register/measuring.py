"""From an account and its secret to the facts on its card."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from somesec import clock
from somesec.hygiene.context import PasswordContext
from somesec.hygiene.measure import MeasureRequest
from somesec.model import Account, Facts, Person, Records, Secret, Unit
from somesec.register.session import Register

Progress = Callable[[int, int], None]


def measured(
    register: Register,
    pairs: Sequence[tuple[Account, Secret]],
    progress: Progress | None = None,
    *,
    changed_on: Mapping[UUID, date],
    units: Mapping[UUID, Unit] | None = None,
    people: Mapping[UUID, Person] | None = None,
) -> list[Account]:
    """The accounts with the facts of their secrets, in order; an account whose secret holds no
    password has no facts. `changed_on` says by account when its password was last
    changed, where that is known; `units` and `people` are those not yet in the register.

    Raises CheckError when a password could not be measured."""
    records = register.records
    known_units = {**records.units, **(units or {})}
    known_people = {**records.people, **(people or {})}
    with_password = [(account, secret) for account, secret in pairs if secret.password]
    requests = [
        MeasureRequest(
            password=secret.password,
            context=_context(account, records, known_units, known_people),
            previous=tuple(old.password for old in secret.previous if old.password),
            changed_on=changed_on.get(account.id),
            has_totp=bool(secret.totp),
            has_recovery_codes=bool(secret.recovery_codes),
            today=clock.today(),
        )
        for account, secret in with_password
    ]
    measured_facts = register.measurer().measure_all(requests, progress) if requests else []
    facts: dict[UUID, Facts] = {
        account.id: _with_older_answers(account, new)
        for (account, _secret), new in zip(with_password, measured_facts, strict=True)
    }
    return [
        msgspec.structs.replace(account, facts=facts.get(account.id)) for account, _secret in pairs
    ]


def _with_older_answers(account: Account, new: Facts) -> Facts:
    """What was found out about the same password before is still true of it."""
    old = account.facts
    if old is None or old.fingerprint != new.fingerprint:
        return new
    return msgspec.structs.replace(
        new,
        breach=old.breach,
        intranet=old.intranet,
        changed_on=new.changed_on or old.changed_on,
    )


def _context(
    account: Account,
    records: Records,
    units: Mapping[UUID, Unit],
    people: Mapping[UUID, Person],
) -> PasswordContext:
    unit = units.get(account.unit)
    holders = [people[a.person].name for a in account.administrators if a.person in people]
    return PasswordContext(
        organisation=records.organisation.name,
        domains=records.organisation.domains,
        units=unit.all_names if unit else (),
        platform=account.platform,
        handle=account.handle,
        login=account.login,
        people=tuple(holders),
    )
