"""Taking the register's tables out: our own CSV, or JSON. Secrets only when asked for by name."""

from pathlib import Path
from typing import Any

from somesec.errors import InputError
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow
from somesec.exchange.save import save as save_bytes
from somesec.exchange.write_csv import write_csv
from somesec.exchange.write_json import write_json
from somesec.language import _
from somesec.register import accounts, people, units
from somesec.register.session import Register

FORMATS = ("csv", "json")
WHAT = ("accounts", "units", "people")


def export(
    register: Register, to: str, *, what: str = "accounts", with_secrets: bool = False
) -> bytes:
    """A table as the bytes of a file. With secrets, a trail entry is written first.

    Raises InputError for an unknown format or table, LockedError for secrets that the member may
    not open."""
    if to not in FORMATS or what not in WHAT:
        raise InputError(
            _("Export {what} to {formats}.").format(
                what=", ".join(WHAT), formats=" / ".join(FORMATS)
            )
        )
    if with_secrets:
        with register.change("exported-with-secrets", what):
            pass
    rows, columns = _rows(register, what, with_secrets)
    return write_csv(columns, rows) if to == "csv" else write_json(rows)


def save(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Writes a file that only its owner may read, whole or not at all.

    Raises InputError when it is there already and may not be overwritten."""
    save_bytes(path, data, overwrite=overwrite)


def _rows(
    register: Register, what: str, with_secrets: bool
) -> tuple[list[dict[str, str]], list[str]]:
    if what == "units":
        rows = [units.as_values(register, unit) for unit in units.listed(register)]
        return rows, _columns(UnitRow)
    if what == "people":
        rows = [people.as_values(register, person) for person in people.listed(register)]
        return rows, _columns(PersonRow)
    rows = []
    for account in accounts.listed(register):
        row = accounts.as_values(register, account)
        own = [r.reviewed_on for r in register.records.reviews.values() if r.account == account.id]
        row["terms_reviewed_on"] = max(own).isoformat() if own else ""
        if with_secrets:
            secret = register.secret(account.id)
            row["password"], row["totp"] = secret.password, secret.totp
        rows.append(row)
    hidden = () if with_secrets else ("password", "totp")
    return rows, [name for name in _columns(AccountRow) if name not in hidden]


def _columns(row: type[Any]) -> list[str]:
    return [name for name in row.__struct_fields__ if name != "line"]
