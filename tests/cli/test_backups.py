"""Backing up, restoring and moving as a person does it."""

from pathlib import Path

import pytest

from somesec.register import Register, units
from somesec.register.place import Server
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE, Town
from tests.register.stored import database


@pytest.fixture
def backup(at_town: Run, tmp_path: Path) -> Path:
    answer = at_town("backup", tmp_path / "backup.somesec")
    assert answer.code == 0, answer.err
    return tmp_path / "backup.somesec"


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits at the terminal; what they write is the standard input of the run."""
    monkeypatch.setattr("somesec.cli.restore.on_terminal", lambda: True)


def add_unit(town: Town, name: str) -> None:
    with Register.open(town.place, PASSPHRASE) as register:
        units.add(register, {"name": name})


def test_a_backup_prints_its_name_for_scripts(at_town: Run, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    answer = at_town("backup", folder)
    (made,) = folder.iterdir()
    assert (answer.code, answer.out) == (0, f"{made}\n")
    assert made.name.startswith("testila-20261122-")
    assert at_town("verify", "--register", made).code == 0


def test_a_backup_takes_the_place_of_nothing(at_town: Run, town: Town, backup: Path) -> None:
    journal = town.place.with_name(town.place.name + "-journal")
    for file in (backup, town.place, journal):
        assert at_town("backup", file).code == 2
    assert at_town("backup", backup.parent / "nowhere" / "x").code == 2
    assert not journal.exists()


def test_a_damaged_register_is_copied_and_said_to_be_one(
    at_town: Run, town: Town, tmp_path: Path
) -> None:
    with database(town.place) as connection:
        connection.execute("UPDATE record SET sealed = zeroblob(200) WHERE part = 'secret'")
    answer = at_town("backup", tmp_path / "b.somesec")
    assert answer.code == 4
    assert answer.out == f"{tmp_path / 'b.unverified.somesec'}\n"
    assert "Keep your older backups" in answer.err
    assert (tmp_path / "b.unverified.somesec").exists()


def test_restoring_says_what_it_does_and_what_it_kept(
    at_town: Run, town: Town, backup: Path
) -> None:
    answer = at_town("restore", backup)
    assert answer.code == 0, answer.err
    assert answer.out == ""
    assert "2026-11-22" in answer.err
    assert "Aino Testi" in answer.err
    assert "would be undone" not in answer.err
    assert "--accept" not in answer.err
    kept = [path for path in town.place.parent.iterdir() if ".replaced-" in path.name]
    assert len(kept) == 1
    assert str(kept[0]) in answer.err
    assert at_town("verify").code == 0


def test_newer_changes_are_undone_only_when_somebody_says_so(
    at_town: Run, town: Town, backup: Path
) -> None:
    add_unit(town, "Museo")
    answer = at_town("restore", backup)
    assert answer.code == 2
    assert "1 change of the present register would be undone" in answer.err
    assert "--older" in answer.err
    assert "Museo" in at_town("unit", "list").out
    done = at_town("restore", backup, "--older")
    assert done.code == 0
    assert "--accept" in done.err
    assert "Museo" not in at_town("unit", "list").out


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize(("word", "code"), [("no", 2), ("", 2), ("y", 2), ("yes", 0), ("Kyllä", 0)])
def test_on_a_terminal_it_asks(
    at_town: Run, town: Town, backup: Path, word: str, code: int
) -> None:
    add_unit(town, "Museo")
    language = "fi" if word == "Kyllä" else "en"
    answer = at_town("restore", backup, "--language", language, stdin=f"{word}\n")
    assert answer.code == code, answer.err
    assert ("Museo" in at_town("unit", "list").out) == (code != 0)


def test_what_this_computer_has_seen_is_said_though_the_register_is_gone(
    at_town: Run, town: Town, backup: Path
) -> None:
    assert at_town("unit", "add", "--name", "Museo").code == 0
    assert at_town("unit", "add", "--name", "Uimahalli").code == 0
    town.place.unlink()
    answer = at_town("restore", backup)
    assert answer.code == 2
    assert "has seen 2 newer changes" in answer.err
    assert not town.place.exists()
    assert at_town("restore", backup, "--older").code == 0
    assert at_town("unit", "add", "--name", "Teatteri").code == 0


def test_what_cannot_be_read_is_said_and_kept(at_town: Run, town: Town, backup: Path) -> None:
    town.place.write_bytes(b"\0" * 5000)
    answer = at_town("restore", backup)
    assert answer.code == 2
    assert "cannot be read" in answer.err
    assert at_town("restore", backup, "--older").code == 0
    assert at_town("verify").code == 0


@pytest.mark.parametrize("what", ["nothing", "folder", "text", "itself"])
def test_what_is_no_backup_restores_nothing(
    at_town: Run, town: Town, tmp_path: Path, what: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("no register")
    before = town.place.read_bytes()
    answer = at_town("restore", town.place if what == "itself" else tmp_path / what)
    assert answer.code == 2
    assert town.place.read_bytes() == before


def test_an_altered_backup_ends_with_4_and_another_passphrase_with_3(
    at_town: Run, backup: Path, tmp_path: Path
) -> None:
    (tmp_path / "other.txt").write_text("toinen tunnuslause on tämä\n")
    answer = at_town("restore", backup, "--passphrase-file", tmp_path / "other.txt")
    assert answer.code == 3
    with database(backup) as connection:
        connection.execute("UPDATE record SET sealed = zeroblob(200) WHERE part = 'secret'")
    assert at_town("restore", backup).code == 4


def test_moving_says_where_it_is_and_what_is_left(at_town: Run, town: Town, tmp_path: Path) -> None:
    to = tmp_path / "new.somesec"
    answer = at_town("move", "--to", to)
    assert answer.code == 0, answer.err
    kept = [path for path in tmp_path.iterdir() if ".moved-" in path.name]
    assert len(kept) == 1
    assert str(kept[0]) in answer.err
    assert str(to) in answer.err
    assert at_town("unit", "list").code == 2
    assert at_town("verify", "--register", to).code == 0
    assert at_town("move", "--register", to, "--to", kept[0]).code == 2


def test_moving_to_a_server_and_back_says_what_to_do_with_what_is_left(
    at_town: Run, tmp_path: Path, server: Server
) -> None:
    answer = at_town("move", "--to", str(server))
    assert answer.code == 0, answer.err
    assert at_town("verify", "--register", str(server)).code == 0
    assert at_town("backup", tmp_path / "b.somesec", "--register", str(server)).code == 0
    assert at_town("restore", tmp_path / "b.somesec", "--register", str(server)).code == 0
    back = at_town("move", "--register", str(server), "--to", tmp_path / "back.somesec")
    assert back.code == 0, back.err
    assert "schema dropped" in back.err
    assert at_town("verify", "--register", tmp_path / "back.somesec").code == 0


@pytest.mark.parametrize("to", ["mysql://db/some", "postgresql://aino:secret@db/some"])
def test_a_place_that_cannot_be_is_told(at_town: Run, town: Town, to: str) -> None:
    answer = at_town("move", "--to", to)
    assert answer.code == 2
    assert "secret" not in answer.err
    assert town.place.exists()
