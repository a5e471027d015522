"""The list of the town's pages for its website: what anybody may know, and nothing else of an
account."""

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from policy.catalogue import load_catalogue
from policy.reports.markdown import escape
from policy.reports.markup import Html, join, tag
from policy.view import IN_USE
from somesec.language import LANGUAGES, _, collation, current
from somesec.model import Account, Records, Unit
from somesec.unseen import escaped

SCHEMA = "somesec-public-list/1"
FORMATS = ("html", "json", "markdown")

# What RFC 3986 lets stand in an address, without the marks that end one in Markdown.
_IN_ADDRESS = "%:/?#@!$&*+,;=~-._"


class Page(NamedTuple):
    """What the list says of an account; `address` is empty where it is no http or https one."""

    platform: str
    service: str
    name: str
    address: str


Part = tuple[Unit, list[Page]]


def parts(records: Records) -> list[Part]:
    """The pages of each unit that has any, by the unit's name in the reader's language. Planned and
    closed accounts are left out."""
    pages: dict[Unit, list[Page]] = {}
    for account in records.accounts.values():
        unit = records.units.get(account.unit)
        if unit is not None and account.status in IN_USE:
            pages.setdefault(unit, []).append(_page(account))
    return [
        (unit, sorted(pages[unit], key=lambda page: (page.service.casefold(), page.name)))
        for unit in sorted(pages, key=lambda unit: (collation(unit.called(current())), unit.id))
    ]


def content(records: Records, to: str) -> bytes:
    """The list in one of `FORMATS`, in UTF-8: a fragment of HTML and Markdown in the reader's
    language, JSON the same in every language."""
    return {"html": write_html, "json": write_json, "markdown": write_markdown}[to](records)


def write_html(records: Records) -> bytes:
    """A section with a heading for each unit, to put into a page."""
    units = join(
        join(
            [
                tag("h3", unit.called(current())),
                tag("ul", *(tag("li", _entry(page)) for page in pages)),
            ]
        )
        for unit, pages in parts(records)
    )
    return (tag("section", tag("h2", _title(records)), units, lang=current()) + "\n").encode()


def write_markdown(records: Records) -> bytes:
    """A heading for each unit, and a list under it."""
    return ("\n".join(_markdown_lines(records)) + "\n").encode()


def write_json(records: Records) -> bytes:
    """`somesec-public-list/1`: keys sorted, the same bytes for the same records."""
    units = sorted(parts(records), key=lambda part: (part[0].name.casefold(), part[0].id))
    data = {
        "schema": SCHEMA,
        "organisation": records.organisation.name,
        "units": [
            {
                "name": unit.name,
                "names": {language: unit.called(language) for language in LANGUAGES},
                "pages": [page._asdict() for page in pages],
            }
            for unit, pages in units
        ],
    }
    return (escaped(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)) + "\n").encode()


def _page(account: Account) -> Page:
    platform = load_catalogue().get(account.platform)
    return Page(
        platform=account.platform,
        service=platform.name if platform else account.platform,
        name=account.display_name or account.handle,
        address=_web_address(account.profile_address),
    )


def _web_address(text: str) -> str:
    """The address with its scheme, and only with characters that an address is written with."""
    text = text.strip()
    if text and "://" not in text:
        text = "https://" + text
    try:
        parts = urlsplit(text)
        is_plain = parts.username is None and parts.password is None
        host = (parts.hostname or "").encode("idna").decode() if is_plain else ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "." not in host or not host.isprintable():
        return ""
    rest = parts._replace(scheme="", netloc="").geturl()
    return f"{parts.scheme}://{host}{port}{quote(rest, safe=_IN_ADDRESS)}"


def _title(records: Records) -> str:
    return _("{name} in social media").format(name=records.organisation.name)


def _entry(page: Page) -> Html:
    text = f"{page.service}: {page.name}"
    return tag("a", text, href=page.address) if page.address else join([text])


def _markdown_lines(records: Records) -> Iterator[str]:
    yield f"## {escape(_title(records))}"
    for unit, pages in parts(records):
        yield from ("", f"### {escape(unit.called(current()))}", "")
        for page in pages:
            text = escape(f"{page.service}: {page.name}")
            yield f"- [{text}](<{page.address}>)" if page.address else f"- {text}"
