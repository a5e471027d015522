"""The file: its owner's only, whole or not at all, and nobody's words lost in it."""

import base64
import errno
import os
import pprint
import stat
import subprocess
import sys
import traceback
from pathlib import Path
from uuid import UUID

import pytest
from rich.pretty import pretty_repr

from somesec.device import Device, Pin
from somesec.device.memory import Memory, Remembered
from somesec.device.memory_file import MemoryFile
from somesec.errors import ConflictError, InputError, TamperedError
from somesec.vault.identity import Identity
from tests.device.conftest import AINO, EINO, REGISTER

PIN = Pin(sequence=1, hash=b"h" * 32)
FILE = f"{REGISTER}.json"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("mask", [0, 0o077])
def test_the_file_is_its_owners_only_from_its_first_byte(
    device: Device, folder: Path, mask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []
    synced = os.fsync

    def look(handle: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        synced(handle)

    monkeypatch.setattr(os, "fsync", look)
    before = os.umask(mask)
    try:
        device.new_secret(REGISTER, AINO)
    finally:
        os.umask(before)
    assert modes == [0o600, 0o700]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_folder_that_others_could_enter_is_closed(device: Device, folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    device.remember_member(REGISTER, AINO, "Aino Testi")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_device_secret_in_the_file_is_known_again_and_forgotten(
    device: Device, folder: Path
) -> None:
    assert device.secret(REGISTER, AINO) is None
    secret = device.new_secret(REGISTER, AINO)
    assert len(secret) == 32
    assert device.new_secret(REGISTER, AINO) == Device(folder).secret(REGISTER, AINO) == secret
    assert device.new_secret(REGISTER, EINO) != secret
    device.forget_secret(REGISTER, AINO)
    assert device.secret(REGISTER, AINO) is None
    assert device.secret(REGISTER, EINO) is not None


def test_forgetting_a_member_drops_all_of_theirs(
    device: Device, folder: Path, identity: Identity
) -> None:
    for member in (AINO, EINO):
        device.remember_member(REGISTER, member, "Testi")
        device.remember_pin(REGISTER, member, identity, PIN)
        device.new_secret(REGISTER, member)
    device.forget(REGISTER, AINO)
    assert str(AINO) not in (folder / FILE).read_text()
    assert device.pin(REGISTER, EINO, identity) == PIN
    assert device.secret(REGISTER, EINO) is not None


def test_a_writing_that_fails_changes_nothing_and_is_said(
    device: Device, folder: Path, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.remember_pin(REGISTER, AINO, identity, PIN)
    before = (folder / FILE).read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(InputError, match="cannot be written: the disk is full"):
            device.new_secret(REGISTER, AINO)
    assert (folder / FILE).read_bytes() == before
    assert device.new_secret(REGISTER, AINO) == device.secret(REGISTER, AINO)
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".lock"]


def test_a_place_that_cannot_be_read_or_written_is_said(tmp_path: Path, identity: Identity) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be read"):
        Device(tmp_path / "file").pin(REGISTER, AINO, identity)
    with pytest.raises(InputError, match="cannot be written"):
        Device(tmp_path / "file").new_secret(REGISTER, AINO)


def test_one_writer_waits_for_the_other_and_not_for_ever(folder: Path) -> None:
    with MemoryFile(folder, REGISTER).held():
        with pytest.raises(ConflictError, match="Another somesec"):
            MemoryFile(folder, REGISTER, patience=0).held().__enter__()
        with MemoryFile(folder, EINO, patience=0).held():
            pass
    with MemoryFile(folder, REGISTER, patience=0).held():
        pass


def test_writers_in_several_processes_lose_nothing_of_each_other(
    device: Device, folder: Path
) -> None:
    program = (
        "import sys; from pathlib import Path; from uuid import UUID\n"
        "from somesec.device import Device\n"
        f"device = Device(Path({str(folder)!r}))\n"
        "print(flush=True); sys.stdin.readline()\n"
        "for each in range(20):\n"
        f"    device.new_secret(UUID({str(REGISTER)!r}), UUID(int=int(sys.argv[1]) + each))\n"
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(start)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for start in (100, 200, 300)
    ]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.readline()
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    made = {UUID(int=start + each) for start in (100, 200, 300) for each in range(20)}
    assert Memory.from_bytes((folder / FILE).read_bytes()).members.keys() == made


def test_no_text_form_shows_a_device_secret() -> None:
    secret = b"canary-7f3a".ljust(32, b"-")
    memory = Memory(members={AINO: Remembered(name="Aino Testi", secret=secret)})
    for text in (repr(memory), str(memory), pretty_repr(memory), pprint.pformat(memory)):
        assert "canary" not in text
        assert "Aino Testi" in text


def test_no_error_shows_what_a_damaged_file_holds(
    device: Device, folder: Path, identity: Identity
) -> None:
    secret = base64.b64encode(device.new_secret(REGISTER, AINO)).decode()
    text = (folder / FILE).read_text()
    (folder / FILE).write_text(text.replace('"format":1', f'"format":"{secret}"'))
    with pytest.raises(TamperedError) as caught:
        device.pin(REGISTER, AINO, identity)
    assert secret not in "".join(traceback.format_exception(caught.value))
