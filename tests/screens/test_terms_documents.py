"""Terms on the screen besides the review: documents and their texts, fetching, archives, measures,
files, and what Today says of changes."""

import os
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from screens import preferences
from screens.ask import Ask
from screens.preferences import Preferences
from screens.terms_documents import DocumentForm, TermsDocuments
from screens.terms_fetch import FetchTerms
from screens.terms_files import SaveTerms
from screens.terms_measures import TermsMeasures
from screens.terms_review import ReviewTerms
from screens.terms_sync import SyncTerms
from screens.terms_text import AddText, TermsText
from screens.widgets.keys import Keys
from screens.widgets.rows import Rows
from somesec import clock, language
from somesec.model import Decision, TermsPoint, TermsReview
from somesec.register import Register, accounts, documents, terms
from tests.conftest import TODAY, Town
from tests.register.terms_texts import keep
from tests.screens.conftest import Show, Stage

FACEBOOK = "facebook/Terms of Service"
BEFORE = "# 1. Your content\n\nYou give us a licence to show it.\n"
AFTER = "# 1. Your content\n\nYou give us a perpetual licence to show and change it.\n"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def review(
    register: Register, day: date, account: str = "", measures: tuple[str, ...] = ()
) -> TermsReview:
    """A review of Facebook's terms with every point answered."""
    with clock.frozen(day):
        return terms.record_review(
            register,
            platform="facebook",
            account_id=accounts.find(register, account).id if account else None,
            reviewed_on=day,
            reviewer="Eino Koe",
            answers={point: "The town can live with it." for point in TermsPoint},
            decision=Decision.GO_ON,
            measures=[(measure, date(2026, 12, 31)) for measure in measures],
        )


@pytest.fixture
def changed(town: Town) -> Town:
    """The town after Facebook changed its terms, which were read before."""
    keep(town.register, "facebook", "Terms of Service", {date(2026, 1, 1): BEFORE})
    review(town.register, date(2026, 2, 1))
    keep(town.register, "facebook", "Terms of Service", {date(2026, 11, 1): AFTER})
    return town


async def to_documents(stage: Stage, document: str = FACEBOOK) -> None:
    await stage.press("4", "d")
    assert isinstance(stage.app.screen, TermsDocuments)
    stage.one(Rows, "#list").go_to(document)
    await stage.settled()


async def test_a_text_is_shown_version_by_version(changed: Town, show: Show) -> None:
    async with show(changed.register) as stage:
        await to_documents(stage)
        await stage.press("enter")
        assert isinstance(stage.app.screen, TermsText)
        assert "perpetual licence" in stage.text
        assert "2 of 2" in stage.text
        await stage.press("left")
        assert "perpetual" not in stage.text
        assert "2026-01-01" in stage.text
        await stage.press("left")
        assert "1 of 2" in stage.text


async def test_a_document_is_added_edited_and_removed(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await to_documents(stage)
        await stage.press("n")
        assert isinstance(stage.app.screen, DocumentForm)
        stage.fill("document", "Contract")
        stage.fill("address", "nonsense")
        await stage.press("f5")
        assert "is no address of a page" in stage.text
        stage.fill("address", "https://example.org/terms")
        await stage.press("f5")
        own = documents.of_kind(town.register, "facebook", "Contract")
        assert (own.address, own.is_own) == ("https://example.org/terms", True)
        stage.one(Rows, "#list").go_to("facebook/Contract")
        await stage.press("e")
        stage.fill("document", "Agreement")
        await stage.press("f5")
        assert documents.of_kind(town.register, "facebook", "Agreement").address == own.address
        stage.one(Rows, "#list").go_to("facebook/Agreement")
        await stage.settled()
        await stage.press("x", "right", "enter")
        assert "facebook/Agreement" not in [d.name for d in documents.listed(town.register)]


async def test_a_text_saved_by_hand_is_kept_and_the_same_text_is_not_kept_twice(
    town: Town, show: Show, tmp_path: Path
) -> None:
    file = tmp_path / "terms.txt"
    file.write_text("You give us a licence to show it.\n" * 20, encoding="utf-8")
    async with show(town.register) as stage:
        await to_documents(stage)
        for said in ("Kept.", "It says the same as the text that is kept"):
            await stage.press("a")
            assert isinstance(stage.app.screen, AddText)
            stage.fill("file", str(file))
            await stage.press("f5")
            assert said in stage.text
        stage.one(Rows, "#list").go_to(FACEBOOK)
        await stage.press("a")
        stage.fill("file", str(tmp_path / "none.txt"))
        stage.fill("day", "some day")
        await stage.press("f5")
        assert isinstance(stage.app.screen, AddText)
        stage.fill("day", "1.2.2026")
        await stage.press("f5")
        assert isinstance(stage.app.screen, AddText), "there is no such file"
        assert len(documents.of_kind(town.register, "facebook", "Terms of Service").texts) == 1


async def test_what_could_not_be_fetched_is_named_with_why_and_what_next(
    town: Town, show: Show
) -> None:
    document = documents.of_kind(town.register, "facebook", "Terms of Service")
    for one in documents.listed(town.register, "facebook"):
        if one.name != document.name:
            documents.edit(town.register, one, address="http://127.0.0.1:9/")
    documents.edit(town.register, document, address="http://127.0.0.1:9/terms")
    async with show(town.register) as stage:
        await stage.press("4", "f")
        assert isinstance(stage.app.screen, FetchTerms)
        stage.fill("platform", "facebook")
        await stage.press("f5")
        text = " ".join(stage.text.split())
        assert "could not be read" in text
        assert "save it in a browser and add it with a" in text
        await stage.press("escape")
        assert not isinstance(stage.app.screen, FetchTerms)


def archive(folder: Path) -> Path:
    """A clone of an archive with one version of Facebook's terms."""
    service = folder / "Facebook"
    service.mkdir(parents=True)
    (service / "Terms of Service.md").write_text(BEFORE, encoding="utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["commit", "-q", "-m", "First record of Facebook Terms of Service"],
    ):
        subprocess.run([*git, *words], check=True)
    return folder


async def test_an_archive_is_taken_in_and_its_folder_remembered(
    town: Town, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    clone = archive(tmp_path / "pga-versions")
    async with show(town.register) as stage:
        await stage.press("4", "y")
        assert isinstance(stage.app.screen, SyncTerms)
        await stage.press("f5")
        assert "Name the folder first." in stage.text
        stage.fill("folder", str(clone))
        stage.fill("dry", "yes")
        await stage.press("f5")
        assert "1 version is new. Nothing was written." in stage.text
        stage.fill("dry", "no")
        await stage.press("f5")
        assert "Took in 1 version" in stage.text
        await stage.press("f5")
        assert "Nothing new in the archive" in stage.text
        assert preferences.load().terms_archive == str(clone)
        await stage.press("escape")
        await stage.press("y")
        assert str(clone)[-20:] in stage.text.replace("\n", "")


def test_a_folder_with_any_sign_in_its_name_is_remembered() -> None:
    for folder in ("C:\\Users\\Aino\\pga", 'ä "b" \x7f', "a\nb"):
        preferences.store(Preferences(terms_archive=folder))
        assert preferences.load().terms_archive == folder


async def test_one_key_marks_a_measure_done(town: Town, show: Show) -> None:
    made = review(town.register, date(2026, 2, 1), measures=("Take pictures down", "Ask first"))
    async with show(town.register) as stage:
        await stage.press("4", "m")
        assert isinstance(stage.app.screen, TermsMeasures)
        await stage.press("d")
        assert len(terms.open_measures(town.register)) == 1
        await stage.press("o")
        assert isinstance(stage.app.screen, Ask)
        await stage.press("enter")
        assert "No measure is open." in stage.text
        measures = town.register.records.reviews[made.id].measures
        assert {measure.done_on for measure in measures} == {TODAY}


async def test_the_reviews_and_the_calendar_are_written_to_files(
    changed: Town, show: Show, tmp_path: Path
) -> None:
    review(changed.register, date(2026, 3, 1), measures=("Take pictures down",))
    async with show(changed.register) as stage:
        for form, said in (("markdown", "Eino Koe"), ("ics", "Take pictures down")):
            await stage.press("4", "f4")
            assert isinstance(stage.app.screen, SaveTerms)
            stage.fill("platform", "facebook")
            stage.fill("form", form)
            stage.fill("file", str(tmp_path / form))
            await stage.press("f5")
            written = (tmp_path / form).read_text(encoding="utf-8").replace("\r\n ", "")
            assert said in written


async def test_today_says_how_much_changed_and_how_much_of_it_matters(
    changed: Town, show: Show
) -> None:
    async with show(changed.register, area="today", size=(160, 45)) as stage:
        rows = stage.one(Rows, "#first")
        rows.go_to("terms")
        await stage.settled()
        assert "Facebook: 3 words changed, 1 on points" in " ".join(stage.text.split())


async def test_an_account_with_a_review_of_its_own_opens_that_one(town: Town, show: Show) -> None:
    account = accounts.find(town.register, "facebook/testilankirjasto")
    review(town.register, date(2026, 2, 1), account=account.name)
    async with show(town.register, size=(160, 45)) as stage:
        stage.app.go_to_account(account.id)
        await stage.settled()
        await stage.press("t")
        assert isinstance(stage.app.screen, ReviewTerms)
        assert account.name in stage.text
        assert "last read on 2026-02-01" in stage.text


async def test_a_document_left_out_of_a_review_stays_to_be_read(changed: Town, show: Show) -> None:
    keep(changed.register, "facebook", "Privacy Policy", {date(2026, 10, 1): BEFORE})
    async with show(changed.register, size=(160, 45)) as stage:
        await stage.press("4")
        rows = stage.one(Rows)
        rows.go_to(next(row.key for row in rows.rows if row.cells[1].text == "Facebook"))
        await stage.press("enter")
        assert isinstance(stage.app.screen, ReviewTerms)
        await stage.press("x")
        assert "not read" in stage.text
        await stage.press("c", "enter", "enter", "f5")
        newest = max(changed.register.records.reviews.values(), key=lambda one: one.reviewed_on)
        kinds = [changed.register.records.documents[t.document].kind for t in newest.texts]
        assert kinds == ["Terms of Service"]
        (due,) = (one for one in terms.due(changed.register) if one.platform == "facebook")
        states = {one.document.kind: one.changed_on for one in due.documents}
        assert states["Privacy Policy"] == date(2026, 10, 1)
        assert states["Terms of Service"] is None


@pytest.mark.parametrize("spoken", ["en", "fi", "sv"])
async def test_the_keys_fit_in_eighty_columns(changed: Town, show: Show, spoken: str) -> None:
    review(changed.register, date(2026, 3, 1), measures=("Take pictures down",))
    language.choose(spoken)
    async with show(changed.register) as stage:
        for keys in ((), ("d",), ("d", "enter"), ("m",), ("f",), ("y",), ("t",), ("h",)):
            await stage.press("4", *keys)
            if keys == ("d",):
                # One that can be removed has one key more.
                stage.one(Rows).go_to(str(next(iter(changed.register.records.documents))))
                await stage.settled()
            assert stage.one(Keys).keys[-1].end <= 78, keys
            for _step in keys:
                await stage.press("escape")
