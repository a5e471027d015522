"""A file that is saved is whole, durable and its owner's only, or nothing has changed."""

import os
import stat
from pathlib import Path

import pytest

from somesec.errors import InputError
from somesec.exchange.save import save

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
    with pytest.raises(InputError, match="No space left on device"):
        save(path, b"new", overwrite=overwrite)
    assert [(left.name, left.read_bytes()) for left in folder.iterdir()] == (
        [("export.csv", b"old")] if overwrite else []
    )
