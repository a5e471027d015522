"""What a breach monitoring service knows of the addresses in a mail domain: the domain search of
Have I Been Pwned, as JSON or CSV.

JSON is its API's answer, the services of each alias (https://haveibeenpwned.com/API/v3, "Getting
all breached email addresses for a domain"), or the older download with `BreachSearchResults`. CSV
has a column with an address or an alias, perhaps one with its domain, and one with services.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from somesec.errors import InputError
from somesec.exchange.csv_source import Table, column_key, read_table
from somesec.exchange.json_source import decode
from somesec.language import N_, Message, _

MOST_FOUND = 20_000
_PROGRAM = "Have I Been Pwned"

# RFC 5321, 4.5.3.1: 64 characters before the @, 254 in all with what is around them.
_ALIAS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}\Z")
_DOMAIN = re.compile(r"(?=.{1,189}\Z)[\w-]{1,63}(\.[\w-]{1,63})+\Z")
_LONGEST_SERVICE = 100

_ADDRESS_COLUMNS = ("email", "email_address", "address", "account", "alias", "username")
_DOMAIN_COLUMNS = ("domain", "domain_name", "domainname")
_SERVICE_COLUMNS = ("breach", "breaches", "service", "services", "breach_name", "name", "site")

NO_ADDRESS = N_("no mail address")
NO_SERVICE = N_("no name of a service")
NO_DOMAIN = N_("an alias without a domain: say which with --domain")
OTHER_DOMAIN = N_("not in a domain of the organisation")


class Found(NamedTuple):
    """An address, in lower case, and a service whose breach it was in."""

    address: str
    service: str


class Left(NamedTuple):
    """A place that says nothing usable, and why: `line` counts lines of a CSV from 1, and entries
    of JSON likewise. Nothing of what stands there is kept."""

    line: int
    reason: Message


class Search(NamedTuple):
    """What was found, each once, and what had to be left out."""

    found: tuple[Found, ...]
    left: tuple[Left, ...]


class _Row(NamedTuple):
    line: int
    alias: str
    domain: str
    services: list[str]


class _OldBreach(msgspec.Struct):
    name: str = msgspec.field(name="Name")


class _OldResult(msgspec.Struct):
    alias: str = msgspec.field(name="Alias")
    domain: str = msgspec.field(name="DomainName")
    breaches: list[_OldBreach] = msgspec.field(name="Breaches")


class _OldDownload(msgspec.Struct):
    results: list[_OldResult] = msgspec.field(name="BreachSearchResults")


def read_domain_search(data: bytes, domains: tuple[str, ...], domain: str = "") -> Search:
    """The addresses in the organisation's `domains` with the services they were found at. `domain`
    completes aliases that stand alone.

    Raises InputError for a file that is neither form, is cut off or too large, and where nothing in
    it can be used."""
    rows = _json_rows(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else None
    found: dict[Found, None] = {}
    left: list[Left] = []
    own = {each.casefold() for each in domains}
    for row in _csv_rows(read_table(data)) if rows is None else rows:
        address = _address(row, domain)
        if isinstance(address, str) and address.partition("@")[2] not in own:
            address = Message(OTHER_DOMAIN)
        if isinstance(address, Message):
            left.append(Left(row.line, address))
            continue
        services = [" ".join(service.split()) for service in row.services]
        if not services or not all(map(_is_service, services)):
            left.append(Left(row.line, Message(NO_SERVICE)))
        found |= dict.fromkeys(Found(address, each) for each in services if _is_service(each))
        if len(found) > MOST_FOUND:
            raise InputError(
                _("The file has more than {count} findings. Take one domain at a time.").format(
                    count=MOST_FOUND
                )
            )
    if left and not found:
        raise InputError(
            _("Nothing in the file can be used. The first reason, at {line}: {reason}.").format(
                line=left[0].line, reason=left[0].reason
            )
        )
    return Search(tuple(found), tuple(left))


def _address(row: _Row, domain: str) -> str | Message:
    alias, at, own_domain = row.alias.strip().partition("@")
    own_domain = (own_domain if at else row.domain or domain).strip().casefold()
    if not alias or not _ALIAS.match(alias) or not alias.isprintable():
        return Message(NO_ADDRESS)
    if not own_domain and not at:
        return Message(NO_DOMAIN)
    if not _DOMAIN.match(own_domain):
        return Message(NO_ADDRESS)
    return f"{alias.casefold()}@{own_domain}"


def _is_service(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_SERVICE and text.isprintable()


def _json_rows(data: bytes) -> Iterator[_Row]:
    if b'"BreachSearchResults"' in data:
        old = decode(data, _OldDownload, _PROGRAM)
        for line, each in enumerate(old.results, 1):
            yield _Row(line, each.alias, each.domain, [one.name for one in each.breaches])
        return
    answer = decode(data, dict[str, list[str]], _PROGRAM)
    for line, (alias, services) in enumerate(answer.items(), 1):
        yield _Row(line, alias, "", services)


def _csv_rows(table: Table) -> Iterator[_Row]:
    keys = [column_key(cell) for cell in table.header.cells]
    address, domain, services = (
        next((keys.index(name) for name in names if name in keys), None)
        for names in (_ADDRESS_COLUMNS, _DOMAIN_COLUMNS, _SERVICE_COLUMNS)
    )
    if address is None or services is None:
        raise InputError(
            _(
                "The file is no domain search: it needs a column with the address ({addresses}) "
                "and one with the services ({services})."
            ).format(addresses=", ".join(_ADDRESS_COLUMNS), services=", ".join(_SERVICE_COLUMNS))
        )
    for line, cells in table.rows:
        cell = dict(enumerate(cells))
        named = re.split(r"[;,|\n]", cell.get(services, ""))
        yield _Row(
            line,
            cell.get(address, ""),
            cell.get(domain, "") if domain is not None else "",
            [each for each in named if each.strip()],
        )
