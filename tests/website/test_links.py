"""Links read from the bytes of a page."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.website import links
from somesec.website.links import read_links
from somesec.website.unreadable import UnreadableError

HERE = "https://www.testila.fi/some/"
LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20)


def read(body: bytes, charset: str = "") -> tuple[str, ...]:
    return read_links(body, charset, HERE)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'<a href="https://x.com/testila">X</a>', "https://x.com/testila"),
        (b"<A HREF=https://x.com/testila>", "https://x.com/testila"),
        (b'<map><area href="//x.com/testila"></map>', "https://x.com/testila"),
        (b'<a href=" \n/kirjasto ">', "https://www.testila.fi/kirjasto"),
        (b'<a href="a?b=1&amp;c=2">', "https://www.testila.fi/some/a?b=1&c=2"),
        (b'<base href="https://testila.fi/x/"><a href="y">', "https://testila.fi/x/y"),
        (b'<p>unfinished <b><a href="https://x.com/testila"', ""),
        (b'<!-- <a href="https://x.com/testila"> -->', ""),
        (b'<script>"<a href=https://x.com/testila>"</script>', ""),
        (b'<a href="javascript:alert(1)">', ""),
        (b'<a href="https://x.com/\xe2\x80\xaetestila">', ""),
        (b'<a href="http://[">', ""),
        (b"<a>", ""),
        (b'<link href="https://x.com/testila">', ""),
        (b"", ""),
    ],
)
def test_a_link_is_read_as_a_browser_would(body: bytes, found: str) -> None:
    assert read(body) == ((found,) if found else ())


@pytest.mark.parametrize(
    ("charset", "head", "encoding"),
    [
        ("", b"", "utf-8"),
        ("UTF-8", b"", "utf-8"),
        ("iso-8859-1", b"", "latin-1"),
        ("", b'<meta charset="windows-1252">', "cp1252"),
        ("", b'<meta http-equiv=x content="text/html; charset=ISO-8859-15">', "iso-8859-15"),
        ("utf-8", b"", "latin-1"),
    ],
)
def test_letters_are_read_in_the_pages_encoding(charset: str, head: bytes, encoding: str) -> None:
    body = head + '<a href="https://x.com/testilä">'.encode(encoding)
    assert read(body, charset) == ("https://x.com/testilä",)


def test_a_byte_order_mark_goes_before_what_is_said() -> None:
    body = '\ufeff<a href="https://x.com/testilä">'.encode("utf-16-le")
    assert read(body, "iso-8859-1") == ("https://x.com/testilä",)


@pytest.mark.parametrize("charset", ["utf-7", "punycode", "zip", "idna", "rot13", "\x00", "x" * 99])
def test_an_encoding_that_is_not_for_pages_is_refused(charset: str) -> None:
    with pytest.raises(UnreadableError):
        read(b"<a href=/>", charset)


def test_more_links_than_people_read_are_refused() -> None:
    links.read_links(b"<a href=/x>" * links.MOST_LINKS, "", HERE)
    with pytest.raises(UnreadableError):
        read(b"<a href=/x></a>" * (links.MOST_LINKS + 1))


def test_what_lies_too_deep_is_not_passed_over() -> None:
    assert read(b"<div>" * 200 + b"<a href=/x>")
    with pytest.raises(UnreadableError):
        read(b"<div>" * 300 + b"<a href=/x>")


@pytest.mark.parametrize(
    "piece", [b"<a", b"<!--", b"<a x='", b'<a b="', b"</", b"<!", b"<?", b"<![", b"&", b"<a ", b"<"]
)
def test_a_page_of_unfinished_tags_takes_no_time(piece: bytes) -> None:
    began = time.monotonic()
    read(piece * (2 * 1024 * 1024 // len(piece)))
    assert time.monotonic() - began < 2


@given(st.binary(max_size=2000), st.text(max_size=20))
def test_any_bytes_are_links_or_unreadable(body: bytes, charset: str) -> None:
    try:
        found = read(body, charset)
    except UnreadableError:
        return
    assert all(link.startswith(("http://", "https://")) and link.isprintable() for link in found)


@given(st.lists(LETTERS, unique=True), st.text(alphabet="abc &;\n'ä", max_size=30))
def test_every_link_of_a_page_is_found_in_its_order(names: list[str], between: str) -> None:
    body = between.join(f'<p><a href="https://x.com/{name}">{name}</a></p>' for name in names)
    assert read(body.encode()) == tuple(f"https://x.com/{name}" for name in names)
