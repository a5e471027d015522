"""No output of a command takes the place of the register or of what opens it."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from somesec.register import history
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE, Town

WRITING = (("audit", "--output"), ("export", "--overwrite"), ("export", "--to", "json"))
posix = pytest.mark.skipif(os.name != "posix", reason="links are made otherwise there")


def _refused(run: Run, words: Sequence[str | Path], output: str | Path, own: Path) -> None:
    before = own.read_bytes() if own.exists() else None
    answer = run(*words, output)
    assert answer.code == 2, answer.err
    assert "Name another file" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert (own.read_bytes() if own.exists() else None) == before


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
@pytest.mark.parametrize("suffix", ["", "-journal", "-wal", "-shm"])
def test_the_register_and_what_stands_beside_it_are_never_written_over(
    at_town: Run, town: Town, words: Sequence[str], suffix: str
) -> None:
    own = town.place.with_name(town.place.name + suffix)
    _refused(at_town, words, own, own)
    assert at_town("verify").code == 0


@posix
@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_no_link_leads_round_it(
    at_town: Run, town: Town, tmp_path: Path, words: Sequence[str]
) -> None:
    soft, hard = tmp_path / "soft", tmp_path / "hard"
    soft.symlink_to(town.place)
    os.link(town.place, hard)
    for link in (soft, hard, town.place.parent / "." / town.place.name):
        _refused(at_town, words, link, town.place)
    assert soft.is_symlink()
    assert hard.samefile(town.place)


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
@pytest.mark.parametrize("by_option", [True, False])
def test_the_passphrase_file_and_the_key_file_are_never_written_over(
    at_town: Run, tmp_path: Path, passphrase_file: Path, words: Sequence[str], by_option: bool
) -> None:
    named = ("--passphrase-file", passphrase_file) if by_option else ()
    _refused(at_town, (*named, *words), passphrase_file, passphrase_file)
    key_file = tmp_path / "key"
    key_file.write_bytes(b"k" * 64)
    _refused(at_town, ("--key-file", key_file, *words), key_file, key_file)


@pytest.mark.parametrize("words", WRITING[:2], ids=" ".join)
def test_another_register_is_not_written_over_either(
    at_town: Run, town: Town, tmp_path: Path, words: Sequence[str]
) -> None:
    other = tmp_path / "other.somesec"
    other.write_bytes(town.place.read_bytes())
    answer = at_town(*words, other)
    assert answer.code == 2
    assert "is a register" in answer.err
    assert other.read_bytes() == town.place.read_bytes()


@posix
def test_an_ordinary_link_is_followed_and_stays(at_town: Run, tmp_path: Path) -> None:
    target, link = tmp_path / "audit.txt", tmp_path / "latest"
    target.write_text("old")
    link.symlink_to(target)
    assert at_town("audit", "--fail-on", "never", "--output", link).code == 0
    assert link.is_symlink()
    assert "Testilä" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("kit", ["t.somesec", "t.somesec-journal", "passphrase.txt"])
def test_a_recovery_kit_is_never_part_of_its_register(run: Run, tmp_path: Path, kit: str) -> None:
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text(PASSPHRASE)
    answer = run(
        *("init", "--organisation", "Testilä", "--domain", "testila.fi", "--member", "Aino Testi"),
        *("--register", tmp_path / "t.somesec", "--passphrase-file", passphrase),
        *("--recovery-kit", tmp_path / kit),
    )
    assert answer.code == 2
    assert "Name another file" in answer.err
    assert not (tmp_path / "t.somesec").exists()
    assert passphrase.read_text() == PASSPHRASE


KEPT = "'somesec trail list' says what it was"
UNSEEN = "Nobody has seen the new recovery kit"


always_full = pytest.mark.skipif(
    not os.path.exists("/dev/full"), reason="needs the device that is always full"
)


@always_full
def test_where_the_answer_is_lost_it_is_said_that_the_change_is_not(
    at_town: Run, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(list(history.events(town.register)))
    with open("/dev/full", "w", encoding="utf-8") as full, monkeypatch.context() as only:
        only.setattr("sys.stdout", full)
        answer = at_town("secret", "generate", "tiktok")
    assert answer.code == 2
    assert KEPT in answer.err
    assert len(answer.err.splitlines()) == 1
    town.register.refresh()
    assert len(list(history.events(town.register))) > before


@always_full
def test_a_kit_that_was_not_printed_is_made_anew(
    run: Run, tmp_path: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--register", tmp_path / "t.somesec", "--passphrase-file", passphrase_file)
    names = ("--organisation", "Testilä", "--domain", "testila.fi", "--member", "Aino Testi")
    kit = tmp_path / "kit.txt"
    for words in (("init", *names), ("recovery", "renew")):
        with open("/dev/full", "w", encoding="utf-8") as full, monkeypatch.context() as only:
            only.setattr("sys.stdout", full)
            answer = run(*words, *given)
        assert answer.code == 2
        assert UNSEEN in answer.err
        assert "'somesec recovery renew --recovery-kit FILE'" in answer.err
        assert len(answer.err.splitlines()) == 1
    assert run("recovery", "renew", *given, "--recovery-kit", kit).code == 0
    assert run("recovery", "rehearse", *given, "--kit", kit).code == 0


@posix
def test_a_kit_whose_reader_left_is_made_anew_too(
    at_town: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with open(writes, "w", encoding="utf-8") as nobody, monkeypatch.context() as only:
        only.setattr("sys.stdout", nobody)
        answer = at_town("recovery", "renew")
    assert answer.code == 2
    assert UNSEEN in answer.err


def test_a_kit_that_its_file_did_not_hold_is_made_anew_and_no_piece_stays(
    at_town: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = tmp_path / "kit.txt"

    fsync = os.fsync

    def full(descriptor: int) -> None:
        if kit.exists() and os.path.samestat(os.fstat(descriptor), kit.stat()):
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", full)
    answer = at_town("recovery", "renew", "--recovery-kit", kit)
    assert answer.code == 2
    assert str(kit) in answer.err
    assert UNSEEN in answer.err
    assert not kit.exists()


def test_a_kit_where_a_file_is_already_is_told_what_to_do(at_town: Run, tmp_path: Path) -> None:
    kit = tmp_path / "kit.txt"
    kit.write_text("an older kit", encoding="utf-8")
    answer = at_town("recovery", "renew", "--recovery-kit", kit)
    assert answer.code == 2
    assert f"{kit} is there already. Choose another name or remove it first." in answer.err
