"""A register moves whole, and is never in use at two places."""

import os
from pathlib import Path

import pytest

from somesec.errors import ConflictError, InputError, LockedError, SomesecError, TamperedError
from somesec.register import Register, accounts, backups, moving, secrets, units, verifying
from somesec.register.contents import MOVED
from somesec.register.place import Place, Server, is_named, moved_away
from somesec.store.copying import copy_to_file
from somesec.store.placing import retire
from somesec.store.store import Reading, Store
from tests.conftest import PASSPHRASE, Town
from tests.register.conftest import New
from tests.register.crew import AINO, LIISA, TARMO, Crew
from tests.register.stored import database
from tests.register.test_backups import (
    FACEBOOK,
    damage_a_record,
    names,
    newest_act,
    problems_at,
    units_at,
)
from tests.vault.decoder import read_register

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A file in another folder, where nothing is yet."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder / "testila.somesec"


def acts(place: Path) -> list[str]:
    return [entry["act"] for entry in read_register(place, PASSPHRASE)["trail"]]


def rows_at(place: Place) -> list[object]:
    with Store.open(place) as store, store.read() as rows:
        return list(rows.everything())


def came_whole(old: Place, new: Place) -> bool:
    """Whether all is there that was at the old place, and besides that it arrived."""
    there = rows_at(new)
    return [row for row in there if row not in rows_at(old)] == there[-1:]


def test_a_moved_register_is_the_same_and_the_old_file_is_out_of_use(
    town: Town, elsewhere: Path, tmp_path: Path
) -> None:
    records = town.register.records
    kept = moving.move(town.register, elsewhere)
    assert kept is not None
    assert names(tmp_path) == {"elsewhere", kept.name}
    assert kept.name.startswith("testila.moved-20261122-")
    assert came_whole(kept, elsewhere)
    assert problems_at(elsewhere) == ()
    assert newest_act(kept) == {"act": "moved", "note": str(elsewhere)}
    assert newest_act(elsewhere) == {"act": "arrived", "note": str(town.place)}
    with Register.open(elsewhere, PASSPHRASE) as register:
        assert register.records == records
        units.add(register, {"name": "Museo"})
    with pytest.raises(InputError):
        units.add(town.register, {"name": "Uimahalli"})


def test_it_moves_to_a_server_and_back(town: Town, server: Server, elsewhere: Path) -> None:
    records = town.register.records
    kept = moving.move(town.register, server)
    assert kept is not None
    assert came_whole(kept, server)
    with Register.open(server, PASSPHRASE) as register:
        assert register.records == records
        units.add(register, {"name": "Museo"})
        assert moving.move(register, elsewhere) is None
        assert came_whole(server, elsewhere)
    assert problems_at(elsewhere) == ()
    assert "Museo" in units_at(elsewhere)
    assert newest_act(kept)["note"] == str(server)


def test_it_moves_only_where_nothing_is(
    town: Town, new: New, server: Server, tmp_path: Path
) -> None:
    other = new("other.somesec").place
    assert isinstance(other, Path)
    (tmp_path / "text").write_text("no register")
    (tmp_path / "link").symlink_to(town.place)
    before = other.read_bytes()
    entries = len(acts(town.place))
    for to in (other, town.place, tmp_path / "text", tmp_path / "link"):
        with pytest.raises(InputError, match="already"):
            moving.move(town.register, to)
    with Register.open(other, PASSPHRASE) as register:
        moving.move(register, server)
    with pytest.raises(InputError, match="already"):
        moving.move(town.register, server)
    with pytest.raises(SomesecError, match="no such file"):
        moving.move(town.register, tmp_path / "nowhere" / "x.somesec")
    assert len(acts(town.place)) == entries
    assert problems_at(town.place) == ()
    assert before not in [path.read_bytes() for path in tmp_path.iterdir() if path == town.place]


def test_what_does_not_verify_does_not_move(town: Town, elsewhere: Path) -> None:
    damage_a_record(town.place)
    with pytest.raises(TamperedError, match="stays at"):
        moving.move(town.register, elsewhere)
    assert names(elsewhere.parent) == set()
    assert town.place.exists()


@pytest.mark.parametrize(
    "altering",
    [
        "DELETE FROM record WHERE part = 'secret'",
        "DELETE FROM trail WHERE sequence = (SELECT max(sequence) FROM trail)",
    ],
)
def test_what_is_altered_on_the_way_does_not_arrive(
    town: Town, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, altering: str
) -> None:
    def altered(rows: Reading, path: Path) -> None:
        copy_to_file(rows, path)
        with database(path) as connection:
            assert connection.execute(altering).rowcount > 0

    monkeypatch.setattr(moving, "copy_to_file", altered)
    with pytest.raises(TamperedError, match="stays at"):
        moving.move(town.register, elsewhere)
    assert names(elsewhere.parent) == set()
    assert problems_at(town.place) == ()
    assert acts(town.place)[-2:] == ["moved", "not-moved"]


def test_what_somebody_writes_at_the_same_moment_is_not_left_behind(
    town: Town, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def just_before(place: Path, before: object) -> Path:
        with Register.open(place, PASSPHRASE) as other, other.change("not-moved"):
            pass
        return retire(place, before)  # type: ignore[arg-type]

    monkeypatch.setattr(moving, "retire", just_before)
    with pytest.raises(ConflictError):
        moving.move(town.register, elsewhere)
    assert acts(town.place)[-1] == "not-moved"
    assert names(elsewhere.parent) == set()


@pytest.mark.parametrize("failing", [OSError(5, "Input/output error"), KeyboardInterrupt()])
@pytest.mark.parametrize("to_server", [False, True])
def test_when_the_old_file_cannot_be_put_away_nothing_usable_is_left_at_the_new_place(
    town: Town,
    elsewhere: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    failing: BaseException,
    to_server: bool,
) -> None:
    to: Place = request.getfixturevalue("server") if to_server else elsewhere

    def fail(*_names: object) -> None:
        raise failing

    with monkeypatch.context() as broken:
        broken.setattr(os, "rename", fail)
        with pytest.raises((SomesecError, KeyboardInterrupt)):
            moving.move(town.register, to)
    assert names(elsewhere.parent) == set()
    assert problems_at(town.place) == ()
    with pytest.raises(SomesecError):
        verifying.verify(to, PASSPHRASE)
    assert moving.move(town.register, to) is not None
    assert problems_at(to) == ()


def test_once_the_old_file_is_put_away_the_new_one_stays_whatever_happens(
    town: Town, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.rename

    def interrupted(old: Path, new: Path) -> None:
        rename(old, new)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        moving.move(town.register, elsewhere)
    assert not town.place.exists()
    assert problems_at(elsewhere) == ()


def test_a_move_that_was_cut_off_between_the_two_is_finished(town: Town, elsewhere: Path) -> None:
    kept = moving.move(town.register, elsewhere)
    assert kept is not None
    kept.rename(town.place)  # as a killed program leaves it
    units_then = units_at(town.place)
    with Register.open(elsewhere, PASSPHRASE) as arrived:
        units.add(arrived, {"name": "Museo"})  # somebody uses the new one already
    with Register.open(town.place, PASSPHRASE) as register:
        assert moving.move(register, elsewhere) is not None
    assert not town.place.exists()
    assert units_at(elsewhere) == units_then | {"Museo"}


def test_a_copy_that_no_move_has_brought_there_is_something_else(
    town: Town, elsewhere: Path
) -> None:
    backups.back_up(town.register, elsewhere)
    with pytest.raises(InputError, match="already"):
        moving.move(town.register, elsewhere)
    assert town.place.exists()


def test_a_register_that_was_written_at_both_places_stays_at_both(
    town: Town, elsewhere: Path
) -> None:
    kept = moving.move(town.register, elsewhere)
    assert kept is not None
    kept.rename(town.place)
    with Register.open(town.place, PASSPHRASE) as register:
        with register.change("not-moved"):
            pass
        units.add(register, {"name": "Museo"})
        with pytest.raises(InputError, match="already"):
            moving.move(register, elsewhere)
        with register.change(MOVED, str(elsewhere)):
            pass
        with pytest.raises(InputError, match="already"):
            moving.move(register, elsewhere)
    assert "Museo" in units_at(town.place)


def test_nothing_is_written_any_more_where_it_was_moved_away_from(
    town: Town, server: Server, elsewhere: Path
) -> None:
    moving.move(town.register, server)
    with Register.open(server, PASSPHRASE) as register:
        moving.move(register, elsewhere)
        assert register.moved_to == str(elsewhere)
        with pytest.raises(InputError, match="was moved to"):
            units.add(register, {"name": "Museo"})
    with Register.open(server, PASSPHRASE) as register:
        assert "Kirjasto" in {unit.name for unit in register.records.units.values()}
        with pytest.raises(InputError, match="was moved to"):
            secrets.show(register, accounts.find(register, FACEBOOK).id, "password")
    renamed = elsewhere.rename(elsewhere.with_name("renamed.somesec"))
    with Register.open(renamed, PASSPHRASE) as register:
        assert register.moved_to == ""
        units.add(register, {"name": "Museo"})


def test_a_register_is_in_use_where_it_arrived_even_if_that_could_not_be_noted(
    town: Town, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_note_arrival", lambda _register, _to: None)
    moving.move(town.register, elsewhere)
    assert newest_act(elsewhere)["act"] == "moved"
    with Register.open(elsewhere, PASSPHRASE) as register:
        assert register.moved_to == ""
        units.add(register, {"name": "Museo"})


def test_only_a_coordinator_moves_it_or_is_believed_that_it_was_moved(
    crew: Crew, elsewhere: Path
) -> None:
    liisa, tarmo = crew.open(LIISA), crew.open(TARMO)
    for register in (liisa, tarmo):
        with pytest.raises(LockedError, match="coordinator"):
            moving.move(register, elsewhere)
    with liisa.change(MOVED, "postgresql://evil.example/some"):
        pass
    aino = crew.open(AINO)
    assert aino.moved_to == ""
    units.add(aino, {"name": "Museo"})
    assert not elsewhere.exists()


def test_where_a_register_was_that_was_moved_away_is_said(
    town: Town, elsewhere: Path, tmp_path: Path
) -> None:
    assert moved_away(town.place) == ""
    assert moved_away(tmp_path / "never.somesec") == ""
    kept = moving.move(town.register, elsewhere)
    assert kept is not None
    assert kept.name in moved_away(town.place)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("postgresql://aino@db.testila.fi/some", True),
        ("postgresql://db.testila.fi/some?sslmode=verify-full", True),
        ("postgresql://db.testila.fi/other", False),
        ("postgresql://db.testila.fi/some?schema=other", False),
        ("/srv/some", False),
        ("mysql://db", False),
        ("", False),
    ],
)
def test_a_server_is_the_same_by_whatever_login(text: str, is_it: bool) -> None:
    assert is_named(Server("db.testila.fi", "some", user="kaisa"), text) is is_it


def test_a_moved_register_is_not_moved_onto_itself(
    town: Town, elsewhere: Path, tmp_path: Path
) -> None:
    moving.move(town.register, elsewhere)
    link = tmp_path / "link"
    link.symlink_to(elsewhere)
    with (
        Register.open(link, PASSPHRASE) as register,
        pytest.raises(InputError, match="already"),
    ):
        moving.move(register, elsewhere)
    assert problems_at(elsewhere) == ()
