"""A register that five people share, each on a computer of their own."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from unittest import mock
from uuid import UUID

from somesec.register import Device, Register, accounts, people, secrets, units
from somesec.register.place import Place
from somesec.register.roles import AUDITOR, COORDINATOR, UNIT_ADMIN
from tests.register.newcomers import let_in
from tests.register.quick import QuickMeasurer

AINO, KAISA, LIISA, NUUTTI, TARMO = (
    "Aino Testi",
    "Kaisa Koe",
    "Liisa Malli",
    "Nuutti Näyte",
    "Tarmo",
)
"""The founder, a coordinator who opens no passwords, the admins of the library and of the youth
services, and an auditor."""

NAMES = (AINO, KAISA, LIISA, NUUTTI, TARMO)
LIBRARY, YOUTH = "Kirjasto", "Nuorisopalvelut"
LIBRARYS, YOUTHS = "facebook/testilankirjasto", "tiktok/testilannuoret"
PASSWORDS = {LIBRARYS: "canary of the library 7!", YOUTHS: "canary of the youth 8?"}


def passphrase(name: str) -> str:
    return f"the passphrase of {name}"


class Crew:
    """The register at a place, and in `folder` what each one's computer remembers."""

    def __init__(self, place: Place, folder: Path, kit: str) -> None:
        self.place, self.folder, self.kit = place, folder, kit
        self._opened = ExitStack()

    def device(self, name: str) -> Device:
        return Device(self.folder / name)

    def open(self, name: str, *, accepts: bool = False) -> Register:
        """The register as this member opens it. Locked at the end of the test."""
        register = Register.open(
            self.place, passphrase(name), device=self.device(name), accepts=accepts
        )
        return self._opened.enter_context(register)

    def close(self) -> None:
        self._opened.close()


def account(register: Register, text: str) -> UUID:
    return accounts.find(register, text).id


def make(place: Place, folder: Path) -> Crew:
    """Makes the register and everybody's keys."""
    register, kit = Register.create(
        place,
        organisation="Testilä",
        domains=["testila.fi"],
        member=AINO,
        passphrase=passphrase(AINO),
    )
    crew = Crew(place, folder, kit.key_text)
    with register, mock.patch.object(Register, "measurer", return_value=QuickMeasurer()):
        register.be_remembered_by(crew.device(AINO))
        kirjasto = units.add(register, {"name": LIBRARY, "mailboxes": "kirjasto@testila.fi"})
        nuoriso = units.add(register, {"name": YOUTH, "mailboxes": "nuoriso@testila.fi"})
        people.add(register, {"name": "Eino Koe", "address": "eino.koe@testila.fi"})
        for unit, text in ((LIBRARY, LIBRARYS), (YOUTH, YOUTHS)):
            platform, handle = text.split("/")
            accounts.add(register, {"unit": unit, "platform": platform, "handle": handle})
            secrets.set_field(register, account(register, text), "password", PASSWORDS[text])
        for name, role, its_units in (
            (KAISA, COORDINATOR, []),
            (LIISA, UNIT_ADMIN, [kirjasto]),
            (NUUTTI, UNIT_ADMIN, [nuoriso]),
            (TARMO, AUDITOR, []),
        ):
            let_in(register, name, role, passphrase(name), its_units, crew.device(name))
    return crew


def copied(crew: Crew, to: Path, copy_rows: Callable[[Path], Place]) -> Crew:
    """The same register and computers once more; `copy_rows` brings the register to its place."""
    assert isinstance(crew.place, Path)
    shutil.copytree(crew.folder, to)
    return Crew(copy_rows(crew.place), to, crew.kit)
