"""The public list: complete, escaped, in three languages, and with nothing private in it."""

import json
from datetime import date
from html.parser import HTMLParser
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from policy.reports import public_list
from somesec import language
from somesec.model import Account, Records, Status
from tests.policy.town import LIBRARY, ORGANISATION, page

EVIL = "<script>x</script> [a](javascript:b) \u202e\x1b[31m `c` & \"d\" 'e'"


def records(*accounts: Account) -> Records:
    return Records.of([ORGANISATION, LIBRARY, *accounts])


def account(**changed: object) -> Account:
    named = {
        "display_name": "Testilän kirjasto",
        "profile_address": "facebook.com/testilankirjasto",
    }
    return page(**{**named, **changed})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.lang = self.lang or dict(attrs).get("lang") or ""

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read_html(text: bytes) -> _Reader:
    reader = _Reader()
    reader.feed(text.decode())
    reader.close()
    return reader


@pytest.mark.parametrize(
    ("spoken", "title", "unit"),
    [
        ("en", "Testilä in social media", "Kirjasto"),
        ("fi", "Testilä sosiaalisessa mediassa", "Kirjasto"),
        ("sv", "Testilä i sociala medier", "Bibliotek"),
    ],
)
def test_a_fragment_speaks_the_readers_language(spoken: str, title: str, unit: str) -> None:
    language.choose(spoken)
    read = read_html(public_list.content(records(account()), "html"))
    assert read.lang == spoken
    assert read.tags == ["section", "h2", "h3", "ul", "li", "a"]
    assert read.links == ["https://facebook.com/testilankirjasto"]
    said = [text for text in read.texts if text.strip()]
    assert said == [title, unit, "Facebook: Testilän kirjasto"]
    markdown = public_list.content(records(account()), "markdown").decode()
    assert markdown.startswith(f"## {title}\n\n### {unit}\n\n- [Facebook: ")


def test_json_is_the_same_in_every_language() -> None:
    written = set()
    for spoken in language.LANGUAGES:
        language.choose(spoken)
        written.add(public_list.content(records(account()), "json"))
    (one,) = written
    assert json.loads(one) == {
        "schema": "somesec-public-list/1",
        "organisation": "Testilä",
        "units": [
            {
                "name": "Kirjasto",
                "names": {"en": "Kirjasto", "fi": "Kirjasto", "sv": "Bibliotek"},
                "pages": [
                    {
                        "platform": "facebook",
                        "service": "Facebook",
                        "name": "Testilän kirjasto",
                        "address": "https://facebook.com/testilankirjasto",
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize("to", public_list.FORMATS)
@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (Status.OPEN, True),
        (Status.CLOSING, True),
        (Status.PLANNED, False),
        (Status.CLOSED, False),
    ],
)
def test_pages_that_are_not_there_are_left_out(to: str, status: Status, shown: bool) -> None:
    written = public_list.content(records(account(status=status)), to).decode()
    assert ("Testilän kirjasto" in written) is shown
    assert ("Kirjasto" in written.replace("Testilän kirjasto", "")) is shown


PUBLIC = {"platform", "handle", "profile_address", "display_name"}


def _canary(name: str, kind: object) -> object:
    """A value of the field's type that is told by its text, where the type has texts."""
    values: dict[object, object] = {
        str: f"canary-{name}",
        bool: True,
        UUID: uuid4(),
        date: date(1999, 1, 2),
    }
    for wanted, value in values.items():
        if kind == wanted or kind == (wanted | None):  # type: ignore[operator]
            return value
    return None


def test_no_private_field_is_in_the_list() -> None:
    filled: dict[str, object] = {}
    for field in msgspec.structs.fields(Account):
        value = _canary(field.name, field.type)
        if value is not None and field.name not in PUBLIC | {"id", "unit", "main_page"}:
            filled[field.name] = value
    assert {"login", "registered_address", "recovery_phone", "notes", "last_post_on"} <= set(filled)
    with_all, without = records(account(**filled)), records(account())
    for to in public_list.FORMATS:
        assert public_list.content(with_all, to) == public_list.content(without, to)
        assert b"canary" not in public_list.content(with_all, to)


def test_a_handle_stands_in_where_there_is_no_name_to_show() -> None:
    written = public_list.content(
        records(account(display_name="", handle="kirj", platform="x")), "html"
    )
    assert b"X (Twitter): kirj" in written or b"X: kirj" in written


@pytest.mark.parametrize("field", ["display_name", "profile_address", "platform", "handle"])
def test_hostile_texts_are_shown_and_do_nothing(field: str) -> None:
    hostile = records(account(**{"display_name": "", field: EVIL}))
    read = read_html(public_list.content(hostile, "html"))
    assert set(read.tags) <= {"section", "h2", "h3", "ul", "li", "a"}
    assert all(link.startswith("https://") for link in read.links)
    for to in public_list.FORMATS:
        assert not set(public_list.content(hostile, to).decode()) & {"\u202e", "\x1b", "\r"}
    tokens = MarkdownIt("commonmark").parse(public_list.content(hostile, "markdown").decode())
    inner = [token for block in tokens for token in block.children or ()]
    assert not {"html_inline", "code_inline", "image"} & {token.type for token in inner}
    links = [str(t.attrs["href"]) for t in inner if t.type == "link_open"]
    assert all(link.startswith("https://") for link in links)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "data:text/html,x", "ftp://x.fi/", "https://", "https://[", "x"),
        *("https://aino:salaisuus@x.com/testila", "//", "mailto:a@b.fi", "https://localhost/"),
    ],
)
def test_what_is_no_web_address_is_no_link(address: str) -> None:
    written = public_list.content(records(account(profile_address=address)), "html")
    assert read_html(written).links == []
    assert b"salaisuus" not in written


@given(st.text(), st.text())
def test_any_name_and_address_stay_texts(name: str, address: str) -> None:
    odd = records(account(display_name=name, profile_address=address))
    read = read_html(public_list.content(odd, "html"))
    assert read.tags[:5] == ["section", "h2", "h3", "ul", "li"]
    assert set(read.tags[5:]) <= {"a"}
    assert all(link.startswith(("https://", "http://")) and link.isascii() for link in read.links)
    json.loads(public_list.content(odd, "json"))
