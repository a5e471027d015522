"""What a breach monitoring service knows of the organisation's addresses (clause 5-d)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policy.catalogue import load_catalogue, named
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.domain_search import Left, read_domain_search
from somesec.exchange.source_file import read_bytes
from somesec.language import _
from somesec.model import FoundAddress, Scan, ScanKind
from somesec.register import auditing, scans
from somesec.register.session import Register

RULE = "SOM910"


@dataclass(frozen=True)
class Monitored:
    """The look as it was recorded, what in it no account in the register has, and the places of the
    file that could not be used."""

    scan: Scan
    unknown: tuple[FoundAddress, ...]
    left: tuple[Left, ...]


def record(
    register: Register, file: Path, *, domain: str = "", made_on: date | None = None
) -> Monitored:
    """Records what a domain search found, in place of what was found before. The file is not kept.

    Raises InputError for a file that cannot be used, for a domain that is not the organisation's,
    and for a day to come."""
    domains = register.records.organisation.domains
    domain = domain.strip().casefold()
    if domain and domain not in domains:
        raise InputError(
            _("'{domain}' is no domain of the organisation. It has: {domains}.").format(
                domain=domain, domains=", ".join(domains)
            )
        )
    if not domain and len(domains) == 1:
        domain = domains[0]
    search = read_domain_search(read_bytes(file), domains, domain)
    scan = scans.record(
        register,
        kind=ScanKind.ADDRESSES,
        made_on=made_on or clock.today(),
        source=file.name,
        addresses=[(found.address, _service(found.service)) for found in search.found],
    )
    return Monitored(scan, _unknown(register, scan), search.left)


def _service(name: str) -> str:
    """A service as the catalogue calls it, so that the rule knows it again; else as it is."""
    known = load_catalogue().get(named(name) or "")
    return known.name if known else name


def _unknown(register: Register, scan: Scan) -> tuple[FoundAddress, ...]:
    audit = auditing.audit(register, rules=[RULE])
    found = {(f.evidence["address"], f.evidence["service"]) for f in audit.findings}
    return tuple(each for each in scan.addresses if (each.address, each.service) in found)
