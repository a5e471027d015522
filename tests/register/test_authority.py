"""What each entry of the trail may do, by who signed it: every rule kept, and every rule broken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

import pytest

from somesec.errors import TamperedError
from somesec.register.keys import CARD, SECRET
from somesec.register.places import GRANT, MEMBER, RECORD, REGISTER
from somesec.register.roles import AUDITOR, COORDINATOR, GONE, RECOVERY, UNIT_ADMIN
from somesec.register.trail import Ledger, row_of
from somesec.vault.encoding import Part, encode
from somesec.vault.identity import Identity, root_of
from somesec.vault.trail import GONE as NO_ROW
from somesec.vault.trail import Change, Entry, Standing, sign_entry

TOWN, LIBRARY, YOUTH, NEW = (letter * 16 for letter in (b"t", b"l", b"y", b"n"))
PERSON, OF_LIBRARY, OF_YOUTH = (letter * 16 for letter in (b"P", b"L", b"Y"))
FOUNDER, KIT, OTHER, AUDIT, ADMIN, FELLOW, YOUTH_ADMIN, STRANGER = (
    name.ljust(16, b".")
    for name in (b"founder", b"kit", b"other", b"audit", b"admin", b"fellow", b"youth", b"stranger")
)
ROLE = {
    FOUNDER: (COORDINATOR, ()),
    KIT: (RECOVERY, ()),
    OTHER: (COORDINATOR, ()),
    AUDIT: (AUDITOR, ()),
    ADMIN: (UNIT_ADMIN, (LIBRARY,)),
    FELLOW: (UNIT_ADMIN, (LIBRARY,)),
    YOUTH_ADMIN: (UNIT_ADMIN, (YOUTH,)),
}
EVERYBODY = tuple(ROLE)
HOLDERS = {
    (TOWN, CARD): EVERYBODY,
    (TOWN, SECRET): (FOUNDER, KIT, ADMIN, FELLOW, YOUTH_ADMIN),
    (LIBRARY, CARD): (FOUNDER, KIT, OTHER, AUDIT, ADMIN, FELLOW),
    (LIBRARY, SECRET): (FOUNDER, KIT, ADMIN, FELLOW),
    (YOUTH, CARD): (FOUNDER, KIT, OTHER, AUDIT, YOUTH_ADMIN),
    (YOUTH, SECRET): (FOUNDER, KIT, YOUTH_ADMIN),
}
STORED = b"d" * 32


@cache
def identity(member: bytes) -> Identity:
    return Identity.from_seed(member * 2)


def standing(
    member: bytes, role: str | None = None, units: Sequence[bytes] | None = None
) -> Standing:
    its_role, its_units = ROLE.get(member, (AUDITOR, ()))
    return Standing(
        member=member,
        role=its_role if role is None else role,
        public=identity(member).public.to_bytes(),
        named=b"n" * 32,
        units=tuple(its_units if units is None else units),
    )


def at(table: str, *key: Part, digest: bytes = STORED) -> Change:
    return Change(table, encode(*key), digest)


def record(id_: bytes, scope: bytes, part: str = CARD) -> Change:
    return at(RECORD, id_, part, scope)


def no_record(id_: bytes, scope: bytes, part: str = CARD) -> Change:
    return at(RECORD, id_, part, scope, digest=NO_ROW)


def give(scope: bytes, kind: str, member: bytes, epoch: int = 1) -> Change:
    return at(GRANT, scope, epoch, kind, member)


def take(scope: bytes, kind: str, member: bytes, epoch: int = 1) -> Change:
    return at(GRANT, scope, epoch, kind, member, digest=NO_ROW)


def new_epoch(scope: bytes, kind: str, *without: bytes, epoch: int = 2) -> tuple[Change, ...]:
    """A new key for all who hold the one before, but for some."""
    return tuple(
        give(scope, kind, member, epoch) for member in HOLDERS[scope, kind] if member not in without
    )


def new_unit(*holders: bytes) -> tuple[Change, ...]:
    return (record(NEW, TOWN), *(give(NEW, kind, m) for m in holders for kind in (CARD, SECRET)))


@dataclass
class Told:
    """What somebody would write: rows, and who is what from then on."""

    by: bytes
    changes: tuple[Change, ...] = ()
    standings: tuple[Standing, ...] = ()


def by(member: bytes, *said: Change | Standing | tuple[Change, ...]) -> Told:
    flat = [one for each in said for one in (each if isinstance(each, tuple) else (each,))]
    return Told(
        member,
        tuple(one for one in flat if isinstance(one, Change)),
        tuple(one for one in flat if isinstance(one, Standing)),
    )


def signed(ledger: Ledger, told: Told, signer: Identity | None = None) -> Entry:
    return sign_entry(
        signer or identity(told.by),
        sequence=ledger.head.sequence + 1,
        previous=ledger.head.hash,
        register=TOWN,
        member=told.by,
        at=ledger.head.sequence,
        changes=told.changes,
        standings=told.standings,
        detail=b"sealed",
    )


def follow(ledger: Ledger, told: Told) -> None:
    ledger.follow(row_of(signed(ledger, told)))


def refused(ledger: Ledger, told: Told, why: str) -> None:
    head = ledger.head
    with pytest.raises(TamperedError, match=why):
        follow(ledger, told)
    assert ledger.head == head


FOUNDING = by(
    FOUNDER,
    standing(FOUNDER),
    standing(KIT),
    at(REGISTER, TOWN),
    at(MEMBER, FOUNDER),
    at(MEMBER, KIT),
    record(TOWN, TOWN),
    record(TOWN, TOWN, SECRET),
    *(give(TOWN, kind, member) for kind in (CARD, SECRET) for member in (FOUNDER, KIT)),
)


def new_ledger(founder: bytes = FOUNDER) -> Ledger:
    return Ledger(UUID(bytes=TOWN), root_of(TOWN, identity(founder).public.to_bytes()))


@pytest.fixture
def town() -> Ledger:
    """A register with two units, a member of every role, and a record in every scope."""
    ledger = new_ledger()
    follow(ledger, FOUNDING)
    newcomers = [member for member in EVERYBODY if member not in (FOUNDER, KIT)]
    follow(ledger, by(FOUNDER, *map(standing, newcomers), *(at(MEMBER, m) for m in newcomers)))
    given = [
        give(scope, kind, member)
        for (scope, kind), members in HOLDERS.items()
        for member in members
        if scope != TOWN or member not in (FOUNDER, KIT)
    ]
    follow(ledger, by(FOUNDER, *given, record(LIBRARY, TOWN), record(YOUTH, TOWN)))
    follow(ledger, by(FOUNDER, record(PERSON, TOWN)))
    follow(ledger, by(ADMIN, record(OF_LIBRARY, LIBRARY), record(OF_LIBRARY, LIBRARY, SECRET)))
    follow(ledger, by(YOUTH_ADMIN, record(OF_YOUTH, YOUTH), record(OF_YOUTH, YOUTH, SECRET)))
    return ledger


ALLOWED = {
    "a coordinator appoints": by(OTHER, standing(STRANGER), at(MEMBER, STRANGER)),
    "a coordinator removes": by(OTHER, standing(AUDIT, GONE), at(MEMBER, AUDIT)),
    "a coordinator removes the other one": by(OTHER, standing(FOUNDER, GONE)),
    "a coordinator gives another role": by(OTHER, standing(ADMIN, UNIT_ADMIN, [LIBRARY, YOUTH])),
    "the kit appoints": by(KIT, standing(STRANGER, COORDINATOR), at(MEMBER, STRANGER)),
    "the kit makes way for a new one": by(
        KIT, standing(STRANGER, RECOVERY), standing(KIT, GONE), give(TOWN, CARD, STRANGER)
    ),
    "a coordinator who opens everything makes a new kit": by(
        FOUNDER,
        standing(STRANGER, RECOVERY),
        standing(KIT, GONE),
        give(LIBRARY, SECRET, STRANGER),
        take(LIBRARY, SECRET, KIT),
    ),
    "a coordinator writes anywhere": by(
        OTHER, record(TOWN, TOWN), record(LIBRARY, TOWN), record(OF_YOUTH, YOUTH)
    ),
    "a coordinator makes a unit": by(OTHER, *new_unit(OTHER, KIT)),
    "a coordinator makes a new card key": by(OTHER, new_epoch(LIBRARY, CARD)),
    "a coordinator takes keys back": by(OTHER, take(LIBRARY, SECRET, ADMIN)),
    "a coordinator hands a card key on": by(OTHER, give(LIBRARY, CARD, YOUTH_ADMIN)),
    "a unit admin writes to the unit": by(
        ADMIN, record(OF_LIBRARY, LIBRARY), record(NEW, LIBRARY), record(NEW, LIBRARY, SECRET)
    ),
    "a unit admin deletes from the unit": by(
        ADMIN, no_record(OF_LIBRARY, LIBRARY), no_record(OF_LIBRARY, LIBRARY, SECRET)
    ),
    "a unit admin writes what is everybody's": by(ADMIN, record(PERSON, TOWN), record(NEW, TOWN)),
    "a unit admin writes the unit's own card": by(ADMIN, record(LIBRARY, TOWN)),
    "a unit admin hands the unit's keys on": by(
        ADMIN, give(LIBRARY, SECRET, OTHER), give(LIBRARY, CARD, YOUTH_ADMIN)
    ),
    "a unit admin renews the secret key": by(ADMIN, new_epoch(LIBRARY, SECRET)),
    "a unit admin takes the unit's keys from others": by(
        ADMIN,
        take(LIBRARY, SECRET, FELLOW),
        take(LIBRARY, CARD, FELLOW),
        take(LIBRARY, SECRET, FOUNDER),
        new_epoch(LIBRARY, SECRET, FELLOW, FOUNDER),
    ),
    "a unit admin puts the fingerprints' key under a new one": by(
        ADMIN, new_epoch(TOWN, SECRET), record(TOWN, TOWN, SECRET)
    ),
    "anybody gives a key up": by(YOUTH_ADMIN, take(TOWN, SECRET, YOUTH_ADMIN)),
    "anybody writes their own row": by(AUDIT, at(MEMBER, AUDIT)),
    "an entry that changes nothing": by(AUDIT),
}

REFUSED = {
    "an auditor writes to a unit": (by(AUDIT, record(OF_LIBRARY, LIBRARY)), "Auditors"),
    "an auditor writes what is everybody's": (by(AUDIT, record(PERSON, TOWN)), "Auditors"),
    "an auditor deletes": (by(AUDIT, no_record(OF_LIBRARY, LIBRARY)), "Auditors"),
    "an auditor hands a key on": (by(AUDIT, give(LIBRARY, CARD, YOUTH_ADMIN)), "hold a key"),
    "an auditor appoints": (by(AUDIT, standing(STRANGER)), "Only a coordinator decides"),
    "an auditor takes keys back": (by(AUDIT, take(LIBRARY, CARD, ADMIN)), "take keys back"),
    "a unit admin writes to another unit": (by(ADMIN, record(OF_YOUTH, YOUTH)), "your own units"),
    "a unit admin deletes from another unit": (by(ADMIN, no_record(OF_YOUTH, YOUTH)), "own units"),
    "a unit admin adds to another unit": (by(ADMIN, record(NEW, YOUTH)), "your own units"),
    "a unit admin takes a record over": (by(ADMIN, record(OF_YOUTH, LIBRARY)), "two units"),
    "a unit admin gives a secret to a record of another unit": (
        by(ADMIN, record(PERSON, LIBRARY, SECRET)),
        "two units",
    ),
    "a unit admin moves half a record": (
        by(ADMIN, no_record(OF_LIBRARY, LIBRARY), record(OF_LIBRARY, TOWN)),
        "two units",
    ),
    "a unit admin takes a record over, said gone where it is not": (
        by(ADMIN, no_record(OF_YOUTH, LIBRARY), record(OF_YOUTH, LIBRARY)),
        "two units",
    ),
    "a unit admin writes another unit's card": (by(ADMIN, record(YOUTH, TOWN)), "other units"),
    "a unit admin takes another unit's card over": (by(ADMIN, record(YOUTH, LIBRARY)), "units"),
    "a unit admin writes the organisation": (by(ADMIN, record(TOWN, TOWN)), "organisation"),
    "a unit admin makes a unit": (by(ADMIN, *new_unit(ADMIN)), "makes units"),
    "a unit admin makes a new card key": (by(ADMIN, new_epoch(LIBRARY, CARD)), "new keys"),
    "a unit admin appoints": (by(ADMIN, standing(STRANGER)), "Only a coordinator decides"),
    "a unit admin raises themself": (by(ADMIN, standing(ADMIN, COORDINATOR)), "decides"),
    "a unit admin takes a unit more": (
        by(ADMIN, standing(ADMIN, UNIT_ADMIN, [LIBRARY, YOUTH])),
        "decides",
    ),
    "a unit admin removes": (by(ADMIN, standing(FELLOW, GONE)), "Only a coordinator decides"),
    "a coordinator ends the recovery kit": (by(FOUNDER, standing(KIT, GONE)), "takes the place"),
    "a coordinator puts another recovery kit": (
        by(FOUNDER, standing(STRANGER, RECOVERY)),
        "takes the place",
    ),
    "a coordinator makes a member of the recovery kit": (
        by(FOUNDER, standing(KIT, COORDINATOR), standing(STRANGER, RECOVERY)),
        "become each other",
    ),
    "a coordinator makes a recovery kit of a member": (
        by(FOUNDER, standing(ADMIN, RECOVERY), standing(KIT, GONE)),
        "become each other",
    ),
    "a coordinator without secret keys makes a new kit": (
        by(OTHER, standing(STRANGER, RECOVERY), standing(KIT, GONE)),
        "every unit",
    ),
    "the kit puts another beside itself": (
        by(KIT, standing(STRANGER, RECOVERY)),
        "takes the place",
    ),
    "the kit ends without another": (by(KIT, standing(KIT, GONE)), "takes the place"),
    "a unit admin ends the recovery kit": (by(ADMIN, standing(KIT, GONE)), "decides"),
    "a unit admin puts another recovery kit": (by(ADMIN, standing(STRANGER, RECOVERY)), "decides"),
    "a unit admin grants a key of another unit": (by(ADMIN, give(YOUTH, CARD, ADMIN)), "hold a"),
    "a unit admin renews another unit's key": (by(ADMIN, new_epoch(YOUTH, SECRET)), "can open"),
    "a unit admin takes keys of another unit back": (by(ADMIN, take(YOUTH, CARD, OTHER)), "back"),
    "a unit admin takes everybody's key back": (by(ADMIN, take(TOWN, CARD, FOUNDER)), "back"),
    "a unit admin keeps coordinators from the cards": (
        by(ADMIN, take(LIBRARY, CARD, OTHER)),
        "take keys back",
    ),
    "a unit admin keeps auditors from the cards": (by(ADMIN, take(LIBRARY, CARD, AUDIT)), "back"),
    "a unit admin keeps the recovery kit out": (by(ADMIN, take(LIBRARY, SECRET, KIT)), "back"),
    "a unit admin writes the row of another": (by(ADMIN, at(MEMBER, FELLOW)), "what others are"),
    "a unit admin leaves others behind with the old key": (
        by(ADMIN, new_epoch(LIBRARY, SECRET, KIT)),
        "everybody",
    ),
    "a coordinator without a secret key renews it": (by(OTHER, new_epoch(LIBRARY, SECRET)), "open"),
    "a coordinator grants what they do not hold": (by(OTHER, give(LIBRARY, SECRET, OTHER)), "hold"),
    "a coordinator skips an epoch": (by(OTHER, new_epoch(LIBRARY, CARD, epoch=3)), "one epoch"),
    "a coordinator makes two epochs at once": (
        by(OTHER, new_epoch(LIBRARY, CARD), new_epoch(LIBRARY, CARD, epoch=3)),
        "one epoch",
    ),
    "a coordinator leaves others behind with the old key": (
        by(OTHER, new_epoch(LIBRARY, CARD, KIT)),
        "everybody",
    ),
    "a coordinator puts another key in a key's place": (by(OTHER, give(TOWN, CARD, AUDIT)), "plac"),
    "a coordinator exchanges a member's keys": (
        by(OTHER, replace(standing(ADMIN), public=identity(STRANGER).public.to_bytes())),
        "never change",
    ),
    "a coordinator makes up a role": (by(OTHER, standing(STRANGER, "owner")), "no such role"),
    "a coordinator grants to nobody": (by(OTHER, give(LIBRARY, CARD, STRANGER)), "members only"),
    "a coordinator grants to whom they remove": (
        by(OTHER, standing(YOUTH_ADMIN, GONE), give(LIBRARY, CARD, YOUTH_ADMIN)),
        "members only",
    ),
    "a coordinator deletes a member's row": (
        by(OTHER, at(MEMBER, AUDIT, digest=NO_ROW)),
        "never deleted",
    ),
    "a coordinator writes the register's row again": (by(OTHER, at(REGISTER, TOWN)), "own row"),
    "a coordinator deletes the register's row": (
        by(OTHER, at(REGISTER, TOWN, digest=NO_ROW)),
        "own row",
    ),
    "a coordinator writes to a table of no register": (by(OTHER, at("plans", TOWN)), "never"),
    "a coordinator writes to the trail's own table": (by(OTHER, at("trail", 1)), "never"),
    "a coordinator writes a part that no record has": (by(OTHER, record(NEW, TOWN, "x")), "damage"),
    "a coordinator grants a kind that no key has": (by(OTHER, give(TOWN, "x", AUDIT, 1)), "damage"),
    "a coordinator grants for a scope that is none": (by(OTHER, give(b"t", CARD, AUDIT)), "damage"),
    "a coordinator grants to an id that is none": (by(OTHER, give(TOWN, CARD, b"t")), "damage"),
    "a coordinator names a member by no id": (by(OTHER, at(MEMBER, b"t")), "damage"),
    "a coordinator names a record by no id": (by(OTHER, record(b"t", TOWN)), "damage"),
    "a coordinator names a row by more than a key": (by(OTHER, at(MEMBER, AUDIT, 1)), "damage"),
    "somebody else writes": (by(STRANGER, record(PERSON, TOWN)), "no member"),
    "somebody else appoints themself": (by(STRANGER, standing(STRANGER, COORDINATOR)), "no member"),
    "somebody else founds it again": (
        by(STRANGER, standing(STRANGER, COORDINATOR), at(REGISTER, TOWN)),
        "no member",
    ),
}


@pytest.mark.parametrize("told", ALLOWED.values(), ids=ALLOWED)
def test_within_its_rights(town: Ledger, told: Told) -> None:
    sequence = town.head.sequence
    follow(town, told)
    assert town.head.sequence == sequence + 1


@pytest.mark.parametrize(("told", "why"), REFUSED.values(), ids=REFUSED)
def test_beyond_its_rights(town: Ledger, told: Told, why: str) -> None:
    refused(town, told, why)


def test_what_is_refused_is_refused_of_remembered_entries_too(town: Ledger) -> None:
    told, _why = REFUSED["a unit admin raises themself"]
    with pytest.raises(TamperedError, match="beyond its maker's rights"):
        town.follow(row_of(signed(town, told)), is_remembered=True)


# Entries in the name of others


@pytest.mark.parametrize("signer", [ADMIN, STRANGER])
def test_an_entry_in_a_coordinators_name_needs_their_signature(town: Ledger, signer: bytes) -> None:
    entry = signed(town, by(OTHER, standing(STRANGER)), identity(signer))
    with pytest.raises(TamperedError, match="not signed by the member it names"):
        town.follow(row_of(entry))


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: replace(entry, at=entry.at + 1),
        lambda entry: replace(entry, detail=b"another"),
        lambda entry: replace(entry, changes=()),
        lambda entry: replace(entry, standings=(standing(STRANGER, COORDINATOR),)),
        lambda entry: replace(entry, member=FOUNDER),
    ],
)
def test_no_part_of_an_entry_can_be_another(town: Ledger, change: Callable[[Entry], Entry]) -> None:
    entry = signed(town, by(OTHER, standing(STRANGER), at(MEMBER, STRANGER)))
    with pytest.raises(TamperedError):
        town.follow(row_of(change(entry)))
    town.follow(row_of(entry))


# Who was a member once


def test_who_was_removed_writes_nothing_from_then_on(town: Ledger) -> None:
    follow(town, by(OTHER, standing(ADMIN, GONE), standing(FOUNDER, GONE)))
    refused(town, by(ADMIN, record(OF_LIBRARY, LIBRARY)), "no member")
    refused(town, by(ADMIN, at(MEMBER, ADMIN)), "no member")
    refused(town, by(ADMIN, give(LIBRARY, SECRET, OTHER)), "no member")
    refused(town, by(FOUNDER, standing(FOUNDER)), "no member")


def test_what_somebody_did_before_they_were_removed_stays(town: Ledger) -> None:
    follow(town, by(OTHER, standing(FOUNDER, GONE)))
    assert [s.member for s in town.authority.active()].count(ADMIN) == 1
    public = town.authority.public(FOUNDER)
    assert public is not None
    assert public == identity(FOUNDER).public


def test_who_was_removed_comes_back_by_a_new_invitation_only(town: Ledger) -> None:
    follow(town, by(OTHER, standing(ADMIN, GONE)))
    refused(town, by(OTHER, standing(ADMIN)), "by invitation")


def test_who_opens_all_but_one_units_passwords_makes_no_kit(town: Ledger) -> None:
    renewal = by(FOUNDER, standing(STRANGER, RECOVERY), standing(KIT, GONE))
    follow(town, by(FOUNDER, take(YOUTH, SECRET, FOUNDER)))
    refused(town, renewal, "every unit")
    follow(town, by(YOUTH_ADMIN, give(YOUTH, SECRET, FOUNDER)))
    follow(town, renewal)


def test_who_lacks_the_fingerprints_key_makes_no_kit_though_nobody_else_has_it(
    town: Ledger,
) -> None:
    holders = (FOUNDER, ADMIN, FELLOW, YOUTH_ADMIN)
    follow(town, by(FOUNDER, *(take(TOWN, SECRET, member) for member in holders)))
    refused(town, by(FOUNDER, standing(STRANGER, RECOVERY), standing(KIT, GONE)), "every unit")


def test_a_unit_that_nobody_opens_any_more_keeps_nobody_from_making_a_kit(town: Ledger) -> None:
    follow(town, by(OTHER, take(YOUTH, SECRET, FOUNDER), standing(YOUTH_ADMIN, GONE)))
    follow(town, by(FOUNDER, standing(STRANGER, RECOVERY), standing(KIT, GONE)))
    refused(town, by(FOUNDER, give(YOUTH, SECRET, STRANGER)), "hold a key")


def test_a_coordinator_who_removes_themself_does_no_more(town: Ledger) -> None:
    follow(town, by(OTHER, standing(OTHER, GONE)))
    refused(town, by(OTHER, standing(OTHER)), "no member")


def test_a_role_taken_takes_its_rights(town: Ledger) -> None:
    follow(town, by(FOUNDER, standing(OTHER, AUDITOR), standing(ADMIN, UNIT_ADMIN, [YOUTH])))
    refused(town, by(OTHER, standing(STRANGER)), "Only a coordinator decides")
    refused(town, by(ADMIN, record(OF_LIBRARY, LIBRARY)), "your own units")
    follow(town, by(ADMIN, record(OF_YOUTH, YOUTH)))


def test_a_key_that_was_taken_back_is_not_handed_on(town: Ledger) -> None:
    follow(town, by(FELLOW, take(LIBRARY, SECRET, ADMIN)))
    refused(town, by(ADMIN, give(LIBRARY, SECRET, OTHER)), "hold a key")
    refused(town, by(ADMIN, new_epoch(LIBRARY, SECRET)), "can open")
    follow(town, by(FELLOW, give(LIBRARY, SECRET, ADMIN)))
    follow(town, by(ADMIN, give(LIBRARY, SECRET, OTHER)))


def test_an_auditor_is_given_no_secret_key(town: Ledger) -> None:
    refused(town, by(ADMIN, give(LIBRARY, SECRET, AUDIT)), "Auditors open no passwords")


# The founder


def test_a_register_of_another_founder_is_not_this_one() -> None:
    told = replace(FOUNDING, by=STRANGER, standings=(standing(STRANGER, COORDINATOR),))
    refused(new_ledger(), told, "founded by somebody else")
    follow(new_ledger(STRANGER), told)


@pytest.mark.parametrize(
    "told",
    [
        replace(FOUNDING, standings=()),
        replace(FOUNDING, standings=(standing(FOUNDER, AUDITOR), standing(KIT))),
        replace(FOUNDING, by=KIT),
        replace(FOUNDING, by=STRANGER),
        replace(
            FOUNDING,
            by=STRANGER,
            standings=(
                replace(
                    standing(STRANGER, COORDINATOR), public=identity(FOUNDER).public.to_bytes()
                ),
            ),
        ),
    ],
)
def test_the_first_entry_is_the_founders(told: Told) -> None:
    ledger = new_ledger()
    entry = signed(ledger, told, identity(STRANGER))
    with pytest.raises(TamperedError):
        ledger.follow(row_of(entry))


def test_there_is_one_first_entry(town: Ledger) -> None:
    again = signed(new_ledger(), FOUNDING)
    with pytest.raises(TamperedError, match="breaks at entry"):
        town.follow(row_of(again))
    follower = replace(again, sequence=town.head.sequence + 1, previous=town.head.hash)
    with pytest.raises(TamperedError):
        town.follow(row_of(follower))


# What is established


def test_who_holds_a_key_no_more_and_knows_it_makes_it_stale(town: Ledger) -> None:
    assert list(town.authority.stale()) == []
    follow(town, by(FELLOW, take(LIBRARY, SECRET, ADMIN)))
    assert list(town.authority.stale()) == [(UUID(bytes=LIBRARY), SECRET)]
    follow(town, by(FELLOW, new_epoch(LIBRARY, SECRET, ADMIN)))
    assert list(town.authority.stale()) == []


def test_removal_alone_makes_every_key_of_theirs_stale(town: Ledger) -> None:
    follow(town, by(OTHER, standing(YOUTH_ADMIN, GONE)))
    stale = {(scope.bytes, kind) for scope, kind in town.authority.stale()}
    assert stale == {(s, kind) for (s, kind), members in HOLDERS.items() if YOUTH_ADMIN in members}


def test_who_made_a_key_and_kept_none_is_one_who_knows_it(town: Ledger) -> None:
    follow(town, by(OTHER, record(NEW, TOWN), give(NEW, CARD, KIT), give(NEW, SECRET, KIT)))
    assert {scope.bytes for scope, _kind in town.authority.stale()} == {NEW}


def test_what_each_holds_is_what_was_granted_and_not_taken_back(town: Ledger) -> None:
    authority = town.authority
    follow(town, by(OTHER, take(LIBRARY, CARD, ADMIN), new_epoch(LIBRARY, CARD, ADMIN)))
    held = {m: authority.epochs_held(UUID(bytes=m), UUID(bytes=LIBRARY), CARD) for m in EVERYBODY}
    assert held[ADMIN] == []
    assert held[FELLOW] == [1, 2]
    assert held[YOUTH_ADMIN] == []
    assert {s.member for s in authority.holders(UUID(bytes=LIBRARY), CARD)} == {
        m for m in EVERYBODY if held[m]
    }
    assert authority.newest(UUID(bytes=LIBRARY), CARD) == 2
    assert UUID(bytes=LIBRARY) not in authority.scopes_held(UUID(bytes=ADMIN), CARD)
    assert UUID(bytes=LIBRARY) in authority.scopes_held(UUID(bytes=FELLOW), CARD)
