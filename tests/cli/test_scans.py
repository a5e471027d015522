"""Looks through browsers and for addresses, recorded and listed."""

import pytest

from somesec.cli import scan
from somesec.model import ScanKind
from tests.cli.conftest import Run
from tests.conftest import Town

FACEBOOK = "facebook/testilankirjasto"


def test_the_kinds_are_those_of_the_model() -> None:
    assert tuple(scan.KINDS) == tuple(ScanKind)


def test_a_login_found_in_a_browser_is_a_finding_until_a_newer_look_finds_none(
    at_town: Run,
) -> None:
    at_town("account", "edit", FACEBOOK, "--administrators", "Aino Testi")
    look = ("scan", "record", "browser", "--person", "Aino Testi")
    assert at_town(*look, "--account", FACEBOOK, "--on", "2026-11-20").code == 0
    audit = ("audit", "--format", "json", "--rule", "SOM909", "--fail-on", "never")
    [found] = at_town(*audit).json["findings"]
    assert found["subject"]["name"] == "Aino Testi"
    assert at_town(*look).code == 0
    assert at_town(*audit).json["findings"] == []


def test_an_address_elsewhere_is_a_finding_and_is_listed(at_town: Run) -> None:
    record = ("scan", "record", "addresses", "--source", "a list")
    assert at_town(*record, "--address", "Palaute@testila.fi=Kuvapelit").code == 0
    [found] = at_town("audit", "--format", "json", "--rule", "SOM910").json["findings"]
    assert found["evidence"]["address"] == "palaute@testila.fi"
    [row] = at_town("scan", "list", "--format", "json").json
    assert row["addresses"] == [{"address": "palaute@testila.fi", "service": "Kuvapelit"}]
    assert (row["source"], row["recorded_by"], row["person"]) == ("a list", "Aino Testi", None)
    assert "Kuvapelit" in at_town("scan", "list").out


@pytest.mark.parametrize(
    "words",
    [
        ("browser",),
        ("browser", "--person", "Nobody Known"),
        ("browser", "--person", "Aino Testi", "--account", "nowhere"),
        ("browser", "--person", "Aino Testi", "--address", "a@b.fi=X"),
        ("browser", "--person", "Aino Testi", "--on", "2026-11-23"),
        ("addresses", "--person", "Aino Testi"),
        ("addresses", "--account", FACEBOOK),
        ("addresses", "--address", "a@b.fi"),
        ("addresses", "--address", "nobody=X"),
        ("shelves",),
    ],
)
def test_what_cannot_be_a_look_is_refused_and_nothing_is_kept(
    at_town: Run, town: Town, words: tuple[str, ...]
) -> None:
    answer = at_town("scan", "record", *words)
    assert answer.code == 2
    town.register.refresh()
    assert not town.register.records.scans
