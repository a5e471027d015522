"""Terms documents on the command line: added, changed, removed, shown, taken in from archives."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import Town
from tests.register.contents import FIRST, SECOND, keep_texts
from tests.register.test_terms_fetching import terms_page
from tests.terms.archives import Commit, git, make
from tests.website.conftest import BadServer, web

__all__ = ["web"]

FILE = "Facebook/Terms of Service.md"


def commit(year: int, text: str, subject: str = "Record new changes of Facebook") -> Commit:
    return Commit(datetime(year, 3, 1, tzinfo=UTC), subject, FILE, text)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return make(tmp_path / "versions", [commit(2024, "One.\n"), commit(2026, "Two.\n")])


def row(at_town: Run, document: str, platform: str = "facebook") -> dict[str, object]:
    rows = at_town("terms", "list", "--format", "json").json
    (found,) = (r for r in rows if (r["platform"], r["document"]) == (platform, document))
    return dict(found)


def test_documents_of_the_catalogue_are_listed_before_anything_is_kept(at_town: Run) -> None:
    assert row(at_town, "Commercial Terms") == {
        "platform": "facebook",
        "document": "Commercial Terms",
        "versions": 0,
        "last_changed": None,
        "last_reviewed": None,
        "due": None,
        "state": "never",
    }


def test_a_document_of_the_towns_own_is_added_changed_and_removed(at_town: Run) -> None:
    added = at_town("terms", "add", "facebook", "--kind", "Contract")
    assert (added.code, added.err) == (0, "Added facebook/Contract.\n")
    assert at_town("terms", "add", "facebook", "--kind", "contract").code == 2
    changed = at_town(
        *("terms", "edit", "facebook", "--kind", "contract"),
        *("--rename", "Paid plan", "--address", "https://example.org/plan"),
    )
    assert changed.code == 0
    assert row(at_town, "Paid plan")["versions"] == 0
    assert at_town("terms", "remove", "facebook", "--kind", "plan").code == 0
    assert "Paid plan" not in at_town("terms", "list").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "nowhere", "--kind", "X"), "neither in the catalogue"),
        (("add", "facebook", "--kind", "a/b"), "no name of a document"),
        (("add", "facebook", "--kind", "X", "--address", "ftp://x"), "no address of a page"),
        (("add", "facebook", "--kind", "X", "--address", "https://[x"), "no address of a page"),
        (("edit", "facebook", "--kind", "Terms of Service"), "Say what to change"),
        (("edit", "facebook", "--kind", "Terms of", "--rename", "X"), "catalogue's name"),
        (("edit", "facebook", "--kind", "Nothing", "--rename", "X"), "no document 'Nothing'"),
        (("remove", "facebook", "--kind", "Terms of Service"), "Nothing is kept"),
        (("show", "facebook/Terms of Service"), "No text of facebook/Terms of Service"),
        (("show", "nothing like it"), "no terms document"),
        (("show", "privacy"), "fits"),
        (("sync", "/nowhere"), "is no folder"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(at_town: Run, words: tuple[str, ...], said: str) -> None:
    answer = at_town("terms", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_an_address_of_the_towns_own_goes_before_the_catalogues(at_town: Run, town: Town) -> None:
    from somesec.register import documents

    kind = ("--kind", "Terms of Service")
    known = documents.of_kind(town.register, "facebook", "Terms of Service").address
    for given, expected in (("https://example.org/", "https://example.org/"), ("", known)):
        assert at_town("terms", "edit", "facebook", *kind, "--address", given).code == 0
        town.register.refresh()
        document = documents.of_kind(town.register, "facebook", "Terms of Service")
        assert document.address == expected


def test_a_text_is_shown_as_it_was_on_a_day(at_town: Run, town: Town) -> None:
    keep_texts(town.register)
    assert at_town("terms", "show", "contract").out == SECOND + "\n"
    assert at_town("terms", "show", "contract", "--version", "2026-02-28").out == FIRST + "\n"
    early = at_town("terms", "show", "contract", "--version", "2025-02-28")
    assert early.code == 2
    assert "1 March 2025" in early.err or "2025-03-01" in early.err
    versions = at_town("terms", "show", "contract", "--versions", "--format", "json").json
    assert [version["day"] for version in versions] == ["2025-03-01", "2026-03-01"]
    shown = at_town("terms", "show", "contract", "--format", "json").json
    assert (shown["text"], shown["sha256"]) == (SECOND, versions[1]["sha256"])


def test_a_hostile_text_does_nothing_to_the_terminal(at_town: Run, archive: Path) -> None:
    make(archive, [commit(2026, "\x1b]0;owned\x07 \u202eevil [/]<b>\n")])
    assert at_town("terms", "sync", archive).code == 0
    shown = at_town("terms", "show", "facebook/terms of service")
    assert shown.code == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(shown.out)
    assert "evil [/]" in shown.out


def test_a_page_is_fetched_and_what_cannot_be_read_is_said(
    at_town: Run, web: BadServer, tmp_path: Path
) -> None:
    kind = ("--document", "Contract")
    at_town("terms", "add", "facebook", "--kind", "Contract", "--address", web.at("/terms"))
    refused = at_town("terms", "fetch", "facebook", *kind)
    assert refused.code == 5
    assert "--allow-private" in refused.out
    web.answers["/terms"] = terms_page()
    fetched = at_town("terms", "fetch", "facebook", *kind, "--allow-private")
    assert (fetched.code, fetched.err) == (0, "")
    assert "first text kept" in fetched.out
    assert row(at_town, "Contract")["versions"] == 1
    (tmp_path / "saved.md").write_text("# By hand", encoding="utf-8")
    added = at_town(
        *("terms", "add-text", tmp_path / "saved.md", "--platform", "facebook", *kind),
        *("--on", "2026-11-23"),
    )
    assert added.code == 2
    assert "future" in added.err
    words = ("terms", "add-text", tmp_path / "saved.md", "--platform", "facebook", *kind)
    assert at_town(*words, "--on", "2026-01-01").code == 0
    assert at_town("terms", "show", "contract", "--version", "2026-02-01").out == "# By hand\n"
    assert "the same as before" in at_town(*words, "--on", "2026-01-01").err


def test_the_days_go_into_a_calendar(at_town: Run, archive: Path, tmp_path: Path) -> None:
    answers = [w for p in ("usage-rights", "copyright") for w in ("--answer", f"{p}=Read")]
    at_town("terms", "review", "facebook", "--on", "2026-10-15", *answers)
    make(archive, [commit(2026, "Three.\n")._replace(at=datetime(2026, 11, 20, tzinfo=UTC))])
    at_town("terms", "sync", archive)
    shown = at_town("terms", "calendar")
    assert shown.code == 0
    assert shown.out.startswith("BEGIN:VCALENDAR")
    assert "20261220" in shown.out
    assert "Brief" not in shown.out
    assert at_town("terms", "calendar", "--output", tmp_path / "terms.ics").code == 0
    assert (tmp_path / "terms.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_an_archive_is_taken_in_once(at_town: Run, archive: Path) -> None:
    tried = at_town("terms", "sync", archive, "--dry-run")
    assert "2 versions are new. Nothing was written." in tried.err
    assert row(at_town, "Terms of Service")["versions"] == 0
    first = at_town("terms", "sync", archive, "--format", "json")
    assert first.code == 0
    assert (first.json["added"], first.json["rewritten"]) == (2, False)
    assert row(at_town, "Terms of Service")["last_changed"] == "2026-03-01"
    again = at_town("terms", "sync", archive)
    assert (again.code, again.out) == (0, "")
    assert "Nothing new" in again.err


def test_a_rewritten_history_is_said(at_town: Run, archive: Path) -> None:
    at_town("terms", "sync", archive)
    git(archive, "update-ref", "-d", "refs/heads/main")
    make(archive, [commit(2024, "One.\n"), commit(2026, "Never so.\n")])
    told = at_town("terms", "sync", archive)
    assert told.code == 0
    assert "was rewritten" in told.err
    assert "1 version kept here is no part" in told.err


def test_a_changed_text_makes_a_review_due_and_the_audit_says_so(
    at_town: Run, archive: Path
) -> None:
    answers = [
        word
        for point in ("usage-rights", "copyright", "reserved-rights")
        for word in ("--answer", f"{point}=Read")
    ]
    at_town("terms", "review", "facebook", "--on", "2026-01-15", *answers)
    at_town("terms", "sync", archive)
    found = row(at_town, "Terms of Service")
    assert (found["due"], found["state"]) == ("2026-03-31", "overdue")
    assert row(at_town, "Privacy Policy")["due"] == "2027-01-15"
    for day, code in (("2026-03-31", 0), ("2026-04-01", 1)):
        words = ("audit", "--rule", "SOM507", "--fail-on", "medium", "--today", day)
        assert at_town(*words).code == code, day
    assert "2026-03-31" in at_town("due", "--format", "json").out
    at_town("policy", "set", "text_changed.facebook", "300")
    assert row(at_town, "Terms of Service")["due"] == "2026-12-26"
    assert row(at_town, "Terms of Service")["state"] == "changed"
