"""Copies of a register are whole, and come back without anything being lost."""

import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from somesec import clock
from somesec.device import Device
from somesec.errors import ConflictError, InputError, LockedError, SomesecError, TamperedError
from somesec.register import Register, accounts, backups, members, moving, units, verifying
from somesec.register.place import Place, Server
from tests.conftest import PASSPHRASE, PASSWORD, TODAY, Town
from tests.register.conftest import New
from tests.register.crew import AINO, KAISA, LIISA, TARMO, Crew, passphrase
from tests.register.elsewhere import back_up, move
from tests.register.elsewhere import restore as restore_there
from tests.register.stored import database
from tests.store.elsewhere import as_nobody, in_another_process, with_files_no_larger_than
from tests.store.test_file import on_posix
from tests.vault.decoder import read_register

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

FACEBOOK = "facebook/testilankirjasto"


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path / "device")


@pytest.fixture
def backup(town: Town, tmp_path: Path) -> Path:
    """A backup of the town."""
    return backups.back_up(town.register, tmp_path / "backup.somesec").file


def problems_at(place: Place) -> tuple[str, ...]:
    return verifying.verify(place, PASSPHRASE).problems


def newest_act(place: Path) -> dict[str, str]:
    said: dict[str, str] = read_register(place, PASSPHRASE)["trail"][-1]
    return said


def units_at(place: Place) -> set[str]:
    with Register.open(place, PASSPHRASE) as register:
        return {unit.name for unit in register.records.units.values()}


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def restore(file: Path, place: Place, device: Device | None = None) -> Path | None:
    with backups.restoring(file, place, PASSPHRASE, device=device) as restoration:
        return restoration.carry_out()


def damage_a_record(place: Path) -> None:
    with database(place) as connection:
        connection.execute(
            "UPDATE record SET sealed = zeroblob(200) WHERE part = 'secret' AND scope <> id"
        )


# Making one


def test_a_backup_opens_as_the_register_does_and_says_so_in_both_trails(
    town: Town, backup: Path
) -> None:
    assert problems_at(backup) == ()
    assert newest_act(backup) == {"act": "backup-made", "note": "backup.somesec"}
    assert newest_act(town.place) == newest_act(backup)
    with Register.open(backup, PASSPHRASE) as copy:
        assert copy.records == town.register.records
        assert copy.secret(accounts.find(copy, FACEBOOK).id).password == PASSWORD
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert names(backup.parent) == {"backup.somesec", town.place.name}


def test_a_backup_never_takes_the_place_of_anything(town: Town, backup: Path) -> None:
    before = backup.read_bytes(), town.place.read_bytes()
    for file in (backup, town.place):
        with pytest.raises(InputError, match="already"):
            backups.back_up(town.register, file)
    assert (backup.read_bytes(), town.place.read_bytes()) == before


def test_a_folder_gets_a_file_for_each_moment(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    first = backups.back_up(town.register, folder).file
    assert first.name.startswith("testila-20261122-")
    with pytest.raises(InputError, match="already"):
        backups.back_up(town.register, folder)
    with clock.frozen(TODAY.replace(day=23)):
        backups.back_up(town.register, folder)
    assert len(names(folder)) == 2


def test_what_does_not_verify_is_copied_under_a_name_that_says_so(
    town: Town, tmp_path: Path
) -> None:
    damage_a_record(town.place)
    with Register.open(town.place, PASSPHRASE) as register:
        made = backups.back_up(register, tmp_path / "b.somesec")
    assert made.file == tmp_path / "b.unverified.somesec"
    assert made.problems
    assert made.unrecorded
    with pytest.raises(TamperedError, match="nothing was restored"):
        restore(made.file, town.place)


def test_a_register_that_was_put_back_is_copied_under_a_name_that_says_so(
    town: Town, backup: Path, device: Device, tmp_path: Path
) -> None:
    with Register.open(town.place, PASSPHRASE, device=device) as register:
        units.add(register, {"name": "Museo"})
    shutil.copy(backup, town.place)
    with Register.open(town.place, PASSPHRASE, device=device) as register:
        made = backups.back_up(register, tmp_path / "b.somesec")
        assert made.problems == register.problems != ()
    assert made.file.name == "b.unverified.somesec"


def test_damage_that_only_the_copy_shows_is_seen(town: Town, tmp_path: Path) -> None:
    damage_a_record(town.place)  # while it is open
    made = backups.back_up(town.register, tmp_path / "b.somesec")
    assert made.file.name == "b.unverified.somesec"
    assert made.unrecorded == ""


def test_a_register_that_cannot_be_written_can_be_copied(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise SomesecError("There is no room on the disk.")

    monkeypatch.setattr(Register, "change", fail)
    made = backups.back_up(town.register, tmp_path / "b.somesec")
    assert (made.problems, made.unrecorded) == ((), "There is no room on the disk.")


def test_a_backup_that_fails_leaves_nothing(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backups, "put", fail)
    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        backups.back_up(town.register, folder / "b.somesec")
    assert names(folder) == set()


# Restoring


def test_a_restored_register_is_as_it_was_then(town: Town, backup: Path, tmp_path: Path) -> None:
    then = town.register.records
    units.add(town.register, {"name": "Museo"})
    tiktok = accounts.find(town.register, "tiktok")
    accounts.edit(town.register, tiktok.id, {"notes": "later"})
    stored = backup.read_bytes()
    with backups.restoring(backup, town.place, PASSPHRASE) as restoration:
        assert restoration.undone == 2
        assert not restoration.loses_nothing
        assert restoration.member == "Aino Testi"
        assert restoration.at.date() == TODAY
        entry = restoration.sequence
        kept = restoration.carry_out()
    assert problems_at(town.place) == ()
    with Register.open(town.place, PASSPHRASE) as register:
        assert register.records == then
    assert newest_act(town.place) == {"act": "restored", "note": str(entry)}
    assert backup.read_bytes() == stored
    assert kept is not None
    assert problems_at(kept) == ()
    assert "Museo" in units_at(kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert names(tmp_path) == {backup.name, town.place.name, kept.name}


def test_a_program_that_has_it_open_notices(town: Town, backup: Path) -> None:
    units.add(town.register, {"name": "Museo"})
    restore(backup, town.place)
    with pytest.raises(TamperedError, match="put back"):
        town.register.refresh()
    with pytest.raises(TamperedError, match="does not verify"):
        units.add(town.register, {"name": "Uimahalli"})


def test_nothing_is_undone_when_nothing_is_newer(town: Town, backup: Path) -> None:
    with backups.restoring(backup, town.place, PASSPHRASE) as restoration:
        assert restoration.loses_nothing


def test_looking_at_a_backup_changes_nothing(town: Town, backup: Path, tmp_path: Path) -> None:
    before = {entry.name: entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file()}
    with backups.restoring(backup, town.place, PASSPHRASE):
        pass
    after = {entry.name: entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file()}
    assert after == before


def test_where_no_register_is_any_more_it_comes_back(town: Town, backup: Path) -> None:
    town.place.unlink()
    with backups.restoring(backup, town.place, PASSPHRASE) as restoration:
        assert restoration.loses_nothing
        assert restoration.carry_out() is None
    assert problems_at(town.place) == ()


def test_a_damaged_register_is_replaced_and_kept(town: Town, backup: Path) -> None:
    damaged = b"\0" * 100 + town.place.read_bytes()[100:]
    town.place.write_bytes(damaged)
    with backups.restoring(backup, town.place, PASSPHRASE) as restoration:
        assert restoration.undone is None
        assert not restoration.loses_nothing
        kept = restoration.carry_out()
    assert problems_at(town.place) == ()
    assert kept is not None
    assert kept.read_bytes() == damaged


def test_a_register_whose_records_were_altered_is_replaced_and_kept(
    town: Town, backup: Path
) -> None:
    damage_a_record(town.place)
    with backups.restoring(backup, town.place, PASSPHRASE) as restoration:
        assert restoration.undone == 0
        kept = restoration.carry_out()
    assert problems_at(town.place) == ()
    assert kept is not None
    assert problems_at(kept) != ()


def test_another_register_is_never_replaced(town: Town, backup: Path, new: New) -> None:
    other = new("other.somesec")
    before = other.place.read_bytes()  # type: ignore[union-attr]
    with pytest.raises(InputError, match="another register"):
        restore(backup, other.place)
    assert other.place.read_bytes() == before  # type: ignore[union-attr]


def test_one_with_the_same_id_and_another_founder_is_another_register(
    town: Town, backup: Path, new: New
) -> None:
    other = new("other.somesec")
    assert isinstance(other.place, Path)
    with database(other.place) as connection:
        connection.execute("UPDATE register SET id = ?", (town.register.id.bytes,))
    with pytest.raises(InputError, match="another register"):
        restore(backup, other.place)


def test_the_register_is_no_backup_of_itself(town: Town) -> None:
    with pytest.raises(InputError, match="itself"):
        restore(town.place, town.place)


def test_a_wrong_passphrase_and_an_altered_backup_restore_nothing(town: Town, backup: Path) -> None:
    before = town.place.read_bytes()
    with pytest.raises(LockedError), backups.restoring(backup, town.place, "wrong"):
        pass
    damage_a_record(backup)
    with pytest.raises(TamperedError, match="nothing was restored"):
        restore(backup, town.place)
    with pytest.raises(InputError):
        restore(backup.with_name("nothing.somesec"), town.place)
    assert town.place.read_bytes() == before


def test_who_would_be_a_member_again_is_named(crew: Crew, tmp_path: Path) -> None:
    aino = crew.open(AINO)
    backup = backups.back_up(aino, tmp_path / "backup.somesec").file
    members.remove(aino, members.find(aino, TARMO))
    with backups.restoring(backup, crew.place, passphrase(AINO)) as restoration:
        assert restoration.returning == (TARMO,)
        assert not restoration.loses_nothing


@pytest.mark.parametrize("name", [LIISA, TARMO])
def test_only_a_coordinator_restores(crew: Crew, tmp_path: Path, name: str) -> None:
    backup = backups.back_up(crew.open(AINO), tmp_path / "backup.somesec").file
    with (
        pytest.raises(LockedError, match="Only a coordinator"),
        backups.restoring(backup, crew.place, passphrase(name)),
    ):
        pass


def test_a_removed_coordinator_does_not_restore_what_made_them_one(
    crew: Crew, tmp_path: Path
) -> None:
    aino = crew.open(AINO)
    backup = backups.back_up(aino, tmp_path / "backup.somesec").file
    members.remove(aino, members.find(aino, KAISA))
    with (
        pytest.raises(LockedError, match="no coordinator any more"),
        backups.restoring(backup, crew.place, passphrase(KAISA)),
    ):
        pass
    elsewhere = tmp_path / "elsewhere.somesec"
    with backups.restoring(backup, elsewhere, passphrase(AINO)) as restoration:
        assert restoration.returning == ()


def test_what_somebody_wrote_since_it_was_counted_is_not_undone(town: Town, backup: Path) -> None:
    with backups.restoring(backup, town.place, PASSPHRASE) as restoration:
        units.add(town.register, {"name": "Museo"})
        with pytest.raises(ConflictError):
            restoration.carry_out()
    assert "Museo" in units_at(town.place)


def test_a_backup_with_the_passphrase_of_its_day(town: Town, backup: Path) -> None:
    town.register.change_passphrase(PASSPHRASE, "aivan toinen lause tänään")
    restore(backup, town.place)
    assert problems_at(town.place) == ()


# Where there is no room, or no right to write


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that others can reach too."""
    with tempfile.TemporaryDirectory(prefix="somesec-test-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)
        Path(folder).chmod(0o777)


def copied(town: Town, backup: Path, folder: Path) -> tuple[Path, Path]:
    """The register and the backup in that folder, for everybody to use."""
    place, file = folder / "testila.somesec", folder / "backup.somesec"
    for old, new in ((town.place, place), (backup, file)):
        shutil.copy(old, new)
        new.chmod(0o666)
    return place, file


Work = tuple[Callable[[Path, Path], None], Path, Path]


def works(place: Path, file: Path) -> list[Work]:
    new = place.with_name("new.somesec")
    return [(back_up, place, new), (restore_there, file, place), (move, place, new)]


@on_posix
@pytest.mark.parametrize("share", [0, 0.3, 0.7, 0.95])
def test_a_full_disk_is_told_and_loses_nothing(
    town: Town, backup: Path, shared: Path, share: float
) -> None:
    place, file = copied(town, backup, shared)
    room = int(share * file.stat().st_size)
    for work, one, other in works(place, file):
        with pytest.raises(SomesecError):
            in_another_process(with_files_no_larger_than, room, work, one, other)
        assert problems_at(place) == ()  # which rolls back what the disk had no room for
        assert names(shared) == {place.name, file.name}
        assert "Kirjasto" in units_at(place)


@on_posix
def test_a_folder_that_cannot_be_written_to_is_told(town: Town, backup: Path, shared: Path) -> None:
    place, file = copied(town, backup, shared)
    before = place.read_bytes()
    shared.chmod(0o555)
    for work, one, other in works(place, file):
        with pytest.raises(SomesecError):
            in_another_process(as_nobody, work, one, other)
    assert names(shared) == {place.name, file.name}
    assert place.read_bytes() == before


@on_posix
def test_a_register_in_a_folder_that_is_read_only_can_be_copied_out_of_it(
    town: Town, backup: Path, shared: Path
) -> None:
    out = shared / "out"
    out.mkdir()
    out.chmod(0o777)
    place, _file = copied(town, backup, shared)
    shared.chmod(0o555)
    in_another_process(as_nobody, back_up, place, out / "new.somesec")
    assert problems_at(out / "new.somesec") == ()


# What this computer remembers


def test_this_computer_says_what_it_has_seen_and_takes_the_restored_for_the_newest(
    town: Town, backup: Path, device: Device
) -> None:
    with Register.open(town.place, PASSPHRASE, device=device) as register:
        for name in ("Museo", "Uimahalli", "Teatteri"):
            units.add(register, {"name": name})
    town.place.unlink()
    with backups.restoring(backup, town.place, PASSPHRASE, device=device) as restoration:
        assert (restoration.undone, restoration.seen) == (0, 3)
        assert not restoration.loses_nothing
    with backups.restoring(backup, town.place, PASSPHRASE, device=device) as restoration:
        assert restoration.seen == 3  # looking changed nothing
        restoration.carry_out()
    with Register.open(town.place, PASSPHRASE, device=device) as register:
        assert register.problems == ()
        units.add(register, {"name": "Museo"})


def test_another_computer_notices_what_was_undone(
    town: Town, backup: Path, device: Device, tmp_path: Path
) -> None:
    elsewhere = Device(tmp_path / "elsewhere")
    with Register.open(town.place, PASSPHRASE, device=elsewhere) as register:
        units.add(register, {"name": "Museo"})
        units.add(register, {"name": "Teatteri"})
    restore(backup, town.place, device)
    with Register.open(town.place, PASSPHRASE, device=elsewhere) as register:
        assert register.problems


# On a server


def test_a_register_on_a_server_is_backed_up_into_a_file_and_restored(
    town: Town, server: Server, tmp_path: Path, home: Path
) -> None:
    moving.move(town.register, server)
    with Register.open(server, PASSPHRASE) as register:
        backup = backups.back_up(register, tmp_path).file
        assert backup.name.startswith(f"{server.schema}-20261122-")
        assert problems_at(backup) == ()
        units.add(register, {"name": "Museo"})
        with backups.restoring(backup, server, PASSPHRASE) as restoration:
            assert restoration.undone == 1
            kept = restoration.carry_out()
        with pytest.raises(TamperedError, match="put back"):
            register.refresh()
    assert problems_at(server) == ()
    assert "Museo" not in units_at(server)
    assert kept is not None
    assert kept.is_relative_to(home)
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert "Museo" in units_at(kept)
    assert names(kept.parent) == {kept.name}


def test_what_somebody_wrote_to_a_server_since_it_was_counted_is_not_undone(
    town: Town, backup: Path, server: Server
) -> None:
    restore(backup, server)
    with (
        Register.open(server, PASSPHRASE) as register,
        backups.restoring(backup, server, PASSPHRASE) as restoration,
    ):
        units.add(register, {"name": "Museo"})
        with pytest.raises(ConflictError):
            restoration.carry_out()
    assert "Museo" in units_at(server)


def test_a_backup_is_restored_onto_a_server_where_nothing_is(
    town: Town, backup: Path, server: Server
) -> None:
    assert restore(backup, server) is None
    assert problems_at(server) == ()
    assert units_at(server) == units_at(town.place)
