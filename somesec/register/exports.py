"""Taking the register out: a table as our own CSV, all of it as JSON, or its logins as a KDBX file.
Secrets only on demand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from somesec import clock
from somesec.errors import InputError, LockedError
from somesec.exchange import save as save_file
from somesec.exchange.login import Login
from somesec.exchange.own import parse_values
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow
from somesec.exchange.write_csv import write_accounts_csv, write_people_csv, write_units_csv
from somesec.exchange.write_json import write_json
from somesec.language import _
from somesec.model import Account, Secret
from somesec.register import accounts, people, units
from somesec.register.session import Register

FORMATS = ("csv", "json")
TABLES = ("accounts", "units", "people")


def export(
    register: Register, to: str, *, what: str = "accounts", with_secrets: bool = False
) -> bytes:
    """The bytes of a file: one table in CSV, or the three of them in JSON. With secrets, a trail
    entry is written first.

    Raises InputError for an unknown format or table, LockedError for secrets that the member may
    not open."""
    if to not in FORMATS:
        raise InputError(
            _("'{format}' is no format of an export. Choose one of {formats}.").format(
                format=to, formats=", ".join(FORMATS)
            )
        )
    if what not in TABLES:
        raise InputError(
            _("'{table}' is no table. Choose one of {tables}.").format(
                table=what, tables=", ".join(TABLES)
            )
        )
    if with_secrets:
        with register.change("exported-with-secrets", what):
            pass
    if to == "json":
        return write_json(
            _units(register),
            _people(register),
            _accounts(register, with_secrets),
            with_secrets=with_secrets,
        )
    if what == "units":
        return write_units_csv(_units(register))
    if what == "people":
        return write_people_csv(_people(register))
    return write_accounts_csv(_accounts(register, with_secrets), with_secrets=with_secrets)


def export_kdbx(register: Register, passphrase: str) -> bytes:
    """The bytes of a KDBX 4 file under a passphrase of its own: a group for each unit, an entry for
    each account with all of its secrets. A trail entry is written first.

    Raises InputError for an empty passphrase or a secret that the format cannot hold, LockedError
    for secrets that the member may not open."""
    # Its libraries take a good part of a second to load, which no other export should wait for.
    from somesec.exchange import kdbx_write

    if not passphrase:
        raise InputError(_("The passphrase of the KDBX file is empty. Choose a strong one."))
    with register.change("exported-to-kdbx"):
        pass
    listed = accounts.listed(register)
    secrets = _secrets(register, listed)
    return kdbx_write.write(
        [_login(register, account, secrets[account.id]) for account in listed],
        name=register.records.organisation.name,
        passphrase=passphrase,
        today=clock.today(),
    )


def require_free(path: Path, *, overwrite: bool = False) -> None:
    """Raises InputError where `save` would refuse the file: asked before an entry of the trail says
    that something was exported."""
    save_file.require_free(path, overwrite=overwrite)


def save(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Writes a file that only its owner may read, whole or not at all.

    Raises InputError when it is there already and may not be overwritten."""
    save_file.save(path, data, overwrite=overwrite)


def _login(register: Register, account: Account, secret: Secret) -> Login:
    unit = register.records.units.get(account.unit)
    parts = {
        "Pending password": secret.pending,
        "Recovery codes": "\n".join(secret.recovery_codes),
        "Answers": "\n".join(secret.answers),
    }
    return Login(
        title=account.display_name or f"{account.platform} {account.handle}",
        group=(unit.name,) if unit else (),
        username=account.login or account.registered_address,
        password=secret.password,
        addresses=(account.profile_address,) if account.profile_address else (),
        notes="\n\n".join(text for text in (account.notes, secret.notes) if text),
        totp=secret.totp,
        fields=tuple((name, text) for name, text in parts.items() if text),
        previous=secret.previous,
        changed_on=account.facts.changed_on if account.facts else None,
        source_id=account.id.hex,
    )


def _secrets(register: Register, some: Sequence[Account]) -> dict[UUID, Secret]:
    secrets = {account.id: Secret(id=account.id) for account in some}
    for id_, found in register.opened_among(list(secrets)).items():
        if isinstance(found, LockedError):
            raise found
        secrets[id_] = found.secret
    return secrets


def _units(register: Register) -> list[UnitRow]:
    values = (units.as_values(register, unit) for unit in units.listed(register))
    return [UnitRow(**parse_values(UnitRow, row)) for row in values]


def _people(register: Register) -> list[PersonRow]:
    # Those known by name only would come back as listed people; the cells that name them bring
    # them back as they are.
    listed = (person for person in people.listed(register) if person.listed)
    values = (people.as_values(register, person) for person in listed)
    return [PersonRow(**parse_values(PersonRow, row)) for row in values]


def _accounts(register: Register, with_secrets: bool) -> list[AccountRow]:
    rows, listed = [], accounts.listed(register)
    secrets = _secrets(register, listed) if with_secrets else {}
    reviewed: dict[UUID | None, date] = {}
    for review in register.records.reviews.values():
        last = reviewed.get(review.account, review.reviewed_on)
        reviewed[review.account] = max(last, review.reviewed_on)
    for account in listed:
        values = accounts.as_values(register, account)
        own = reviewed.get(account.id)
        values["terms_reviewed_on"] = own.isoformat() if own else ""
        if not account.moderation_recorded:
            del values["moderators"]  # an empty cell would say that nobody moderates
        parsed = parse_values(AccountRow, values)
        if with_secrets:
            secret = secrets[account.id]
            parsed |= {"password": secret.password, "totp": secret.totp}
        rows.append(AccountRow(**parsed))
    return rows
