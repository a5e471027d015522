"""Looks outside the register: through people's browsers, and for the organisation's addresses."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4

from somesec import clock
from somesec.errors import InputError
from somesec.language import _
from somesec.model import FoundAddress, Scan, ScanKind
from somesec.register.session import Register


def record(
    register: Register,
    *,
    kind: ScanKind,
    made_on: date,
    source: str = "",
    person: UUID | None = None,
    accounts: Iterable[UUID] = (),
    addresses: Iterable[tuple[str, str]] = (),
) -> Scan:
    """Keeps what a look found, which may be nothing. `addresses` are pairs of an address and the
    service where it has an account.

    Raises InputError for a day to come, a look through browsers without a person, and what a look
    of the kind cannot find."""
    found_accounts, found_addresses = tuple(dict.fromkeys(accounts)), tuple(addresses)
    if made_on > clock.today():
        raise InputError(_("A look cannot lie in the future."))
    if kind is ScanKind.BROWSER and person is None:
        raise InputError(_("Say whose browsers were looked through."))
    if kind is ScanKind.BROWSER and found_addresses:
        raise InputError(_("A look through browsers finds accounts, and no addresses at services."))
    if kind is ScanKind.ADDRESSES and (person is not None or found_accounts):
        raise InputError(_("A look for addresses finds addresses at services, and no accounts."))
    scan = Scan(
        id=uuid4(),
        kind=kind,
        made_on=made_on,
        recorded_by=register.member.name,
        source=" ".join(source.split()),
        person=person,
        accounts=found_accounts,
        addresses=tuple(
            FoundAddress(address=address.casefold(), service=service)
            for address, service in dict.fromkeys(found_addresses)
        ),
    )
    with register.change("scan-recorded", kind.value, person) as change:
        change.put(scan)
    return scan


def listed(register: Register) -> Sequence[Scan]:
    """Every look, the newest first."""
    scans = register.records.scans.values()
    return sorted(scans, key=lambda scan: (scan.made_on, scan.id), reverse=True)
