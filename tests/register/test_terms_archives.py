"""Versions of terms from archives: taken in with their days, once, and never lost."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from somesec import clock
from somesec.errors import LockedError
from somesec.model import Decision, TermsDocument, TermsPoint
from somesec.register import Register, documents, terms, terms_archives, verifying
from somesec.register.terms_archives import Synced
from tests.conftest import PASSPHRASE, Town
from tests.terms.archives import Commit, git, make

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

FACEBOOK, INSTAGRAM = "Facebook/Terms of Service.md", "Instagram/Terms of Service.md"
COPYRIGHT = "YouTube/Copyright Claims Policy.md"


def recorded(
    year: int, month: int, file: str, text: str, how: str = "Record new changes of"
) -> Commit:
    name = file.removesuffix(".md").replace("/", " ")
    return Commit(datetime(year, month, 1, 3, tzinfo=UTC), f"{how} {name}", file, text)


TECHNICAL = "Apply technical or declaration upgrade on"


def ten_years() -> list[Commit]:
    """Facebook's terms change on each 1 March and are taken down anew on each 1 June; Instagram's
    never change but for the way they are taken down; YouTube's last changed in 2024."""
    commits = [
        recorded(2016, 11, FACEBOOK, "Terms of 2016.\n", "First record of"),
        recorded(2016, 11, INSTAGRAM, "The same terms.\n", "Start tracking"),
        recorded(2016, 11, COPYRIGHT, "Claims of 2016.\n", "First record of"),
    ]
    for year in range(2017, 2027):
        commits.append(recorded(year, 3, FACEBOOK, f"Terms of {year}.\n"))
        commits.append(recorded(year, 6, FACEBOOK, f"Terms of {year}. Menu.\n", TECHNICAL))
        commits.append(recorded(year, 6, INSTAGRAM, f"The same terms. Menu {year}.\n", "Refilter"))
    return [*commits, recorded(2024, 2, COPYRIGHT, "Claims of 2024.\n", "Update")]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    commits = sorted(ten_years(), key=lambda commit: commit.at)
    return make(tmp_path / "made-up-versions", commits)


@pytest.fixture
def synced(town: Town, archive: Path) -> Synced:
    return terms_archives.sync(town.register, archive)


def kept(register: Register, platform: str) -> TermsDocument:
    (document,) = (d for d in register.records.documents.values() if d.platform == platform)
    return document


def reviewed(register: Register, platform: str, day: date) -> None:
    terms.record_review(
        register,
        platform=platform,
        reviewed_on=day,
        reviewer="Aino Testi",
        answers=dict.fromkeys(TermsPoint, "Read"),
        decision=Decision.GO_ON,
    )


def due_on(register: Register, platform: str, day: date) -> tuple[date | None, str]:
    with clock.frozen(day):
        (row,) = (row for row in terms.due(register) if row.platform == platform)
    return row.due, row.state


def test_every_version_comes_in_with_its_own_day(town: Town, synced: Synced) -> None:
    assert (synced.recorded, synced.added, synced.technical) == (34, 34, 20)
    facebook = kept(town.register, "facebook")
    assert [text.seen_on for text in facebook.texts if not text.technical] == [
        date(2016, 11, 1),
        *(date(year, 3, 1) for year in range(2017, 2027)),
    ]
    assert [text.seen_on for text in facebook.texts if text.technical] == [
        date(year, 6, 1) for year in range(2017, 2027)
    ]
    assert documents.wording(town.register, facebook.texts[-2]) == "Terms of 2026."
    assert facebook.changed_on == date(2026, 3, 1)
    assert verifying.verified(town.register).problems == ()


def test_due_dates_are_those_worked_out_by_hand(town: Town, synced: Synced) -> None:
    register = town.register
    for platform in ("facebook", "instagram", "youtube"):
        assert due_on(register, platform, date(2026, 11, 22)) == (None, "never")
        reviewed(register, platform, date(2025, 6, 10))
    # The change of 1 March 2026 is read within 30 days; without it, a review is good for 365.
    assert due_on(register, "facebook", date(2026, 2, 28)) == (date(2026, 6, 10), "in order")
    assert due_on(register, "facebook", date(2026, 3, 1)) == (date(2026, 3, 31), "changed")
    assert due_on(register, "facebook", date(2026, 3, 31)) == (date(2026, 3, 31), "changed")
    assert due_on(register, "facebook", date(2026, 4, 1)) == (date(2026, 3, 31), "overdue")
    # Technical upgrades make nothing due, and YouTube's change of 2024 was there to be read.
    for platform in ("instagram", "youtube"):
        assert due_on(register, platform, date(2026, 5, 10)) == (date(2026, 6, 10), "in order")
        assert due_on(register, platform, date(2026, 5, 11)) == (date(2026, 6, 10), "due soon")
        assert due_on(register, platform, date(2026, 6, 11)) == (date(2026, 6, 10), "overdue")
    reviewed(register, "facebook", date(2026, 3, 20))
    assert due_on(register, "facebook", date(2026, 11, 22)) == (date(2027, 3, 20), "in order")


def test_a_second_sync_adds_nothing_and_writes_nothing(
    town: Town, archive: Path, synced: Synced
) -> None:
    before = town.place.read_bytes()
    again = terms_archives.sync(town.register, archive)
    assert (again.recorded, again.added, again.rewritten) == (0, 0, False)
    assert town.place.read_bytes() == before


def test_only_what_is_new_is_read_the_next_time(town: Town, archive: Path, synced: Synced) -> None:
    make(archive, [recorded(2026, 11, FACEBOOK, "Terms of November.\n")])
    again = terms_archives.sync(town.register, archive)
    assert (again.recorded, again.added) == (1, 1)
    assert kept(town.register, "facebook").changed_on == date(2026, 11, 1)
    ((document, added, day),) = again.changed
    assert (document.name, added, day) == ("facebook/Terms of Service", 1, date(2026, 11, 1))


def test_another_clone_under_another_name_is_the_same_archive(
    town: Town, archive: Path, synced: Synced, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", str(archive), "elsewhere")
    again = terms_archives.sync(town.register, tmp_path / "elsewhere")
    assert (again.recorded, again.added, again.rewritten) == (0, 0, False)
    assert len(town.register.records.archives) == 1


def test_a_rewritten_history_is_said_and_loses_nothing(
    town: Town, archive: Path, synced: Synced
) -> None:
    before = kept(town.register, "facebook").texts
    git(archive, "update-ref", "-d", "refs/heads/main")
    rewritten = [
        commit if commit.at.year < 2026 else commit._replace(text="Terms as they never were.\n")
        for commit in sorted(ten_years(), key=lambda commit: commit.at)
        if commit.file == FACEBOOK
    ]
    make(archive, rewritten)
    told = terms_archives.sync(town.register, archive)
    assert told.rewritten
    # Both texts of Facebook of 2026, and of the others all: 1 + 10 of Instagram, 2 of YouTube.
    assert told.gone == 2 + 11 + 2
    assert told.added == 1
    assert set(before) < set(kept(town.register, "facebook").texts)
    again = terms_archives.sync(town.register, archive)
    assert (again.rewritten, again.recorded, again.added) == (False, 0, 0)


def test_a_dry_run_says_the_same_and_writes_nothing(town: Town, archive: Path) -> None:
    before = town.place.read_bytes()
    tried = terms_archives.sync(town.register, archive, dry_run=True)
    assert town.place.read_bytes() == before
    assert town.register.records.documents == {}
    done = terms_archives.sync(town.register, archive)
    assert (tried.added, tried.recorded, tried.changed) == (done.added, done.recorded, done.changed)


def test_services_go_by_the_names_of_the_catalogue_and_others_by_their_own(
    town: Town, tmp_path: Path
) -> None:
    files = ("Twitter/Privacy Policy.md", "X/Terms of Service.md", "Kuntakanava/Ehdot.md")
    folder = make(tmp_path / "a", [recorded(2020, 1, file, f"{file}\n") for file in files])
    terms_archives.sync(town.register, folder)
    names = {(d.platform, d.kind) for d in town.register.records.documents.values()}
    assert names == {
        ("x", "Privacy Policy"),
        ("x", "Terms of Service"),
        ("kuntakanava", "Ehdot"),
    }


def test_a_change_of_layout_alone_is_no_version(town: Town, tmp_path: Path) -> None:
    commits = [
        recorded(2020, 1, FACEBOOK, "# Terms\n\nYou may *use* it."),
        recorded(2020, 2, FACEBOOK, "Terms\n=====\n\nYou may\n[use](https://example.org) it.\n"),
        recorded(2020, 3, FACEBOOK, "# Terms\n\nYou may not use it."),
    ]
    done = terms_archives.sync(town.register, make(tmp_path / "a", commits))
    assert (done.recorded, done.added) == (3, 2)


def test_a_text_that_comes_back_is_a_version_again_and_kept_once(
    town: Town, tmp_path: Path
) -> None:
    texts = ("One.", "Two.", "One.")
    commits = [recorded(2020, 1 + n, FACEBOOK, text) for n, text in enumerate(texts)]
    done = terms_archives.sync(town.register, make(tmp_path / "a", commits))
    assert done.added == 3
    first, second, third = kept(town.register, "facebook").texts
    assert first.content == third.content != second.content


def test_what_holds_no_text_is_counted_and_left_out(town: Town, tmp_path: Path) -> None:
    commits = [
        recorded(2020, 1, FACEBOOK, "Terms."),
        recorded(2020, 2, FACEBOOK, " \n\n* * *\n"),
        recorded(2020, 3, FACEBOOK, "x" * 5_000_000),
    ]
    done = terms_archives.sync(town.register, make(tmp_path / "a", commits))
    assert (done.recorded, done.added, done.left_out) == (3, 1, 2)


def test_versions_from_before_what_was_saved_by_hand_come_before_it(
    town: Town, tmp_path: Path
) -> None:
    register = town.register
    by_hand = documents.of_kind(register, "facebook", "Terms of Service")
    documents.keep(register, by_hand, [documents.Version.of("Two.", date(2020, 6, 1))])
    commits = [recorded(2020, 1, FACEBOOK, "One."), recorded(2020, 5, FACEBOOK, "Two.")]
    done = terms_archives.sync(register, make(tmp_path / "a", commits))
    assert done.added == 1
    assert [text.seen_on.month for text in kept(register, "facebook").texts] == [1, 5]


def test_who_may_write_nothing_takes_nothing_in(
    town: Town, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from somesec.register.authority import Authority

    def refuse(_self: Authority, _entry: object) -> None:
        raise LockedError("Auditors read and change nothing.")

    monkeypatch.setattr(Authority, "require_rights", refuse)
    with pytest.raises(LockedError):
        terms_archives.sync(town.register, archive)
    town.register.close()
    monkeypatch.undo()
    with Register.open(town.place, PASSPHRASE) as register:
        assert register.records.documents == {}
