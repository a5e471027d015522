"""The ways back: a lost passphrase, a lost computer, a coordinator who is no more."""

from pathlib import Path
from typing import NamedTuple

import pytest

from somesec import clock
from somesec.device import Device
from somesec.errors import InputError, LockedError, SomesecError
from somesec.model import RotationDue
from somesec.register import (
    RecoveryKit,
    Register,
    accounts,
    history,
    joining,
    members,
    recovery,
    secrets,
    units,
    verifying,
)
from somesec.register.keys import CARD, SECRET
from somesec.register.roles import COORDINATOR, RECOVERY, UNIT_ADMIN
from somesec.vault.recovery import new_seed, to_text
from tests.conftest import TODAY

pytestmark = pytest.mark.usefixtures("quick")

OLD, NEW = "the passphrase that is lost", "a new passphrase for the town"


class Kept(NamedTuple):
    """A register with one password, its kit, and the computer of its coordinator."""

    place: Path
    kit: RecoveryKit
    device: Device


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    place, device = tmp_path / "testila.somesec", Device(tmp_path / "aino")
    register, kit = Register.create(
        place,
        organisation="Testilä",
        domains=["testila.fi"],
        member="Aino Testi",
        passphrase=OLD,
        device=device,
    )
    with register, clock.frozen(TODAY):
        units.add(register, {"name": "Kirjasto"})
        facebook = accounts.add(
            register, {"unit": "Kirjasto", "platform": "facebook", "handle": "testilankirjasto"}
        )
        secrets.set_field(register, facebook.id, "password", "hilla turve kanava")
    return Kept(place, kit, device)


def password_in(register: Register) -> str:
    return secrets.show(register, accounts.find(register, "facebook").id)


def asked(register: Register, kit: RecoveryKit) -> str:
    """The groups that a rehearsal asks for, as somebody reads them off the page."""
    groups = kit.key_text.split()
    return "-".join(groups[number - 1].lower() for number in recovery.groups_asked(register))


def replace_member(kept: Kept, member: str, device: Device, *, renews_kit: bool = False) -> None:
    with recovery.open_with_kit(kept.place, kept.kit.key_text) as register:
        assert register.fingerprint == kept.kit.fingerprint
        recovery.use(register, member=member, passphrase=NEW, device=device, renews_kit=renews_kit)


def test_a_lost_passphrase_is_replaced_and_opens_nothing_when_it_is_found(kept: Kept) -> None:
    replace_member(kept, "Aino Testi", kept.device)
    with pytest.raises(LockedError):
        Register.open(kept.place, OLD, device=kept.device)
    with Register.open(kept.place, NEW, member="Aino Testi", device=kept.device) as register:
        assert password_in(register) == "hilla turve kanava"
        assert [m.role for m in register.members()] == [COORDINATOR, RECOVERY]
    assert verifying.verify(kept.place, NEW).problems == ()


def test_after_a_lost_computer_the_keys_that_it_held_open_nothing_that_is_written_from_then_on(
    kept: Kept, tmp_path: Path
) -> None:
    with Register.open(kept.place, OLD) as lost:
        keys = lost._contents.keys
        before = {
            (key.scope, key.kind): key.epoch
            for unit in (lost.id, *lost.records.units)
            for kind in ("card", "secret")
            for key in keys.every(unit, kind)[:1]
        }
        replace_member(kept, "Aino Testi", Device(tmp_path / "another"))
        with pytest.raises(LockedError, match="no member"):
            lost.refresh()
    with Register.open(kept.place, NEW) as register:
        for (scope, kind), epoch in before.items():
            assert register.authority.newest(scope, kind) == epoch + 1


def test_a_coordinator_who_is_no_more_is_followed_by_another(kept: Kept, tmp_path: Path) -> None:
    replace_member(kept, "Bo Uusi", Device(tmp_path / "bo"))
    with Register.open(kept.place, NEW, member="Bo Uusi") as register:
        members.remove(register, members.find(register, "Aino Testi"), by_force=True)
        assert [m.name for m in register.members() if m.role == COORDINATOR] == ["Bo Uusi"]
        assert password_in(register) == "hilla turve kanava"
        unit = units.add(register, {"name": "Nuorisopalvelut"})
        invitation = joining.invite(register, "Siiri Malli", UNIT_ADMIN, [unit])
        joined = joining.join(invitation, "siirin oma")
        joining.accept(register, joining.candidate(register, joined.reply), " ".join(joined.words))
    with Register.open(kept.place, "siirin oma") as register:
        assert register.member.role == UNIT_ADMIN


def test_the_kit_stays_good_for_another_day_unless_it_is_renewed(kept: Kept) -> None:
    replace_member(kept, "Aino Testi", kept.device)
    replace_member(kept, "Aino Testi", kept.device, renews_kit=True)
    with pytest.raises(LockedError, match="newer kit"):
        recovery.open_with_kit(kept.place, kept.kit.key_text)


def test_a_new_kit_opens_what_the_old_one_did(kept: Kept) -> None:
    with recovery.open_with_kit(kept.place, kept.kit.key_text) as register:
        _member, kit = recovery.use(register, member="Aino Testi", passphrase=NEW, renews_kit=True)
    assert kit is not None
    with recovery.open_with_kit(kept.place, kit.key_text) as register:
        assert password_in(register) == "hilla turve kanava"
        assert register.fingerprint == kit.fingerprint == kept.kit.fingerprint
    with Register.open(kept.place, NEW) as register:
        recovery.rehearse(register, asked(register, kit))
        with pytest.raises(LockedError):
            recovery.rehearse(register, asked(register, kept.kit))


def test_the_kit_of_another_register_is_told_so(kept: Kept) -> None:
    with pytest.raises(LockedError, match="another register"):
        recovery.open_with_kit(kept.place, to_text(new_seed()))


def test_a_slip_in_typing_the_kit_is_named_by_its_group(kept: Kept) -> None:
    groups = kept.kit.key_text.split()
    groups[4] = groups[4][:-1] + ("0" if groups[4][-1] != "0" else "1")
    with pytest.raises(InputError, match="5"):
        recovery.open_with_kit(kept.place, " ".join(groups))


def test_the_kit_is_used_by_nobody_who_has_just_a_passphrase(kept: Kept) -> None:
    with Register.open(kept.place, OLD) as register, pytest.raises(LockedError, match="recovery"):
        recovery.use(register, member="Bo Uusi", passphrase=NEW)


@pytest.mark.parametrize("member", ["recovery kit", ""])
def test_nobody_is_made_of_a_name_that_cannot_be(kept: Kept, member: str) -> None:
    with (
        recovery.open_with_kit(kept.place, kept.kit.key_text) as register,
        pytest.raises(InputError),
    ):
        recovery.use(register, member=member, passphrase=NEW)
    assert verifying.verify(kept.place, OLD).problems == ()


class TestANewKit:
    """In the place of one whose page is lost, without its key."""

    def test_opens_everything_and_the_lost_one_nothing(self, kept: Kept) -> None:
        with Register.open(kept.place, OLD, device=kept.device) as register:
            kit, due = recovery.renew(register)
            assert due == []
            assert [m.role for m in register.members()] == [COORDINATOR, RECOVERY]
            assert recovery.shut_to_kit(register) == []
            recovery.rehearse(register, asked(register, kit))
            with pytest.raises(LockedError):
                recovery.rehearse(register, kept.kit.key_text)
            assert [e.act for e in history.events(register)][-2:] == [
                "recovery-renewed",
                "recovery-rehearsed",
            ]
        with pytest.raises(LockedError, match="newer kit"):
            recovery.open_with_kit(kept.place, kept.kit.key_text)
        with recovery.open_with_kit(kept.place, kit.key_text) as register:
            assert password_in(register) == "hilla turve kanava"
            assert register.fingerprint == kit.fingerprint == kept.kit.fingerprint
        assert verifying.verify(kept.place, OLD).problems == ()

    def test_puts_all_that_the_lost_one_read_under_new_keys(self, kept: Kept) -> None:
        with Register.open(kept.place, OLD) as register:
            scopes = [
                (s, k) for s in (register.id, *register.records.units) for k in (CARD, SECRET)
            ]
            before = [register.authority.newest(*scope) for scope in scopes]
            recovery.renew(register)
            assert [register.authority.newest(*scope) for scope in scopes] == [
                epoch + 1 for epoch in before
            ]
            assert list(register.authority.stale()) == []
            assert password_in(register) == "hilla turve kanava"

    def test_has_the_passwords_rotated_where_somebody_may_have_the_page(self, kept: Kept) -> None:
        with Register.open(kept.place, OLD) as register, clock.frozen(TODAY):
            _kit, due = recovery.renew(register, is_exposed=True)
            assert [account.name for account in due] == ["facebook/testilankirjasto"]
            facebook = accounts.find(register, "facebook")
            assert facebook.rotation_due == RotationDue(since=TODAY, reason="kit-exposed")

    def test_opens_units_that_are_made_later(self, kept: Kept) -> None:
        with Register.open(kept.place, OLD) as register:
            kit, _due = recovery.renew(register)
            units.add(register, {"name": "Nuorisopalvelut"})
            page = {"unit": "Nuorisopalvelut", "platform": "tiktok", "handle": "nuoret"}
            tiktok = accounts.add(register, page).id
            secrets.set_field(register, tiktok, "password", "ovela peili kuu")
        with recovery.open_with_kit(kept.place, kit.key_text) as register:
            assert secrets.show(register, tiktok) == "ovela peili kuu"

    def test_can_be_lost_and_renewed_again(self, kept: Kept) -> None:
        with Register.open(kept.place, OLD) as register:
            first, _due = recovery.renew(register)
            second, _due = recovery.renew(register)
        with pytest.raises(LockedError, match="newer kit"):
            recovery.open_with_kit(kept.place, first.key_text)
        with recovery.open_with_kit(kept.place, second.key_text) as register:
            assert password_in(register) == "hilla turve kanava"

    def test_gives_up_what_the_lost_one_alone_opened_only_by_force(self, kept: Kept) -> None:
        with Register.open(kept.place, OLD) as register:
            orphaned = units.add(register, {"name": "Uimahalli"})
            members.revoke(register, register.member, orphaned, by_force=True)
            with pytest.raises(InputError, match="Uimahalli"):
                recovery.renew(register)
            assert recovery.shut_to_kit(register) == []
            recovery.renew(register, by_force=True)
            assert [unit.name for unit in recovery.shut_to_kit(register)] == ["Uimahalli"]
        assert verifying.verify(kept.place, OLD).problems == ()


class TestRehearsal:
    def test_the_groups_asked_for_are_enough(self, kept: Kept) -> None:
        with Register.open(kept.place, OLD) as register:
            recovery.rehearse(register, asked(register, kept.kit))
            assert [e.act for e in history.events(register)][-1] == "recovery-rehearsed"

    def test_the_whole_kit_will_do(self, kept: Kept) -> None:
        with Register.open(kept.place, OLD) as register:
            recovery.rehearse(register, kept.kit.key_text)
            assert [e.act for e in history.events(register)][-1] == "recovery-rehearsed"

    def test_another_kit_will_not_and_nothing_is_noted(self, kept: Kept) -> None:
        other = RecoveryKit(to_text(new_seed()), "Testilä", "", ())
        with Register.open(kept.place, OLD) as register:
            for text in (asked(register, other), other.key_text):
                with pytest.raises(LockedError):
                    recovery.rehearse(register, text)
            assert "recovery-rehearsed" not in {e.act for e in history.events(register)}

    @pytest.mark.parametrize("text", ["", "ABC", "00000 00000 00000", "x" * 500])
    def test_what_is_no_kit_at_all_is_refused(self, kept: Kept, text: str) -> None:
        with Register.open(kept.place, OLD) as register, pytest.raises(SomesecError):
            recovery.rehearse(register, text)


class TestALockToOneComputer:
    """Keys that need a secret of this computer besides the passphrase."""

    @pytest.fixture
    def locked(self, kept: Kept) -> Kept:
        with Register.open(kept.place, OLD, device=kept.device) as register:
            register.change_passphrase(OLD, OLD, with_device_secret=True)
        return kept

    def test_opens_here_and_nowhere_else(self, locked: Kept, tmp_path: Path) -> None:
        with Register.open(locked.place, OLD, device=locked.device) as register:
            assert password_in(register) == "hilla turve kanava"
        for device in (None, Device(tmp_path / "elsewhere")):
            with pytest.raises(LockedError, match="computer"):
                Register.open(locked.place, OLD, device=device)

    def test_can_be_opened_up_again(self, locked: Kept) -> None:
        with Register.open(locked.place, OLD, device=locked.device) as register:
            register.change_passphrase(OLD, NEW, with_device_secret=False)
        with Register.open(locked.place, NEW) as register:
            assert password_in(register) == "hilla turve kanava"

    def test_is_replaced_by_the_kit_when_the_computer_is_lost(
        self, locked: Kept, tmp_path: Path
    ) -> None:
        another = Device(tmp_path / "another")
        replace_member(locked, "Aino Testi", another)
        with Register.open(locked.place, NEW, device=another) as register:
            assert password_in(register) == "hilla turve kanava"

    def test_is_replaced_by_another_coordinator_s_invitation(
        self, locked: Kept, tmp_path: Path
    ) -> None:
        with Register.open(locked.place, OLD, device=locked.device) as register:
            joined = joining.join(joining.invite(register, "Bo Uusi", COORDINATOR), "bon oma")
            joining.accept(
                register, joining.candidate(register, joined.reply), " ".join(joined.words)
            )
        with Register.open(locked.place, "bon oma") as register:
            members.remove(register, members.find(register, "Aino Testi"), by_force=True)
            unit = units.find(register, "Kirjasto")
            invitation = joining.invite(register, "Aino Testi", UNIT_ADMIN, [unit])
            anew = Device(tmp_path / "new computer")
            joined = joining.join(invitation, NEW, device=anew)
            joining.accept(
                register, joining.candidate(register, joined.reply), " ".join(joined.words)
            )
        with Register.open(locked.place, NEW, device=anew) as register:
            assert register.member.name == "Aino Testi"
