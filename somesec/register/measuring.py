"""From an account and its secret to the facts on its card."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from somesec import clock
from somesec.hygiene.context import PasswordContext
from somesec.hygiene.measure import MeasureRequest
from somesec.model import Account, Answer, Facts, Intranet, Person, Records, Secret, Unit
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
    intranet = register.intranet() if with_password else None
    requests = [
        MeasureRequest(
            password=secret.password,
            context=context_of(account, known_units, known_people, records),
            previous=tuple(old.password for old in secret.previous if old.password),
            changed_on=changed_on.get(account.id),
            has_totp=bool(secret.totp),
            has_recovery_codes=bool(secret.recovery_codes),
            intranet=intranet,
            today=clock.today(),
        )
        for account, secret in with_password
    ]
    measured_facts = register.measurer().measure_all(requests, progress) if requests else []
    facts: dict[UUID, Facts] = {
        account.id: with_older_answers(account.facts, new)
        for (account, _secret), new in zip(with_password, measured_facts, strict=True)
    }
    return [
        msgspec.structs.replace(account, facts=facts.get(account.id)) for account, _secret in pairs
    ]


def with_older_answers(old: Facts | None, new: Facts) -> Facts:
    """What was found out about the same password before is still true of it."""
    if old is None or old.fingerprint != new.fingerprint:
        return new
    return msgspec.structs.replace(
        new,
        breach=old.breach,
        intranet=still_standing(old.intranet, new.intranet),
        changed_on=new.changed_on or old.changed_on,
    )


def still_standing(old: Intranet, new: Intranet) -> Intranet:
    """Of two answers about one password, the one that holds. One found once stays found: whoever
    has a new password on the intranet has used this one in both places. A comparison that was not
    made leaves the older answer and its date."""
    return old if old.match is Answer.YES or new.match is Answer.UNKNOWN else new


def context_of(
    account: Account,
    units: Mapping[UUID, Unit],
    people: Mapping[UUID, Person],
    records: Records,
) -> PasswordContext:
    """The words that someone who guesses the account's password would try first."""
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
