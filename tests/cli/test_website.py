"""The town's web pages held against the register, and the public list."""

import json
from pathlib import Path

import pytest

from somesec.cli import website
from somesec.model import Answer
from somesec.register.website import FORMATS
from tests.cli.conftest import Office, Run
from tests.conftest import TODAY, Town
from tests.website.conftest import BadServer, html, web

__all__ = ["web"]

FACEBOOK = "https://www.facebook.com/testilankirjasto"
INSTAGRAM = "https://www.instagram.com/testilankirjasto/"
TIKTOK = "https://www.tiktok.com/@testilannuoret"
CHECK = ("website", "check", "--allow-private", "--format", "json")


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("somesec.website.visitor.SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr("somesec.website.visitor.time.sleep", lambda _seconds: None)


def put_up(at_town: Run, web: BadServer) -> None:
    web.answers |= {
        "/some": html(FACEBOOK, TIKTOK, "https://x.com/testila"),
        "/kirjasto": html(FACEBOOK, INSTAGRAM),
        "/nuoret": html("/"),
    }
    at_town("organisation", "edit", "--collection-page", web.at("/some"))
    at_town("unit", "edit", "Kirjasto", "--website", web.at("/kirjasto"))
    at_town("unit", "edit", "Nuorisopalvelut", "--website", web.at("/nuoret"))


def states(answer: dict[str, list[dict[str, str]]]) -> dict[str, tuple[str, str]]:
    return {
        row["account"]: (row["collection_page"], row["unit_page"]) for row in answer["accounts"]
    }


def test_the_answers_and_formats_are_those_of_the_register() -> None:
    assert tuple(website.LINKED) == tuple(Answer)
    assert website.FORMATS == FORMATS


def test_links_are_compared_both_ways(at_town: Run, web: BadServer) -> None:
    put_up(at_town, web)
    answer = at_town(*CHECK)
    assert answer.code == 0, answer.err
    assert states(answer.json) == {
        "facebook/testilankirjasto": ("yes", "yes"),
        "instagram/testilankirjasto": ("no", "yes"),
        "tiktok/testilannuoret": ("yes", "no"),
        "youtube/testilannuoret": ("no", "no"),
    }
    assert answer.json["listed_not_registered"] == [
        {
            "address": "https://x.com/testila",
            "handle": "testila",
            "platform": "x",
            "status": None,
        }
    ]
    assert answer.json["saved"] == 0
    text = at_town("website", "check", "--allow-private").out
    assert "3 pages read; 1 of 4 open accounts are linked from both." in text
    assert "x/testila" in text
    assert "facebook/testilankirjasto" not in text


def test_nothing_is_recorded_unless_asked(at_town: Run, web: BadServer, town: Town) -> None:
    put_up(at_town, web)
    at_town(*CHECK)
    town.register.refresh()
    accounts = town.register.records.accounts.values()
    assert not any(a.collection_page_linked_on or a.unit_page_linked_on for a in accounts)


def test_what_is_found_is_recorded_in_one_change(at_town: Run, web: BadServer, town: Town) -> None:
    put_up(at_town, web)
    at_town("account", "edit", "youtube", "--unit-page-linked-on", "2026-11-01")
    answer = at_town(*CHECK, "--save")
    assert answer.json["saved"] == 4
    town.register.refresh()
    days = {
        a.name: (a.collection_page_linked_on, a.unit_page_linked_on)
        for a in town.register.records.accounts.values()
    }
    assert days == {
        "facebook/testilankirjasto": (TODAY, TODAY),
        "instagram/testilankirjasto": (None, TODAY),
        "tiktok/testilannuoret": (TODAY, None),
        "youtube/testilannuoret": (None, None),
    }
    entries = at_town("trail", "list", "--format", "json").json
    assert [entry["act"] for entry in entries].count("website-checked") == 1


def test_a_page_that_cannot_be_read_is_unknown_and_what_was_kept_stays(
    at_town: Run, web: BadServer, town: Town
) -> None:
    put_up(at_town, web)
    at_town("account", "edit", "youtube", "--collection-page-linked-on", "2026-11-01")
    web.answers["/some"] = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
    answer = at_town(*CHECK, "--save")
    assert answer.code == 5
    assert {state[0] for state in states(answer.json).values()} == {"unknown"}
    assert answer.json["not_read"] == [
        {"address": web.at("/some"), "reason": "The server answered with status 503."}
    ]
    town.register.refresh()
    days = [a.collection_page_linked_on for a in town.register.records.accounts.values()]
    assert sum(day is not None for day in days) == 1


def test_a_page_in_a_private_network_is_read_on_demand_alone(at_town: Run, web: BadServer) -> None:
    put_up(at_town, web)
    answer = at_town("website", "check")
    assert answer.code == 5
    assert "--allow-private" in answer.out
    assert web.asked == []


def test_without_addresses_it_is_said_how_to_give_them(at_town: Run) -> None:
    answer = at_town("website", "check")
    assert answer.code == 2
    assert "organisation edit --collection-page" in answer.err


def test_hostile_links_steer_nothing(at_town: Run, web: BadServer) -> None:
    put_up(at_town, web)
    web.answers["/some"] = html(
        "https://x.com/%1b[31m%E2%80%AEtestila", "https://x.com/=cmd()", "https://x.com/[b]x[/b]"
    )
    for form in ("text", "json"):
        answer = at_town("website", "check", "--allow-private", "--format", form)
        assert answer.code == 0, answer.err
        assert not set(answer.out) & {"\x1b", "\u202e"}


def test_an_auditor_checks_and_saves_nothing(office: Office, web: BadServer) -> None:
    web.answers["/some"] = html(FACEBOOK)
    office("Aino Testi", "organisation", "edit", "--collection-page", web.at("/some"))
    assert office("Siiri Malli", *CHECK).code == 0
    asked = len(web.asked)
    assert office("Siiri Malli", *CHECK, "--save").code == 3
    assert len(web.asked) == asked


def test_a_unit_admin_is_not_told_of_others_accounts_as_strangers(
    office: Office, web: BadServer
) -> None:
    web.answers["/some"] = html(FACEBOOK, TIKTOK)
    office("Aino Testi", "organisation", "edit", "--collection-page", web.at("/some"))
    answer = office("Eino Koe", *CHECK, "--save")
    assert answer.code == 0, answer.err
    assert answer.json["listed_not_registered"] is None
    assert states(answer.json)["facebook/testilankirjasto"] == ("yes", "unknown")
    assert answer.json["saved"] == 1
    assert office("Eino Koe", "organisation", "edit", "--website", "x.fi").code == 3


# -- the organisation's card --------------------------------------------------------------------


def test_the_organisation_says_where_its_website_is(at_town: Run) -> None:
    assert at_town("organisation", "edit", "--website", "www.testila.fi").code == 0
    shown = at_town("organisation", "show", "--format", "json").json
    assert shown == {
        "approver_roles": [],
        "collection_page": "",
        "domains": ["testila.fi"],
        "name": "Testilä",
        "policy": "kauhava",
        "website": "https://www.testila.fi/",
    }
    assert "https://www.testila.fi/" in at_town("organisation", "show").out
    assert at_town("organisation", "edit", "--website", "").code == 0
    assert at_town("organisation", "show", "--format", "json").json["website"] == ""


@pytest.mark.parametrize("address", ["javascript:x", "ftp://x.fi", "https://a:b@x.fi", "http://["])
def test_what_is_no_web_address_is_refused(at_town: Run, address: str) -> None:
    answer = at_town("organisation", "edit", "--collection-page", address)
    assert answer.code == 2
    assert "no web address" in answer.err


# -- the public list ----------------------------------------------------------------------------


def test_the_public_list_is_printed_or_written(at_town: Run, tmp_path: Path) -> None:
    assert at_town("website", "export").out.startswith('<section lang="en">')
    assert "### Kirjasto" in at_town("website", "export", "--format", "markdown").out
    file = tmp_path / "list.json"
    answer = at_town("website", "export", "--format", "json", "--output", file)
    assert (answer.code, answer.out) == (0, "")
    assert json.loads(file.read_bytes())["schema"] == "somesec-public-list/1"


def test_the_list_is_not_written_over_the_register(at_town: Run, town: Town) -> None:
    assert at_town("website", "export", "--output", town.place).code == 2
