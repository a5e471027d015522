"""Ids and identities for the device's tests."""

import sys
from pathlib import Path
from uuid import UUID

import pytest

from somesec.device import Device
from somesec.vault.identity import Identity

# Only there is a Secret Service, and what talks to it is installed.
collect_ignore = [] if sys.platform == "linux" else ["test_keyring.py"]

REGISTER, OTHER_REGISTER = UUID(int=1), UUID(int=2)
AINO, EINO = UUID(int=11), UUID(int=12)


@pytest.fixture(scope="session")
def identity() -> Identity:
    return Identity.from_seed(b"\x01" * 32)


@pytest.fixture(scope="session")
def stranger() -> Identity:
    return Identity.from_seed(b"\x02" * 32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "device"


@pytest.fixture
def device(folder: Path) -> Device:
    """One that keeps everything in files."""
    return Device(folder)
