"""A file that is saved is whole, durable and its owner's only, or nothing has changed."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from somesec.errors import InputError
from somesec.exchange.save import save
from somesec.store.schema import APPLICATION_ID

needs_modes = pytest.mark.skipif(os.name != "posix", reason="only POSIX has such file modes")


@needs_modes
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_saved_file_is_for_its_owner_only(tmp_path: Path, overwrite: bool) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    path = folder / "export.csv"
    if overwrite:
        path.write_bytes(b"old")
        path.chmod(0o644)
    save(path, b"new", overwrite=overwrite)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(folder) == ["export.csv"]


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(b"old")
    with pytest.raises(InputError, match="there already"):
        save(path, b"new")
    assert path.read_bytes() == b"old"


@needs_modes
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "export.csv"
    link.symlink_to(target)
    with pytest.raises(InputError):
        save(link, b"new")
    assert not target.exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        save(tmp_path / "no" / "export.csv", b"new")


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_write_that_fails_leaves_things_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    path = folder / "export.csv"
    if overwrite:
        path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="the disk is full"):
        save(path, b"new", overwrite=overwrite)
    assert [(left.name, left.read_bytes()) for left in folder.iterdir()] == (
        [("export.csv", b"old")] if overwrite else []
    )


@pytest.fixture
def register_file(tmp_path: Path) -> Path:
    file = tmp_path / "testila.somesec"
    database = sqlite3.connect(file)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute("CREATE TABLE record (id)")
    database.close()
    return file


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_register_is_never_replaced(register_file: Path, overwrite: bool) -> None:
    before = register_file.read_bytes()
    with pytest.raises(InputError, match="is a register"):
        save(register_file, b"new", overwrite=overwrite)
    assert register_file.read_bytes() == before


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_what_a_register_would_read_in_is_never_put_beside_it(
    register_file: Path, suffix: str
) -> None:
    beside = register_file.with_name(register_file.name + suffix)
    with pytest.raises(InputError, match="belongs to a register"):
        save(beside, b"new")
    assert not beside.exists()
    beside.write_bytes(b"old")
    with pytest.raises(InputError, match="belongs to a register"):
        save(beside, b"new", overwrite=True)
    assert beside.read_bytes() == b"old"


def test_another_database_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE record (id)")
    database.close()
    save(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


@needs_modes
def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    target.write_bytes(b"old")
    link.symlink_to(target)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path):
        with pytest.raises(InputError, match="no ordinary file"):
            save(path, b"new", overwrite=True)
    assert (link.is_symlink(), pipe.is_fifo(), target.read_bytes()) == (True, True, b"old")


@needs_modes
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_what_cannot_be_read_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "locked"
    path.write_bytes(b"old")
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be written"):
        save(path, b"new", overwrite=True)
