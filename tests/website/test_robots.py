"""robots.txt, by the examples of RFC 9309 and by any bytes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.website.robots import read_robots


def allows(text: str, path: str) -> bool:
    return read_robots(text.encode(), "somesec").allow(path)


ALL = "User-agent: *\n"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/some", True),
        (ALL + "Disallow:", "/some", True),
        (ALL + "Disallow: /", "/some", False),
        (ALL + "Disallow: /some", "/something", False),
        (ALL + "Disallow: /some", "/kirjasto", True),
        (ALL + "Disallow: /\nAllow: /some", "/some", True),
        (ALL + "Allow: /some\nDisallow: /some", "/some", True),
        (ALL + "Allow: /\nDisallow: /some/x", "/some/x/y", False),
        (ALL + "Disallow: /*.pdf$", "/a/b.pdf", False),
        (ALL + "Disallow: /*.pdf$", "/a/b.pdf?x", True),
        (ALL + "Disallow: /a*b*c", "/aXbXcX", False),
        (ALL + "Disallow: /a*b*c", "/aXcXb", True),
        (ALL + "Disallow: /a*a$", "/a", True),
        (ALL + "Disallow: /yksikk%C3%B6", "/yksikk%c3%b6", False),
        (ALL + "Disallow: / # all", "/some", False),
        ("User-agent: other\nDisallow: /", "/some", True),
        ("User-agent: SomeSec\nDisallow: /some\n" + ALL + "Disallow: /", "/kirjasto", True),
        (ALL + "Disallow: /\nUser-agent: somesec\nDisallow: /some", "/some", False),
        ("User-agent: a\nUser-agent: *\nDisallow: /some", "/some", False),
        ("Disallow: /", "/some", True),
        ("\ufeff" + ALL + "Disallow: /some\r\rnonsense", "/some", False),
    ],
)
def test_the_longest_rule_that_fits_decides(text: str, path: str, allowed: bool) -> None:
    assert allows(text, path) is allowed


@pytest.mark.parametrize(
    ("written", "seconds"), [("3", 3), ("0.5", 0.5), ("9999", 10), ("-1", 0), ("inf", 0), ("x", 0)]
)
def test_a_wish_to_wait_is_heard_within_bounds(written: str, seconds: float) -> None:
    assert read_robots(f"{ALL}Crawl-delay: {written}".encode(), "somesec").pause == seconds


@given(st.binary(max_size=500), st.text(max_size=50))
def test_any_bytes_are_rules(body: bytes, path: str) -> None:
    read_robots(body, "somesec").allow("/" + path)


def test_many_wildcards_take_no_time() -> None:
    began = time.monotonic()
    assert allows(ALL + ("Disallow: /" + "*a" * 1000 + "b\n") * 200, "/" + "a" * 2000)
    assert time.monotonic() - began < 2
