"""Domain searches of a breach monitoring service: both forms, within bounds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.errors import InputError
from somesec.exchange import domain_search
from somesec.exchange.domain_search import Found, Search, read_domain_search

OWN = ("testila.fi", "koulut.testila.fi")


def read(data: bytes | str | object, domain: str = "testila.fi") -> Search:
    if not isinstance(data, bytes | str):
        data = json.dumps(data)
    return read_domain_search(data if isinstance(data, bytes) else data.encode(), OWN, domain)


FOUND = (Found("aino.testi@testila.fi", "Adobe"), Found("aino.testi@testila.fi", "Canva"))


@pytest.mark.parametrize(
    "data",
    [
        {"Aino.Testi": ["Adobe", "Canva", "Adobe"]},
        {"aino.testi@testila.fi": ["Adobe", " Canva "]},
        "Email,Breach\naino.testi@testila.fi,Adobe\naino.testi@testila.fi,Canva\n",
        "\ufeffalias;domain name;breaches\r\naino.testi;Testila.fi;Adobe, Canva\r\n",
        'Alias,Breaches\naino.testi,"Adobe;Canva"\n',
        {
            "BreachSearchResults": [
                {
                    "Alias": "aino.testi",
                    "DomainName": "testila.fi",
                    "Breaches": [{"Name": "Adobe", "Title": "x"}, {"Name": "Canva"}],
                }
            ],
            "PasteSearchResults": [],
        },
    ],
)
def test_every_form_says_the_same(data: object) -> None:
    assert read(data) == Search(FOUND, ())


@pytest.mark.parametrize("data", [{}, "Email,Breach\n", {"BreachSearchResults": []}])
def test_finding_nothing_is_an_answer(data: object) -> None:
    assert read(data) == Search((), ())


@pytest.mark.parametrize(
    ("alias", "services", "domain", "reason"),
    [
        ("eino@gmail.com", ["Adobe"], "testila.fi", domain_search.OTHER_DOMAIN),
        ("eino@nottestila.fi", ["Adobe"], "testila.fi", domain_search.OTHER_DOMAIN),
        ("eino", ["Adobe"], "", domain_search.NO_DOMAIN),
        ("eino koe", ["Adobe"], "testila.fi", domain_search.NO_ADDRESS),
        ("eino@", ["Adobe"], "testila.fi", domain_search.NO_ADDRESS),
        ("\u202eeino", ["Adobe"], "testila.fi", domain_search.NO_ADDRESS),
        ("e" * 65, ["Adobe"], "testila.fi", domain_search.NO_ADDRESS),
        ("eino", [], "testila.fi", domain_search.NO_SERVICE),
        ("eino", ["\x1b[31m"], "testila.fi", domain_search.NO_SERVICE),
        ("eino", ["x" * 101], "testila.fi", domain_search.NO_SERVICE),
    ],
)
def test_what_cannot_be_used_is_named_by_its_place(
    alias: str, services: list[str], domain: str, reason: str
) -> None:
    search = read({"aino@testila.fi": ["Adobe"], alias: services}, domain)
    assert search.found == (Found("aino@testila.fi", "Adobe"),)
    assert [(left.line, left.reason.template) for left in search.left] == [(2, reason)]
    with pytest.raises(InputError, match="Nothing in the file"):
        read({alias: services}, domain)


def test_a_line_of_a_table_is_counted_as_people_count() -> None:
    search = read("Email,Breach\naino@testila.fi,Adobe\n\n,Canva\n")
    assert [left.line for left in search.left] == [4]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"aino": "Adobe"}',
        b'{"aino": [1]}',
        b"[]",
        b'{"BreachSearchResults": {}}',
        b"name;password\naino;x\n",
        b"Email\naino@testila.fi\n",
        b'Email,Breach\n"aino',
        b"Email,Breach\n\xff\xfe\n",
        b"PK\x03\x04\x00\x00",
        b'{"a":' * 100_000,
    ],
)
def test_a_file_of_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read(data)


def test_more_than_a_town_has_is_refused() -> None:
    with pytest.raises(InputError, match="20000"):
        read({"aino": [f"Service {number}" for number in range(20_001)]})


@given(st.binary(max_size=500))
def test_any_bytes_are_a_search_or_refused(data: bytes) -> None:
    try:
        search = read(data)
    except InputError:
        return
    assert all(found.address.partition("@")[2] in OWN for found in search.found)


ALIASES = st.text(alphabet="abcdefghij.-_", min_size=1, max_size=20)
SERVICES = st.lists(
    st.text(alphabet="ABCDEFGäö0123 ", min_size=1, max_size=20).filter(str.strip), min_size=1
)


@given(st.dictionaries(ALIASES, SERVICES))
def test_every_pair_of_an_answer_is_found(answer: dict[str, list[str]]) -> None:
    search = read(answer)
    pairs = {(f"{a}@testila.fi", " ".join(s.split())) for a, each in answer.items() for s in each}
    assert set(search.found) == pairs
    assert len(search.found) == len(pairs)
    assert search.left == ()
