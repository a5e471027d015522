"""What members of each role read, open and write, and what is left to who is one no more."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from somesec.errors import ConflictError, InputError, LockedError, TamperedError
from somesec.model import Organisation
from somesec.register import (
    Register,
    accounts,
    joining,
    members,
    people,
    recovery,
    rotation,
    secrets,
    units,
    verifying,
)
from somesec.register.contents import Contents
from somesec.register.keys import CARD, SECRET, HeldKeys, ScopeKey
from somesec.register.membership import open_member_card
from somesec.register.place import Place
from somesec.register.roles import AUDITOR, COORDINATOR, GONE, UNIT_ADMIN
from somesec.register.session import Member
from somesec.store.rows import GrantRow, MemberRow, RecordRow, Row, TrailRow
from somesec.store.store import Store
from somesec.vault.keys import detail_context, grant_context
from somesec.vault.sealed import unseal
from tests.register.crew import (
    AINO,
    KAISA,
    LIBRARY,
    LIBRARYS,
    LIISA,
    NAMES,
    NUUTTI,
    PASSWORDS,
    TARMO,
    YOUTH,
    YOUTHS,
    Crew,
    account,
    passphrase,
)
from tests.register.newcomers import let_in

pytestmark = pytest.mark.usefixtures("quick", "on_the_day", "derived_once")


def member(register: Register, name: str) -> Member:
    return members.find(register, name)


def unit(register: Register, name: str) -> Any:
    return units.find(register, name)


def password(register: Register, text: str) -> str:
    return secrets.show(register, account(register, text))


def entries(register: Register) -> int:
    """How far the trail has come."""
    register.refresh()
    return register._contents.ledger.head.sequence


def assert_whole(crew: Crew, *names: str) -> None:
    """Everybody finds the register whole, and the same."""
    seen = []
    for name in names or NAMES:
        with crew.open(name) as register:
            assert register.problems == ()
            assert verifying.verified(register).problems == ()
            seen.append([m[:3] for m in register.members()])
    assert all(those == seen[0] for those in seen)


# What each role may

READS = {
    AINO: {LIBRARYS, YOUTHS},
    KAISA: {LIBRARYS, YOUTHS},
    LIISA: {LIBRARYS},
    NUUTTI: {YOUTHS},
    TARMO: {LIBRARYS, YOUTHS},
}
OPENS = {AINO: {LIBRARYS, YOUTHS}, KAISA: set(), LIISA: {LIBRARYS}, NUUTTI: {YOUTHS}, TARMO: set()}

WRITES: dict[str, Callable[[Register], object]] = {
    "an account of the library": lambda register: accounts.edit(
        register, account(register, LIBRARYS), {"notes": "new"}
    ),
    "an account of the youth services": lambda register: accounts.edit(
        register, account(register, YOUTHS), {"notes": "new"}
    ),
    "a new account of the library": lambda register: accounts.add(
        register, {"unit": LIBRARY, "platform": "x", "handle": "uusi"}
    ),
    "a new account of the youth services": lambda register: accounts.add(
        register, {"unit": YOUTH, "platform": "x", "handle": "toinen"}
    ),
    "a password of the library": lambda register: secrets.set_field(
        register, account(register, LIBRARYS), "password", "quite another 1"
    ),
    "a password of the youth services": lambda register: secrets.set_field(
        register, account(register, YOUTHS), "password", "quite another 1"
    ),
    "a person": lambda register: people.add(register, {"name": "Uusi"}),
    "the library's own card": lambda register: units.edit(
        register, unit(register, LIBRARY).id, {"website": "testila.fi"}
    ),
    "the youth services' own card": lambda register: units.edit(
        register, unit(register, YOUTH).id, {"website": "testila.fi"}
    ),
    "a new unit": lambda register: units.add(register, {"name": "Uusi"}),
    "the organisation": lambda register: put(register, register.records.organisation),
    "an invitation": lambda register: joining.invite(register, "Uusi", AUDITOR),
    "a removal": lambda register: members.remove(register, member(register, TARMO)),
    "the unit admin's role": lambda register: members.grant(
        register, member(register, LIISA), unit(register, YOUTH), cards_only=True
    ),
    "their own passphrase": lambda register: register.change_passphrase(
        passphrase(register.member.name), "another one"
    ),
}
OF_A_COORDINATOR = {
    "an account of the library",
    "an account of the youth services",
    "a new account of the library",
    "a new account of the youth services",
    "a person",
    "the library's own card",
    "the youth services' own card",
    "a new unit",
    "the organisation",
    "an invitation",
    "a removal",
    "the unit admin's role",
    "their own passphrase",
}
OF_EVERY_UNIT_ADMIN = {"a person", "their own passphrase"}
MAY = {
    AINO: set(WRITES),
    KAISA: OF_A_COORDINATOR,
    LIISA: OF_EVERY_UNIT_ADMIN
    | {
        "an account of the library",
        "a new account of the library",
        "a password of the library",
        "the library's own card",
    },
    NUUTTI: OF_EVERY_UNIT_ADMIN
    | {
        "an account of the youth services",
        "a new account of the youth services",
        "a password of the youth services",
        "the youth services' own card",
        "the unit admin's role",  # reading their unit is theirs to grant
    },
    TARMO: {"their own passphrase"},
}


def put(register: Register, organisation: Organisation) -> None:
    with register.change("organisation-edited") as change:
        change.put(organisation)


@pytest.mark.parametrize("name", NAMES)
def test_each_reads_the_cards_of_the_role(crew: Crew, name: str) -> None:
    register = crew.open(name)
    texts = {f"{a.platform}/{a.handle}" for a in accounts.listed(register)}
    assert texts == READS[name]
    assert {each.name for each in units.listed(register)} == {LIBRARY, YOUTH}
    assert [person.name for person in people.listed(register)] == ["Eino Koe"]


@pytest.mark.parametrize("name", NAMES)
def test_each_opens_the_passwords_of_the_role(crew: Crew, name: str) -> None:
    register = crew.open(name)
    ids = {text: account(crew.open(AINO), text) for text in PASSWORDS}
    for text, expected in PASSWORDS.items():
        if text in OPENS[name]:
            assert secrets.show(register, ids[text]) == expected
        else:
            with pytest.raises(LockedError):
                secrets.show(register, ids[text])


@pytest.mark.parametrize("name", NAMES)
def test_each_writes_what_the_role_may(crew: Crew, name: str) -> None:
    register = crew.open(name)
    wrote = set()
    for what, write in WRITES.items():
        before = entries(register)
        with suppress(LockedError, InputError):
            write(register)
        if entries(register) > before:
            wrote.add(what)
    assert wrote == MAY[name]
    assert verifying.verified(register).problems == ()
    with crew.open(KAISA if name == AINO else AINO) as other:
        assert verifying.verified(other).problems == ()


# Granting


def test_a_unit_admin_lets_another_open_the_units_passwords(crew: Crew) -> None:
    liisa, nuutti = crew.open(LIISA), crew.open(NUUTTI)
    members.grant(liisa, member(liisa, NUUTTI), unit(liisa, LIBRARY))
    nuutti.refresh()
    assert password(nuutti, LIBRARYS) == PASSWORDS[LIBRARYS]
    # To look after a unit is the coordinator's to give.
    with pytest.raises(LockedError):
        accounts.edit(nuutti, account(nuutti, LIBRARYS), {"notes": "new"})
    assert_whole(crew)


def test_cards_alone_can_be_granted(crew: Crew) -> None:
    liisa, nuutti = crew.open(LIISA), crew.open(NUUTTI)
    members.grant(liisa, member(liisa, NUUTTI), unit(liisa, LIBRARY), cards_only=True)
    nuutti.refresh()
    with pytest.raises(LockedError):
        password(nuutti, LIBRARYS)
    with pytest.raises(InputError, match="already"):
        members.grant(liisa, member(liisa, NUUTTI), unit(liisa, LIBRARY), cards_only=True)


def test_nobody_grants_what_they_do_not_hold(crew: Crew) -> None:
    kaisa = crew.open(KAISA)
    for name in (KAISA, NUUTTI):
        with pytest.raises(LockedError):
            members.grant(kaisa, member(kaisa, name), unit(kaisa, LIBRARY))
    tarmo = crew.open(TARMO)
    with pytest.raises(LockedError):
        members.grant(tarmo, member(tarmo, NUUTTI), unit(tarmo, LIBRARY), cards_only=True)
    assert_whole(crew)


def test_a_unit_admin_who_is_given_another_unit_looks_after_both(crew: Crew) -> None:
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    members.grant(aino, member(aino, LIISA), unit(aino, YOUTH))
    liisa.refresh()
    accounts.edit(liisa, account(liisa, YOUTHS), {"notes": "new"})
    assert password(liisa, YOUTHS) == PASSWORDS[YOUTHS]
    assert set(liisa.member.units) == {unit(liisa, LIBRARY).id, unit(liisa, YOUTH).id}


def test_what_was_granted_elsewhere_meanwhile_is_not_lost(crew: Crew) -> None:
    aino, kaisa = crew.open(AINO), crew.open(KAISA)
    units.add(aino, {"name": "Museo"})
    kaisa.refresh()
    seen = member(kaisa, LIISA)
    members.grant(aino, member(aino, LIISA), unit(aino, YOUTH))
    members.grant(kaisa, seen, unit(kaisa, "Museo"), cards_only=True)
    kaisa.refresh()
    looked_after = {unit(kaisa, name).id for name in (LIBRARY, YOUTH, "Museo")}
    assert set(member(kaisa, LIISA).units) == looked_after


def test_a_unit_that_is_made_later_is_read_by_coordinators_and_auditors(crew: Crew) -> None:
    aino = crew.open(AINO)
    museum = units.add(aino, {"name": "Museo"})
    accounts.add(aino, {"unit": "Museo", "platform": "x", "handle": "museo"})
    for name, reads in {KAISA: True, TARMO: True, LIISA: False}.items():
        register = crew.open(name)
        assert register.holds(museum.id, CARD) == reads
        assert register.holds(museum.id, SECRET) is False
        assert any(a.handle == "museo" for a in accounts.listed(register)) == reads
    let_in(aino, "Matti Museo", UNIT_ADMIN, "the museum's", [museum])
    with Register.open(crew.place, "the museum's") as matti:
        assert [a.handle for a in accounts.listed(matti)] == ["museo"]
        assert matti.holds(museum.id, SECRET)


# Revoking and removing


def held(keys: HeldKeys) -> list[ScopeKey]:
    return [key for epochs in keys._keys.values() for key in epochs.values()]


class Copy:
    """What somebody had on the day: their keys, kept by a program of their own."""

    def __init__(self, register: Register) -> None:
        contents = register._contents
        self.register, self.keys = contents.register, HeldKeys()
        self.keys.hold(held(contents.keys))
        self.identity, self.me = contents.identity, contents.me

    def opens(self, place: Place) -> set[tuple[str, str]]:
        """Every row that opens with these keys, tried one by one without asking what the trail says
        of it: its kind, and which."""
        with Store.open(place) as store, store.read() as rows:
            return {what for row in rows.everything() for what in self._opened(row)}

    def _opened(self, row: Row) -> Iterator[tuple[str, str]]:
        if isinstance(row, GrantRow):
            context = grant_context(self.register.bytes, row.scope, row.epoch, row.kind, row.member)
            with suppress(TamperedError):
                self.identity.unseal(context, row.sealed)
                yield "grant", f"{UUID(bytes=row.scope)} {row.kind} {row.epoch}"
        for key in held(self.keys):
            with suppress(TamperedError):
                if isinstance(row, RecordRow):
                    context = Contents(self.register, self.me, self.identity, b"").context(row)
                    unseal(key.key, context, row.sealed)
                    yield row.part, str(UUID(bytes=row.id))
                elif isinstance(row, MemberRow):
                    open_member_card(row, self.register, replace(key, epoch=row.epoch))
                    yield "member", str(UUID(bytes=row.id))
                elif isinstance(row, TrailRow):
                    context = detail_context(self.register.bytes, row.sequence)
                    unseal(key.key, context, row.detail)
                    yield "trail", str(row.sequence)


def test_a_removed_coordinators_old_keys_open_nothing_from_then_on(crew: Crew) -> None:
    kaisa = crew.open(KAISA)
    copy = Copy(kaisa)
    opened = copy.opens(crew.place)
    trail = {row for row in opened if row[0] == "trail"}
    assert len(trail) == entries(kaisa)
    assert {part for part, _id in opened} == {"grant", "card", "member", "trail"}
    aino = crew.open(AINO)
    members.remove(aino, member(aino, KAISA))
    accounts.edit(aino, account(aino, LIBRARYS), {"notes": "secret from now on"})
    # What was said of older entries was theirs to read, and stays where it is.
    assert copy.opens(crew.place) == trail
    with pytest.raises(LockedError, match=r"no member|wrong"):
        crew.open(KAISA)
    assert_whole(crew, AINO, LIISA, NUUTTI, TARMO)


def test_a_removed_unit_admins_old_keys_open_only_secrets_until_a_holder_is_there(
    crew: Crew,
) -> None:
    """The coordinator puts all cards under new keys at once, and never sees a secret key."""
    liisa, kaisa = crew.open(LIISA), crew.open(KAISA)
    copy, of_library = Copy(liisa), str(account(liisa, LIBRARYS))
    assert {("secret", of_library), ("card", of_library)} <= copy.opens(crew.place)
    due = members.remove(kaisa, member(kaisa, LIISA), by_force=True)
    assert [f"{a.platform}/{a.handle}" for a in due] == [LIBRARYS]
    assert all(a.rotation_due is not None for a in due)
    left = {row for row in copy.opens(crew.place) if row[0] != "trail"}
    assert left == {("secret", of_library), ("secret", str(kaisa.id))}
    assert not any(kaisa._contents.keys.holds(scope, SECRET) for scope in kaisa.records.units)
    # Whoever can, renews it on opening: the founder.
    crew.open(AINO)
    assert {row for row in copy.opens(crew.place) if row[0] != "trail"} == set()
    assert_whole(crew, AINO, KAISA, NUUTTI, TARMO)


def test_a_stale_key_is_renewed_before_a_secret_goes_under_it(crew: Crew) -> None:
    aino, kaisa, liisa = crew.open(AINO), crew.open(KAISA), crew.open(LIISA)
    copy, facebook = Copy(liisa), account(aino, LIBRARYS)
    members.remove(kaisa, member(kaisa, LIISA), by_force=True)
    # Nobody has unlocked it since: the one who has it open all the time writes.
    secrets.set_field(aino, facebook, "password", "the canary that comes after 3")
    assert ("secret", str(facebook)) not in copy.opens(crew.place)
    assert aino.authority.newest(unit(aino, LIBRARY).id, SECRET) == 2
    assert password(aino, LIBRARYS) == "the canary that comes after 3"
    assert_whole(crew, AINO, KAISA, NUUTTI, TARMO)


def test_revoking_ends_opening_and_makes_rotations_due(crew: Crew) -> None:
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    copy, facebook = Copy(liisa), account(aino, LIBRARYS)
    library = unit(aino, LIBRARY)
    assert members.revoke(aino, member(aino, LIISA), library, by_force=True) == 1
    assert aino.records.accounts[facebook].rotation_due is not None
    liisa.refresh()
    assert liisa.member.units == ()
    assert facebook not in liisa.records.accounts
    with pytest.raises(LockedError):
        secrets.show(liisa, facebook)
    assert {("secret", str(facebook)), ("card", str(facebook))}.isdisjoint(copy.opens(crew.place))
    # The town's own cards are for every member.
    people.add(liisa, {"name": "Uusi"})
    with pytest.raises(InputError):
        members.revoke(aino, member(aino, LIISA), library, by_force=True)
    assert_whole(crew)


def test_who_was_revoked_by_another_unit_admin_is_ended_by_a_coordinator(crew: Crew) -> None:
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    members.grant(aino, member(aino, NUUTTI), unit(aino, LIBRARY))
    liisa.refresh()
    members.revoke(liisa, member(liisa, NUUTTI), unit(liisa, LIBRARY))
    aino.refresh()
    assert unit(aino, LIBRARY).id in member(aino, NUUTTI).units
    assert members.revoke(aino, member(aino, NUUTTI), unit(aino, LIBRARY)) == 0
    assert unit(aino, LIBRARY).id not in member(aino, NUUTTI).units


def test_revoking_who_could_open_nothing_makes_nothing_due(crew: Crew) -> None:
    aino, kaisa = crew.open(AINO), crew.open(KAISA)
    museum = units.add(kaisa, {"name": "Museo"})
    let_in(aino, "Matti Museo", UNIT_ADMIN, "the museum's", [museum])  # Aino has no secret key
    accounts.add(kaisa, {"unit": "Museo", "platform": "x", "handle": "museo"})
    secrets.set_field(kaisa, account(kaisa, "x/museo"), "password", "canary of the museum 4")
    assert members.revoke(kaisa, member(kaisa, "Matti"), museum, by_force=True) == 0
    assert accounts.find(kaisa, "x/museo").rotation_due is None


def test_the_founder_steps_back_and_a_unit_admin_renews_the_key(crew: Crew) -> None:
    aino = crew.open(AINO)
    copy, facebook = Copy(aino), account(aino, LIBRARYS)
    assert members.revoke(aino, member(aino, AINO), unit(aino, LIBRARY)) == 0
    with pytest.raises(LockedError):
        secrets.show(aino, facebook)
    assert ("secret", str(facebook)) in copy.opens(crew.place)
    liisa = crew.open(LIISA)
    assert ("secret", str(facebook)) not in copy.opens(crew.place)
    assert password(liisa, LIBRARYS) == PASSWORDS[LIBRARYS]
    aino.refresh()
    accounts.edit(aino, facebook, {"notes": "as a coordinator may"})
    assert_whole(crew)


def test_who_steps_back_from_the_last_unit_can_compute_no_fingerprint_any_more(crew: Crew) -> None:
    aino = crew.open(AINO)
    members.revoke(aino, member(aino, AINO), unit(aino, LIBRARY))
    assert aino.holds(aino.id, SECRET)
    members.revoke(aino, member(aino, AINO), unit(aino, YOUTH))
    assert not aino.holds(aino.id, SECRET)
    crew.open(LIISA)
    assert aino.authority.scopes_held(member(aino, AINO).id, SECRET) == []
    assert_whole(crew)


def test_the_last_who_opens_a_units_passwords_goes_by_force_only(crew: Crew) -> None:
    aino = crew.open(AINO)
    members.revoke(aino, member(aino, AINO), unit(aino, LIBRARY))
    for refused in (
        lambda: members.revoke(aino, member(aino, LIISA), unit(aino, LIBRARY)),
        lambda: members.remove(aino, member(aino, LIISA)),
    ):
        with pytest.raises(InputError, match="last who can open"):
            refused()
    members.remove(aino, member(aino, LIISA), by_force=True)
    with recovery.open_with_kit(crew.place, crew.kit) as kit:
        kit.renew_stale()
        assert password(kit, LIBRARYS) == PASSWORDS[LIBRARYS]
    assert_whole(crew, AINO, KAISA, NUUTTI, TARMO)


def test_the_last_coordinator_stays(crew: Crew) -> None:
    aino = crew.open(AINO)
    members.remove(aino, member(aino, KAISA))
    with pytest.raises(InputError, match="last coordinator"):
        members.remove(aino, member(aino, AINO), by_force=True)


def test_a_coordinator_removes_themself_and_is_out_with_what_they_knew(crew: Crew) -> None:
    aino = crew.open(AINO)
    copy = Copy(aino)
    members.grant(aino, member(aino, KAISA), unit(aino, LIBRARY))
    members.grant(aino, member(aino, KAISA), unit(aino, YOUTH))
    members.remove(aino, member(aino, AINO))
    copy.keys.hold(held(aino._contents.keys))
    for use in (
        lambda: units.add(aino, {"name": "Uusi"}),
        lambda: aino.refresh(),
        lambda: secrets.show(aino, account(aino, LIBRARYS)),
    ):
        with pytest.raises((LockedError, InputError)):
            use()
    with pytest.raises(LockedError):
        crew.open(AINO)
    kaisa, nuutti = crew.open(KAISA), crew.open(NUUTTI)
    accounts.edit(kaisa, account(kaisa, LIBRARYS), {"notes": "secret from now on"})
    assert {row for row in copy.opens(crew.place) if row[0] != "trail"} == set()
    assert member(nuutti, KAISA).role == COORDINATOR
    assert_whole(crew, KAISA, LIISA, NUUTTI, TARMO)


def test_several_are_removed_one_after_the_other(crew: Crew) -> None:
    copies = [Copy(crew.open(name)) for name in (KAISA, LIISA, NUUTTI, TARMO)]
    aino = crew.open(AINO)
    for name in (KAISA, LIISA, NUUTTI, TARMO):
        members.remove(aino, member(aino, name), by_force=True)
    for text, expected in PASSWORDS.items():
        assert password(aino, text) == expected
    for copy in copies:
        assert {row for row in copy.opens(crew.place) if row[0] != "trail"} == set()
    assert [m.name for m in aino.members() if m.role != "recovery"] == [AINO]
    assert_whole(crew, AINO)


def test_who_was_removed_has_it_open_still_and_is_told(crew: Crew) -> None:
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    members.remove(aino, member(aino, LIISA), by_force=True)
    for use in (
        lambda: liisa.refresh(),
        lambda: liisa.refresh(),
        lambda: secrets.show(liisa, account(liisa, LIBRARYS)),
        lambda: accounts.edit(liisa, account(liisa, LIBRARYS), {"notes": "new"}),
        lambda: liisa.change_passphrase(passphrase(LIISA), "another"),
    ):
        with pytest.raises(LockedError, match="no member"):
            use()


def test_the_trail_keeps_the_names_of_who_was_removed(crew: Crew) -> None:
    aino = crew.open(AINO)
    gone = member(aino, LIISA).id
    members.remove(aino, member(aino, LIISA), by_force=True)
    assert aino.member_card(gone).name == LIISA
    assert aino.authority.standing(gone) is not None
    assert aino.authority.standing(gone).role == GONE  # type: ignore[union-attr]
    with pytest.raises(InputError):
        members.find(aino, LIISA)


# Two at once


def test_of_two_coordinators_who_remove_each_other_one_is_left(crew: Crew) -> None:
    aino, kaisa = crew.open(AINO), crew.open(KAISA)
    members.remove(aino, member(aino, KAISA))
    with pytest.raises(LockedError, match="no member"):
        members.remove(kaisa, member(kaisa, AINO), by_force=True)
    assert_whole(crew, AINO, LIISA, NUUTTI, TARMO)


def test_of_two_who_remove_the_same_member_the_second_is_told(crew: Crew) -> None:
    aino, kaisa = crew.open(AINO), crew.open(KAISA)
    seen = member(kaisa, TARMO)
    members.remove(aino, member(aino, TARMO))
    with pytest.raises(InputError, match="no member any more"):
        members.remove(kaisa, seen)
    with pytest.raises(InputError, match="no member any more"):
        members.grant(kaisa, seen, unit(kaisa, LIBRARY), cards_only=True)
    assert_whole(crew, AINO, KAISA, LIISA, NUUTTI)


def test_a_form_that_another_member_was_faster_with_is_a_conflict(crew: Crew) -> None:
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    facebook = account(aino, LIBRARYS)
    seen = aino.revision(facebook)
    accounts.edit(liisa, facebook, {"notes": "of the library"})
    with pytest.raises(ConflictError):
        accounts.edit(aino, facebook, {"notes": "of the town"}, expected=seen)
    assert aino.records.accounts[facebook].notes == "of the library"


def test_a_password_set_while_the_key_changed_under_it_is_kept(crew: Crew) -> None:
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    facebook = account(liisa, LIBRARYS)
    seen = liisa.opened(facebook)
    members.grant(aino, member(aino, NUUTTI), unit(aino, LIBRARY))
    members.revoke(aino, member(aino, NUUTTI), unit(aino, LIBRARY))
    with pytest.raises(ConflictError):
        secrets.replace_password(liisa, seen, "made from what was read before 1", act="secret-set")
    secrets.set_field(liisa, facebook, "password", "made from what is there 2")
    assert password(liisa, LIBRARYS) == "made from what is there 2"


# Accounts that go to another unit


def test_an_account_moves_with_its_secret_when_both_keys_are_held(crew: Crew) -> None:
    aino, nuutti = crew.open(AINO), crew.open(NUUTTI)
    facebook = account(aino, LIBRARYS)
    accounts.edit(aino, facebook, {"unit": YOUTH})
    nuutti.refresh()
    assert secrets.show(nuutti, facebook) == PASSWORDS[LIBRARYS]
    with crew.open(LIISA) as liisa, pytest.raises(LockedError):
        secrets.show(liisa, facebook)
    assert_whole(crew)


def test_an_account_with_a_password_is_not_moved_by_who_reads_cards_alone(crew: Crew) -> None:
    kaisa = crew.open(KAISA)
    facebook = account(kaisa, LIBRARYS)
    with pytest.raises(LockedError):
        accounts.edit(kaisa, facebook, {"unit": YOUTH})
    new = accounts.add(kaisa, {"unit": LIBRARY, "platform": "x", "handle": "without"})
    accounts.edit(kaisa, new.id, {"unit": YOUTH})
    with crew.open(NUUTTI) as nuutti:
        assert new.id in nuutti.records.accounts
    assert_whole(crew)


def test_a_unit_admin_moves_nothing_out_of_reach(crew: Crew) -> None:
    liisa = crew.open(LIISA)
    with pytest.raises(LockedError):
        accounts.edit(liisa, account(liisa, LIBRARYS), {"unit": YOUTH})
    members.grant(crew.open(NUUTTI), member(liisa, LIISA), unit(liisa, YOUTH))
    with pytest.raises(LockedError):  # keys of the other unit are not the right to write to it
        accounts.edit(liisa, account(liisa, LIBRARYS), {"unit": YOUTH})
    assert_whole(crew)


def test_a_rotation_goes_on_under_a_new_key(crew: Crew) -> None:
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    facebook = account(liisa, LIBRARYS)
    pending = rotation.start(liisa, facebook, password="pending canary 55")
    members.remove(aino, member(aino, KAISA))
    members.revoke(aino, member(aino, AINO), unit(aino, LIBRARY))
    with crew.open(LIISA) as again:
        assert rotation.pending(again, facebook) == pending
        rotation.confirm(again, facebook)
        assert password(again, LIBRARYS) == pending
    assert_whole(crew, AINO, LIISA, NUUTTI, TARMO)
