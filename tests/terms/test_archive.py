"""Archives of terms, read through git, whatever is in their folder."""

import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from somesec.errors import InputError
from somesec.terms import archive as archives
from somesec.terms.archive import Archive, Recorded
from tests.terms.archives import Commit, git, make

DAY = datetime(2020, 3, 1, 12, tzinfo=UTC)
FILE = "Facebook/Terms of Service.md"


def commit(
    text: str | bytes | None,
    days: int = 0,
    subject: str = "Record new changes of x",
    file: str = FILE,
) -> Commit:
    return Commit(DAY + timedelta(days), subject, file, text)


def read(folder: Path, after: str = "") -> list[tuple[Recorded, bytes | None]]:
    with Archive.opened(folder) as archive:
        recorded = archive.recorded(after)
        contents = dict(archive.contents(one.content for one in recorded))
    return [(one, contents[one.content]) for one in recorded]


@pytest.mark.parametrize(
    ("subject", "technical"),
    [
        ("First record of Facebook Terms of Service", False),
        ("Start tracking Facebook Terms of Service", False),
        ("Record new changes of Facebook Terms of Service", False),
        ("Update Facebook Terms of Service", False),
        ("Apply technical or declaration upgrade on Facebook Terms of Service", True),
        ("Refilter Facebook Terms of Service", True),
        ("Refiltered", True),
        ("", False),
    ],
)
def test_technical_upgrades_are_told_by_their_subject(
    tmp_path: Path, subject: str, technical: bool
) -> None:
    [(recorded, content)] = read(make(tmp_path / "a", [commit("text", subject=subject)]))
    assert (recorded.service, recorded.kind) == ("Facebook", "Terms of Service")
    assert recorded.day == date(2020, 3, 1)
    assert recorded.technical is technical
    assert content == b"text"


def test_versions_come_in_the_order_of_the_commits_with_the_days_of_their_authors(
    tmp_path: Path,
) -> None:
    folder = make(tmp_path / "a", [commit("one", 5), commit("two", 1), commit("three", 9)])
    assert [(c, r.day.day) for r, c in read(folder)] == [(b"one", 6), (b"two", 2), (b"three", 10)]


def test_only_what_came_after_a_commit_is_read(tmp_path: Path) -> None:
    folder = make(tmp_path / "a", [commit("one")])
    before = git(folder, "rev-parse", "main")
    make(folder, [commit("two", 1)])
    assert [content for _recorded, content in read(folder, before)] == [b"two"]
    with Archive.opened(folder) as archive:
        assert archive.leads_to_head(before)
        assert archive.recorded(archive.head) == []
        for unknown in ("0" * 40, "main", "--all", "HEAD~1", ""):
            assert not archive.leads_to_head(unknown)


def test_documents_lie_in_a_folder_of_their_service_and_all_else_is_left(tmp_path: Path) -> None:
    folder = make(
        tmp_path / "a",
        [
            commit("x", file=name)
            for name in (
                "README.md",
                "Facebook/Terms of Service.md",
                "versions/X/Privacy Policy.md",
                "Facebook/notes.txt",
                "Facebook/.hidden.md",
                ".github/workflow.md",
                "Facebook/with \x1b[31m red.md",
                "Facebook/" + "long" * 50 + ".md",
            )
        ],
    )
    assert [(one.service, one.kind) for one, _content in read(folder)] == [
        ("Facebook", "Terms of Service"),
        ("X", "Privacy Policy"),
    ]


def test_a_deleted_document_brings_nothing(tmp_path: Path) -> None:
    folder = make(tmp_path / "a", [commit("one"), commit(None, 1)])
    assert [content for _recorded, content in read(folder)] == [b"one"]


def test_links_and_submodules_are_no_documents(tmp_path: Path) -> None:
    folder = make(tmp_path / "a", [commit("one")])
    secret = tmp_path / "secret.md"
    secret.write_text("outside", encoding="utf-8")
    link = git(folder, "hash-object", "-w", "--stdin", given=str(secret).encode())
    for mode, id_ in (("120000", link), ("160000", "1" * 40)):
        git(folder, "update-index", "--add", "--cacheinfo", f"{mode},{id_},Facebook/Link {mode}.md")
        tree = git(folder, "write-tree")
        made = git(
            folder,
            *("-c", "user.name=x", "-c", "user.email=x@x.fi"),
            "commit-tree",
            tree,
            *("-p", "main", "-m", "Update x"),
        )
        git(folder, "update-ref", "refs/heads/main", made)
    assert [content for _recorded, content in read(folder)] == [b"one"]


def test_a_bare_clone_and_a_path_with_odd_signs_are_read(tmp_path: Path) -> None:
    folder = make(tmp_path / 'an "odd" ä\\b', [commit("one")])
    assert [content for _recorded, content in read(folder)] == [b"one"]
    git(tmp_path, "clone", "--quiet", "--bare", str(folder), "bare.git")
    with Archive.opened(tmp_path / "bare.git") as archive:
        assert archive.name == "bare"
    assert [content for _recorded, content in read(tmp_path / "bare.git")] == [b"one"]


def test_a_shallow_clone_gives_what_it_has(tmp_path: Path) -> None:
    folder = make(tmp_path / "a", [commit("one"), commit("two", 1), commit("three", 2)])
    git(tmp_path, "clone", "--quiet", "--depth=2", f"file://{folder}", "shallow")
    contents = [content for _recorded, content in read(tmp_path / "shallow")]
    assert contents == [b"two", b"three"]


def test_a_clone_without_its_contents_is_refused_in_words(tmp_path: Path) -> None:
    folder = make(tmp_path / "a", [commit("one")])
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--filter=blob:none",
        "--no-checkout",
        f"file://{folder}",
        "partial",
    )
    with pytest.raises(InputError, match="--filter"):
        read(tmp_path / "partial")


def test_a_content_that_is_too_large_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_TEXT_BYTES", 10)
    folder = make(tmp_path / "a", [commit("a" * 11), commit("b" * 10, 1)])
    assert [content for _recorded, content in read(folder)] == [None, b"b" * 10]


def test_a_history_that_never_ends_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(tmp_path / "a", [commit("one"), commit("two", 1)])
    monkeypatch.setattr(archives, "MOST_LOG_BYTES", 100)
    with pytest.raises(InputError, match="cannot be read"):
        read(folder)


def test_a_subject_that_never_ends_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path / "a", [commit("one", subject="x" * 5_000_000)])
    with pytest.raises(InputError, match="cannot be read"):
        read(folder)


@pytest.mark.parametrize("kind", ["nothing", "file", "folder", "no commits", "within"])
def test_what_is_no_archive_is_said(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("x", encoding="utf-8")
    elif kind == "folder":
        place.mkdir()
    elif kind == "no commits":
        make(place, [])
    elif kind == "within":
        place = make(tmp_path / "a", [commit("one")]) / "Facebook"
        place.mkdir()
    with pytest.raises(InputError, match=r"no folder|no clone"), Archive.opened(place):
        pass


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="Install git"), Archive.opened(tmp_path):
        pass


def test_nothing_that_the_folder_names_is_run_or_read(tmp_path: Path) -> None:
    """Settings, hooks, attributes, replaced objects and the user's own settings."""
    folder = make(tmp_path / "a", [commit("one"), commit("two", 1)])
    trap, sprung = tmp_path / "trap.sh", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\ncat\n", encoding="utf-8")
    trap.chmod(0o755)
    for setting in (
        *("core.pager", "pager.log", "core.fsmonitor", "core.sshCommand", "diff.external"),
        *("diff.trap.textconv", "diff.trap.command", "filter.trap.smudge", "filter.trap.clean"),
        *("gpg.program", "core.alternateRefsCommand", "core.editor", "uploadpack.packObjectsHook"),
        *("alias.log", "alias.cat-file", "core.askPass", "credential.helper", "log.mailmap"),
    ):
        git(folder, "config", setting, f"!{trap}" if setting.startswith("alias") else str(trap))
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(tmp_path))
    (folder / ".gitattributes").write_text("* diff=trap filter=trap\n", encoding="utf-8")
    (folder / ".git/info").mkdir(exist_ok=True)
    shutil.copy(folder / ".gitattributes", folder / ".git/info/attributes")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (folder / ".git/hooks").mkdir(exist_ok=True)
        shutil.copy(trap, folder / ".git/hooks" / hook)
    other = git(folder, "hash-object", "-w", "--stdin", given=b"another")
    content = git(folder, "rev-parse", f"main:{FILE}")
    git(folder, "update-ref", f"refs/replace/{content}", other)
    sprung.unlink(missing_ok=True)

    assert [content for _recorded, content in read(folder)] == [b"one", b"two"]
    assert not sprung.exists()


def test_what_the_environment_says_of_git_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(tmp_path / "a", [commit("one")])
    elsewhere = make(tmp_path / "b", [commit("elsewhere")])
    monkeypatch.setenv("GIT_DIR", str(elsewhere / ".git"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(elsewhere / ".git/objects"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    assert [content for _recorded, content in read(folder)] == [b"one"]


def test_the_folder_is_left_as_it_was(tmp_path: Path) -> None:
    folder = make(tmp_path / "a", [commit("one"), commit("two", 1)])

    def everything() -> set[tuple[str, int, int]]:
        files = (Path(where) / name for where, _dirs, names in os.walk(folder) for name in names)
        return {(str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files}

    before = everything()
    read(folder)
    assert everything() == before
