"""What a real keyring is trusted with, and what happens when it does not answer."""

import base64
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring.core
import pytest
from keyring.backends import SecretService as secret_service_backend
from keyring.backends import fail, null

from somesec.device import Device, Pin, os_keyring
from somesec.device.os_keyring import KeyringSilentError, OsKeyring, trusted_keyring
from somesec.errors import LockedError, TamperedError
from somesec.vault.identity import Identity
from tests.device.conftest import AINO, EINO, REGISTER
from tests.device.plaintext import Plaintext
from tests.device.secret_service import MISSING, SecretService, running

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}"),
    # What a thread raises is printed, over the screens and with whatever it holds.
    pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning"),
]

NAME = f"somesec secret {REGISTER} {AINO}"
FIRST, SECOND = Pin(sequence=1, hash=b"1" * 32), Pin(sequence=2, hash=b"2" * 32)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    with running() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        yield service
        answered()


@pytest.fixture
def kept(service: SecretService, folder: Path) -> Device:
    """A device with a keyring that is there."""
    return Device(folder, OsKeyring())


@pytest.fixture
def hasty(service: SecretService, folder: Path) -> Device:
    """The same device, which gives a question up sooner."""
    return Device(folder, OsKeyring(patience=0.5))


def answered() -> None:
    """Returns when no question waits for its answer any more."""
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join()


def text_of(folder: Path) -> str:
    return (folder / f"{REGISTER}.json").read_text()


def shown(secret: bytes | None) -> str:
    assert secret is not None
    return base64.b64encode(secret).decode()


def test_a_device_secret_lies_in_the_keyring_alone(
    kept: Device, folder: Path, service: SecretService
) -> None:
    secret = kept.new_secret(REGISTER, AINO)
    assert len(secret) == 32
    assert Device(folder, OsKeyring()).secret(REGISTER, AINO) == secret
    assert kept.secret(REGISTER, EINO) is None
    assert shown(secret) not in text_of(folder)
    assert any(NAME in label for label in service.labels())


def test_a_device_secret_that_is_there_is_never_made_again(kept: Device, folder: Path) -> None:
    secret = kept.new_secret(REGISTER, AINO)
    assert kept.new_secret(REGISTER, AINO) == secret
    (folder / f"{REGISTER}.json").unlink()
    assert kept.new_secret(REGISTER, AINO) == secret


def test_a_forgotten_device_secret_is_gone_from_the_keyring(
    kept: Device, service: SecretService
) -> None:
    secret = kept.new_secret(REGISTER, AINO)
    kept.forget_secret(REGISTER, AINO)
    assert kept.secret(REGISTER, AINO) is None
    assert service.labels() == set()
    assert kept.new_secret(REGISTER, AINO) != secret


def test_forgetting_a_member_leaves_nothing_of_them_and_all_of_the_others(
    kept: Device, folder: Path, service: SecretService, identity: Identity
) -> None:
    for member in (AINO, EINO):
        kept.remember_member(REGISTER, member, str(member))
        kept.remember_pin(REGISTER, member, identity, FIRST)
        kept.new_secret(REGISTER, member)
    kept.forget(REGISTER, AINO)
    assert kept.pin(REGISTER, AINO, identity) is None
    assert kept.secret(REGISTER, AINO) is None
    assert list(kept.members(REGISTER)) == [EINO]
    assert str(AINO) not in text_of(folder) + str(service.labels())
    assert kept.pin(REGISTER, EINO, identity) == FIRST
    assert kept.secret(REGISTER, EINO) is not None


def test_a_secret_that_the_keyring_lost_is_said_and_not_made_anew(
    kept: Device, service: SecretService
) -> None:
    kept.new_secret(REGISTER, AINO)
    service.forget()
    with pytest.raises(LockedError, match="no longer in this computer's keyring"):
        kept.secret(REGISTER, AINO)
    with pytest.raises(LockedError, match="no longer in this computer's keyring"):
        kept.new_secret(REGISTER, AINO)


@pytest.mark.parametrize("damage", ["not base64 at all", shown(b"short")])
def test_a_secret_that_was_damaged_in_the_keyring_is_said(kept: Device, damage: str) -> None:
    kept.new_secret(REGISTER, AINO)
    trusted_keyring().set_password(NAME, "somesec", damage)
    with pytest.raises(LockedError, match="damaged there"):
        kept.secret(REGISTER, AINO)


def test_a_file_put_back_takes_no_pin_back(kept: Device, folder: Path, identity: Identity) -> None:
    kept.remember_pin(REGISTER, AINO, identity, FIRST)
    old = text_of(folder)
    kept.remember_pin(REGISTER, AINO, identity, SECOND)
    (folder / f"{REGISTER}.json").write_text(old)
    assert kept.pin(REGISTER, AINO, identity) == SECOND
    (folder / f"{REGISTER}.json").unlink()
    assert kept.pin(REGISTER, AINO, identity) == SECOND
    kept.remember_pin(REGISTER, AINO, identity, FIRST)
    assert Device(folder).pin(REGISTER, AINO, identity) == SECOND


def test_a_keyring_put_back_takes_no_pin_back(
    kept: Device, folder: Path, service: SecretService, identity: Identity
) -> None:
    kept.remember_pin(REGISTER, AINO, identity, FIRST)
    Device(folder).remember_pin(REGISTER, AINO, identity, SECOND)
    assert kept.pin(REGISTER, AINO, identity) == SECOND
    service.forget()
    assert kept.pin(REGISTER, AINO, identity) == SECOND


def test_a_keyring_that_missed_an_acceptance_brings_nothing_back(
    kept: Device, folder: Path, identity: Identity
) -> None:
    kept.remember_pin(REGISTER, AINO, identity, SECOND)
    Device(folder).replace_pin(REGISTER, AINO, identity, FIRST)
    accepted = kept.pin(REGISTER, AINO, identity)
    assert accepted is not None
    assert accepted.hash == FIRST.hash


def test_a_pin_made_up_in_the_keyring_is_not_believed(
    kept: Device, identity: Identity, stranger: Identity, tmp_path: Path
) -> None:
    kept.remember_pin(REGISTER, AINO, identity, FIRST)
    Device(tmp_path, OsKeyring()).replace_pin(REGISTER, AINO, stranger, SECOND)
    with pytest.raises(TamperedError, match="does not verify"):
        kept.pin(REGISTER, AINO, identity)
    with pytest.raises(TamperedError, match="does not verify"):
        kept.remember_pin(REGISTER, AINO, identity, SECOND)
    kept.replace_pin(REGISTER, AINO, identity, SECOND)
    assert kept.pin(REGISTER, AINO, identity) is not None


def test_file_and_keyring_with_different_histories_are_said(
    kept: Device, folder: Path, identity: Identity
) -> None:
    kept.remember_pin(REGISTER, AINO, identity, FIRST)
    (folder / f"{REGISTER}.json").unlink()
    Device(folder).remember_pin(REGISTER, AINO, identity, Pin(sequence=1, hash=b"x" * 32))
    with pytest.raises(TamperedError, match="Entry 1"):
        kept.pin(REGISTER, AINO, identity)


def without(device: Device, identity: Identity) -> None:
    """Asserts what holds for a device whose keyring has Aino's secret and does not answer."""
    with pytest.raises(LockedError, match="keyring, which is locked"):
        device.secret(REGISTER, AINO)
    with pytest.raises(LockedError, match="keyring, which is locked"):
        device.new_secret(REGISTER, AINO)
    with pytest.raises(LockedError, match="keyring, which is locked"):
        device.forget_secret(REGISTER, AINO)
    with pytest.raises(LockedError, match="keyring, which is locked"):
        device.forget(REGISTER, AINO)
    assert device.pin(REGISTER, AINO, identity) == FIRST
    device.remember_pin(REGISTER, AINO, identity, SECOND)
    assert device.pin(REGISTER, AINO, identity) == SECOND
    assert device.secret(REGISTER, EINO) is None
    device.new_secret(REGISTER, EINO)


@pytest.fixture
def aino_s(kept: Device, identity: Identity) -> bytes:
    """Aino's device secret, in the keyring; her pin is there too."""
    kept.remember_pin(REGISTER, AINO, identity, FIRST)
    return kept.new_secret(REGISTER, AINO)


def again(device: Device, folder: Path, identity: Identity, aino_s: bytes) -> None:
    """Asserts that once the keyring answers again nothing was lost."""
    answered()
    assert device.secret(REGISTER, AINO) == aino_s
    assert device.pin(REGISTER, AINO, identity) == SECOND
    assert shown(device.secret(REGISTER, EINO)) in text_of(folder)


def test_a_locked_keyring_is_done_without(
    hasty: Device, folder: Path, service: SecretService, identity: Identity, aino_s: bytes
) -> None:
    service.lock()
    without(hasty, identity)
    service.unlock()
    again(hasty, folder, identity, aino_s)


def test_a_prompt_that_nobody_answers_is_done_without(
    hasty: Device, folder: Path, service: SecretService, identity: Identity, aino_s: bytes
) -> None:
    service.lock()
    with service.a_prompt_that_nobody_answers():
        without(hasty, identity)
        assert sum(thread.name == "keyring" for thread in threading.enumerate()) == 1
    service.unlock()
    again(hasty, folder, identity, aino_s)


def test_a_hanging_keyring_is_done_without(
    hasty: Device, folder: Path, service: SecretService, identity: Identity, aino_s: bytes
) -> None:
    service.hang()
    without(hasty, identity)
    assert sum(thread.name == "keyring" for thread in threading.enumerate()) == 1
    service.go_on()
    again(hasty, folder, identity, aino_s)


def test_a_keyring_that_dies_between_two_questions_is_done_without(
    hasty: Device, folder: Path, service: SecretService, identity: Identity, aino_s: bytes
) -> None:
    service.kill()
    without(hasty, identity)
    service.start()
    again(hasty, folder, identity, aino_s)


def test_a_hanging_keyring_does_not_hold_up_the_end_of_the_program(
    service: SecretService, folder: Path
) -> None:
    service.hang()
    program = (
        "from pathlib import Path; from uuid import UUID\n"
        "from somesec.device import Device\n"
        "from somesec.device.os_keyring import OsKeyring\n"
        f"device = Device(Path({str(folder)!r}), OsKeyring(patience=0.5))\n"
        "print(len(device.new_secret(UUID(int=1), UUID(int=11))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "32\n", "")


@pytest.mark.parametrize("address", [None, "unix:path=/nowhere/bus", "nonsense"])
def test_without_a_bus_everything_is_in_the_file(
    monkeypatch: pytest.MonkeyPatch, folder: Path, identity: Identity, address: str | None
) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    device = Device(folder, OsKeyring())
    device.remember_pin(REGISTER, AINO, identity, FIRST)
    secret = device.new_secret(REGISTER, AINO)
    assert (device.pin(REGISTER, AINO, identity), device.secret(REGISTER, AINO)) == (FIRST, secret)
    assert shown(secret) in text_of(folder)
    device.forget(REGISTER, AINO)
    assert (device.pin(REGISTER, AINO, identity), device.secret(REGISTER, AINO)) == (None, None)


def test_a_bus_without_a_keyring_on_it_has_none(service: SecretService) -> None:
    service.kill()
    with pytest.raises(KeyringSilentError):
        trusted_keyring()


def steer(monkeypatch: pytest.MonkeyPatch, home: Path, how: str, backend: str) -> None:
    if how == "variable":
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    else:
        folder = home / "config" / "python_keyring"
        folder.mkdir(parents=True)
        (folder / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={backend}\n")
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    chosen = type(keyring.core.get_keyring())
    assert f"{chosen.__module__}.{chosen.__qualname__}" == backend


WEAK = [
    f"{kind.__module__}.{kind.__qualname__}" for kind in (Plaintext, null.Keyring, fail.Keyring)
]


@pytest.mark.parametrize("backend", WEAK)
@pytest.mark.parametrize("how", ["variable", "configuration file"])
def test_the_choice_of_keyring_cannot_be_turned_to_a_weaker_one(
    service: SecretService,
    kept: Device,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    backend: str,
) -> None:
    steer(monkeypatch, home, how, backend)
    assert isinstance(trusted_keyring(), secret_service_backend.Keyring)
    kept.new_secret(REGISTER, AINO)
    assert any(NAME in label for label in service.labels())
    service.kill()
    with pytest.raises(KeyringSilentError):
        trusted_keyring()
    assert Plaintext.kept == {}


def test_a_variable_cannot_have_it_put_where_it_does_not_last(
    service: SecretService, kept: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/collection/session"
    )
    kept.new_secret(REGISTER, AINO)
    assert any(NAME in label for label in service.labels())


def test_a_keyring_that_keeps_nothing_is_found_out_by_reading_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os_keyring, "trusted_keyring", null.Keyring)
    device = Device(folder, OsKeyring())
    assert shown(device.new_secret(REGISTER, AINO)) in text_of(folder)


def test_at_home_the_keyring_is_used_unless_it_is_refused(
    service: SecretService, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said in ("no", "No"):
        monkeypatch.setenv("SOMESEC_KEYRING", said)
        Device.at_home().new_secret(REGISTER, EINO)
    assert service.labels() == set()
    monkeypatch.delenv("SOMESEC_KEYRING")
    Device.at_home().new_secret(REGISTER, AINO)
    assert len(service.labels()) == 1
    monkeypatch.setenv("SOMESEC_KEYRING", "no")
    with pytest.raises(LockedError, match="SOMESEC_KEYRING"):
        Device.at_home().secret(REGISTER, AINO)
    (file,) = home.rglob(f"{REGISTER}.json")
    assert file.parent == home / "data" / "somesec" / "device"


def test_two_who_make_a_secret_at_once_get_the_same(kept: Device) -> None:
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(kept.new_secret(REGISTER, AINO)))
        for _each in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert set(made) == {kept.secret(REGISTER, AINO)}
