"""The pages that look something up: what they show while they work, what came of it, what next."""

import json
from pathlib import Path
from typing import Any

import pytest

from screens.breach_check import BreachCheck
from screens.check import StoppedError
from screens.checks import Checks
from screens.intranet_check import IntranetCheck, IntranetCompare
from screens.report_files import SavePublicList
from screens.rotation import Rotation
from screens.scans import Scans
from screens.widgets.field import Field
from screens.widgets.rows import Rows
from somesec.hygiene.intranet import nt_hashes
from somesec.model import Answer, ScanKind
from somesec.register import Register, accounts, breaches, organisation, units
from tests.cli.test_breach import _corpus
from tests.conftest import PASSWORD, Town
from tests.exchange.test_browsers import chromium
from tests.register.quick import QuickMeasurer
from tests.screens.conftest import Show, Stage
from tests.website.conftest import BadServer, html, web

__all__ = ["web"]


async def _check(stage: Stage, key: str) -> None:
    await stage.press("f9")
    assert isinstance(stage.app.screen, Checks)
    stage.one(Rows, "#list").go_to(key)
    await stage.press("enter")


async def test_a_breached_password_is_found_in_a_list_and_its_rotation_is_one_key_away(
    town: Town, show: Show, tmp_path: Path
) -> None:
    async with show(town.register) as stage:
        await _check(stage, "breach")
        await stage.press("f5")
        assert "Choose where to look." in stage.text
        stage.fill("where", "corpus")
        stage.fill("corpus", str(_corpus(tmp_path, PASSWORD)))
        await stage.settled()
        await stage.press("f5")
        assert "1 password checked, 1 breached." in stage.text
        assert PASSWORD not in stage.text
        await stage.press("enter")
        assert isinstance(stage.app.screen, Rotation)
        facts = accounts.find(town.register, "facebook").facts
        assert facts is not None
        assert facts.breach.seen is Answer.YES


async def test_new_passwords_are_looked_up_once_somebody_says_where(
    town: Town, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Register, "measurer", lambda self: QuickMeasurer())
    breached = "9vK!another-Reef-41-plank"

    async def rotate(password: str) -> None:
        stage.app.open(Rotation(accounts.find(town.register, "facebook").id))
        await stage.settled()
        await stage.press("n")
        await stage.write(password)
        await stage.press("enter", "f5", "f5", "f5")

    async with show(town.register, size=(100, 40)) as stage:
        await rotate("9vK!some-other-Reef-41-plank")
        assert "F9 looks passwords up in known breaches" in stage.text
        await stage.press("f5")
        corpus = _corpus(tmp_path, breached)
        await _check(stage, "breach")
        stage.fill("where", "corpus")
        stage.fill("corpus", str(corpus))
        stage.fill("new", "yes")
        await stage.settled()
        await stage.press("f5", "escape", "escape")
        assert stage.app.preferences.breaches == str(corpus)
        await rotate(breached)
        assert "in a list of leaked passwords" in stage.text
        assert "The new password is strong" not in stage.text
        facts = accounts.find(town.register, "facebook").facts
        assert facts is not None
        assert facts.breach.seen is Answer.YES
        await stage.press("f5")
        corpus.unlink()
        await rotate("9vK!the-third-Reef-41-plank")
        assert "corpus.txt" in stage.text
        facts = accounts.find(town.register, "facebook").facts
        assert facts is not None
        assert facts.breach.seen is Answer.UNKNOWN


async def test_a_check_is_stopped_by_a_key_and_writes_nothing(
    town: Town, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, real = _corpus(tmp_path, PASSWORD), breaches.check
    async with show(town.register) as stage:
        await _check(stage, "breach")
        page = stage.app.screen
        assert isinstance(page, BreachCheck)

        def stopped_meanwhile(*given: Any, **named: Any) -> object:
            page._is_stopped = True
            return real(*given, **named)

        monkeypatch.setattr(breaches, "check", stopped_meanwhile)
        stage.fill("where", "corpus")
        stage.fill("corpus", str(corpus))
        await stage.settled()
        await stage.press("f5")
        assert "Stopped." in stage.text
        assert not page.is_working
        facts = accounts.find(town.register, "facebook").facts
        assert facts is not None
        assert facts.breach.seen is not Answer.YES
        assert issubclass(StoppedError, Exception)


async def test_an_intranet_list_is_loaded_compared_and_one_password_typed(
    town: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "hashes.txt"
    file.write_text("".join(one.hex() + "\n" for one in nt_hashes("Another-Thing-77")))
    async with show(town.register, size=(100, 30)) as stage:
        await _check(stage, "intranet")
        stage.fill("file", str(file))
        await stage.press("f5")
        assert "1 password of the intranet is on the list now" in " ".join(stage.text.split())
        assert "Delete " in stage.text
        await stage.press("f7")
        assert isinstance(stage.app.screen, IntranetCompare)
        stage.fill("account", "facebook/testilankirjasto")
        stage.fill("typed", PASSWORD)
        await stage.press("f5")
        assert "The same" in stage.text
        assert stage.one(Field, "#typed").value == ""
        await stage.press("escape")
        assert isinstance(stage.app.screen, IntranetCheck)
        assert town.register.records.intranet is not None


async def test_browsers_are_looked_through_and_the_look_is_listed(
    town: Town, show: Show, tmp_path: Path
) -> None:
    profile = chromium(
        tmp_path / "profile", "https://www.facebook.com/login", "https://treffit.example"
    ).folder
    async with show(town.register, size=(100, 30)) as stage:
        await _check(stage, "browsers")
        stage.fill("profile", str(profile))
        await stage.press("f5")
        assert "keeps a login for https://www.facebook.com" in stage.text
        assert "treffit" not in stage.text
        await stage.press("escape", "s")
        assert isinstance(stage.app.screen, Scans)
        assert "Aino Testi" in stage.text
        (scan,) = town.register.records.scans.values()
        assert scan.kind is ScanKind.BROWSER


async def test_a_look_made_elsewhere_is_recorded_and_a_bad_line_said_beside_it(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        await stage.press("f9", "n")
        stage.fill("looked", "addresses")
        stage.fill("places", "palaute")
        await stage.press("f5")
        assert "ADDRESS=SERVICE is wanted" in stage.text
        stage.fill("places", "palaute@testila.fi=X")
        await stage.press("f5")
        (scan,) = town.register.records.scans.values()
        assert [(a.address, a.service) for a in scan.addresses] == [("palaute@testila.fi", "X")]


async def test_a_domain_search_is_taken_in(town: Town, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "search.json"
    file.write_text(json.dumps({"palaute": ["Kuvapelit"]}))
    async with show(town.register) as stage:
        await _check(stage, "monitoring")
        stage.fill("file", str(file))
        await stage.press("f5")
        assert "palaute@testila.fi" in stage.text
        assert "1 use of an address found, 1 of them" in stage.text


async def test_what_is_out_of_date_is_measured_again(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _check(stage, "recheck")
        await stage.press("f5")
        assert "0 passwords measured again." in stage.text


async def test_the_website_is_held_against_the_register_and_its_list_written(
    town: Town, show: Show, web: BadServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("somesec.website.visitor.SECONDS_BETWEEN", 0.0)
    register = town.register
    web.answers |= {
        "/some": html("https://www.facebook.com/testilankirjasto", "https://x.com/testila"),
        "/kirjasto": html("https://www.facebook.com/testilankirjasto"),
    }
    organisation.edit(register, {"collection_page": web.at("/some")})
    library = units.find(register, "Kirjasto").id
    units.edit(register, library, {"website": web.at("/kirjasto")})
    file = tmp_path / "some.html"
    async with show(register, size=(120, 40)) as stage:
        await _check(stage, "website")
        stage.fill("private", "yes")
        await stage.press("f5")
        assert "2 pages read; 1 of 4 open accounts are linked from both." in stage.text
        assert "x/testila" in stage.text
        await stage.press("f7")
        assert isinstance(stage.app.screen, SavePublicList)
        stage.fill("file", str(file))
        await stage.press("f5")
        await stage.press("escape", "escape")
        assert len(stage.app.screen_stack) == 1
        assert "testilankirjasto" in file.read_text()
        assert accounts.find(register, "facebook").unit_page_linked_on is not None
