"""A register on a server, from one address on the command line to two people at work."""

from pathlib import Path

import pytest

from somesec.store.place import Server
from tests.cli.conftest import AINO, OUTI, Office, Run


@pytest.fixture
def at_server(server: Server, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose register is on a server, and not made yet."""
    office = Office(str(server), tmp_path, run, monkeypatch)
    names = ("--organisation", "Testilä", "--domain", "testila.fi", "--member", AINO)
    made = office(AINO, "init", *names, "--recovery-kit", tmp_path / "kit.txt")
    assert made.code == 0, made.err
    assert "this computer only" in made.err
    return office


def test_two_people_share_a_register_on_a_server(at_server: Office, tmp_path: Path) -> None:
    file, reply = tmp_path / "outi.invitation", tmp_path / "outi.reply"
    invited = ("--name", OUTI, "--role", "coordinator", "--output", file)
    assert at_server(AINO, "member", "invite", *invited).code == 0
    words = at_server(OUTI, "member", "join", file, "--output", reply).out
    assert at_server(AINO, "member", "accept", reply, "--fingerprint", words).code == 0
    assert at_server(OUTI, "unit", "add", "--name", "Kirjasto").code == 0
    assert "Kirjasto" in at_server(AINO, "unit", "list").out
    assert at_server(AINO, "verify").code == 0
    # The passphrase alone opens nothing at another computer.
    at_server.sit_down("elsewhere")
    assert at_server.run("unit", "list", "--member", OUTI).code == 3


def test_whoever_lost_the_computer_gets_back_in_with_the_kit(
    at_server: Office, tmp_path: Path
) -> None:
    at_server.sit_down("a new computer")
    used = at_server.run("recovery", "use", "--member", AINO, "--kit", tmp_path / "kit.txt")
    assert used.code == 0, used.err
    assert at_server.run("unit", "add", "--name", "Kirjasto").code == 0
    assert at_server(AINO, "unit", "list").code == 3


def test_nothing_is_made_where_a_register_is_already(at_server: Office) -> None:
    names = ("--organisation", "Koela", "--domain", "koela.fi", "--member", OUTI)
    assert at_server(OUTI, "init", *names).code == 2
    assert at_server(AINO, "unit", "list").code == 0
