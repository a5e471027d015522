"""From an invitation to a member: what is accepted, and everything that is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from somesec import clock
from somesec.errors import InputError, LockedError, SomesecError, TamperedError
from somesec.register import Device, Member, Register, joining, members, units, verifying
from somesec.register.keys import CARD, SECRET
from somesec.register.roles import AUDITOR, COORDINATOR, RECOVERY, UNIT_ADMIN
from somesec.vault.identity import Identity
from somesec.vault.invitation import (
    Invitation,
    InvitedUnit,
    read_invitation,
    read_reply,
    sign_invitation,
    sign_reply,
)
from somesec.vault.passphrase import lock
from tests.conftest import PASSPHRASE, Town
from tests.register.conftest import New
from tests.register.crew import AINO, KAISA, LIBRARY, LIISA, TARMO, Crew

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

NEWCOMER = "the newcomer's own passphrase"


def joined(register: Register, name: str = "Uuno", role: str = AUDITOR) -> joining.Joined:
    its_units = [units.find(register, LIBRARY)] if role == UNIT_ADMIN else []
    return joining.join(joining.invite(register, name, role, its_units), NEWCOMER)


def accept(register: Register, reply: joining.Joined) -> Member:
    candidate = joining.candidate(register, reply.reply)
    return joining.accept(register, candidate, " ".join(reply.words))


@pytest.mark.parametrize("role", [COORDINATOR, UNIT_ADMIN, AUDITOR])
@pytest.mark.parametrize("by", [AINO, KAISA])
def test_who_was_invited_joins_and_is_accepted(crew: Crew, role: str, by: str) -> None:
    register = crew.open(by)
    reply = joined(register, role=role)
    candidate = joining.candidate(register, reply.reply)
    assert (candidate.name, candidate.role) == ("Uuno", role)
    assert candidate.units == ((LIBRARY,) if role == UNIT_ADMIN else ())
    assert candidate.words == reply.words
    assert reply.register_words == register.fingerprint
    member = joining.accept(register, candidate, " ".join(reply.words))
    assert (member.name, member.role) == ("Uuno", role)
    with Register.open(crew.place, NEWCOMER, member="Uuno") as own:
        assert own.member == member
        assert own.fingerprint == register.fingerprint
        assert verifying.verified(own).problems == ()
        library = units.find(own, LIBRARY)
        assert own.holds(library.id, CARD)
        # Secrets go to unit admins alone, from who holds them.
        assert own.holds(library.id, SECRET) == (role == UNIT_ADMIN and by == AINO)
        assert {scope for scope in own.records.units if own.holds(scope, CARD)} == (
            {library.id} if role == UNIT_ADMIN else set(own.records.units)
        )


def test_words_are_compared_without_regard_to_how_they_are_written(town: Town) -> None:
    reply = joined(town.register)
    candidate = joining.candidate(town.register, reply.reply)
    joining.accept(town.register, candidate, " - ".join(reply.words).upper())
    assert members.find(town.register, "Uuno").role == AUDITOR


@pytest.mark.parametrize(
    "spoken",
    [
        lambda words: "",
        lambda words: " ".join(words[:5]),
        lambda words: " ".join([*words, words[0]]),
        lambda words: " ".join(words[::-1]),
        lambda words: " ".join([*words[:5], "bobo"]),
    ],
)
def test_other_words_let_nobody_in(town: Town, spoken: Callable[[tuple[str, ...]], str]) -> None:
    reply = joined(town.register)
    candidate = joining.candidate(town.register, reply.reply)
    before = verifying.verified(town.register).entries
    with pytest.raises(InputError, match="words differ"):
        joining.accept(town.register, candidate, spoken(reply.words))
    assert verifying.verified(town.register).entries == before


# What somebody on the way may change


@pytest.mark.parametrize(
    "field",
    ["register", "root", "organisation", "member", "name", "role", "units", "inviter", "expires"],
)
def test_no_field_of_an_invitation_can_be_changed_on_its_way(town: Town, field: str) -> None:
    text = joining.invite(town.register, "Uuno", AUDITOR)
    invitation = read_invitation(text)
    others: dict[str, Any] = {
        "register": uuid4().bytes,
        "root": b"\1" * 32,
        "organisation": "Muualla",
        "member": uuid4().bytes,
        "name": "Ulla",
        "role": COORDINATOR,
        "units": ((uuid4().bytes, "Kirjasto"),),
        "inviter": uuid4().bytes,
        "expires": invitation.expires + 1,
    }
    changed = replace(invitation, **{field: others[field]})
    reply = joining.join(changed.to_text(), NEWCOMER)
    with pytest.raises((InputError, TamperedError)):
        joining.candidate(town.register, reply.reply)
    joining.candidate(town.register, joining.join(text, NEWCOMER).reply)


@pytest.mark.parametrize("part", ["public", "locked", "invitation", "signature"])
def test_no_part_of_a_reply_can_be_changed_on_its_way(town: Town, part: str) -> None:
    reply, other = joined(town.register), joined(town.register, "Ulla")
    taken: Any = getattr(read_reply(other.reply), part)
    changed = replace(read_reply(reply.reply), **{part: taken})
    with pytest.raises((InputError, TamperedError)):
        joining.candidate(town.register, changed.to_text())


def test_a_reply_that_somebody_else_made_has_other_words(town: Town) -> None:
    """Whoever sees the invitation can answer it; only the words show that it was not the newcomer
    who did."""
    reply = joined(town.register)
    invitation = read_reply(reply.reply).invitation
    thief = Identity.generate()
    locked = lock(
        thief, "the thief's", invitation.register, invitation.member, root=invitation.root
    )
    forged = joining.candidate(town.register, sign_reply(thief, invitation, locked).to_text())
    with pytest.raises(InputError, match="words differ"):
        joining.accept(town.register, forged, " ".join(reply.words))


def test_every_reply_to_one_invitation_has_words_of_its_own(town: Town) -> None:
    text = joining.invite(town.register, "Uuno", AUDITOR)
    assert joining.join(text, NEWCOMER).words != joining.join(text, NEWCOMER).words


@pytest.mark.parametrize("text", ["", "Hello", "-----BEGIN SOMESEC INVITATION-----\nAAAA"])
def test_a_text_without_a_reply_is_told_so(town: Town, text: str) -> None:
    with pytest.raises((InputError, TamperedError)):
        joining.candidate(town.register, text)
    with pytest.raises((InputError, TamperedError)):
        joining.join(text, NEWCOMER)


def test_an_invitation_of_a_role_that_nobody_is_invited_to_is_refused(town: Town) -> None:
    for role in (RECOVERY, "owner"):
        with pytest.raises(InputError):
            joining.invite(town.register, "Uuno", role)
        forged = forge(town.register, role=role)
        with pytest.raises(TamperedError):
            joining.join(forged.to_text(), NEWCOMER)
        identity = Identity.generate()
        member = forged.member
        locked = lock(identity, NEWCOMER, forged.register, member, root=forged.root)
        with pytest.raises(InputError):
            joining.candidate(town.register, sign_reply(identity, forged, locked).to_text())


def forge(register: Register, **other: Any) -> Invitation:
    """An invitation that a coordinator's own program makes."""
    honest = read_invitation(joining.invite(register, "Uuno", AUDITOR))
    fields = {name: getattr(honest, name) for name in honest.__dataclass_fields__}
    del fields["signature"]
    return sign_invitation(register.identity, **(fields | other))


@pytest.mark.parametrize(
    "other",
    [
        {"name": ""},
        {"name": "Uuno\nThe words are: haju"},
        {"name": "Uuno  Testi"},
        {"name": "U" * 201},
        {"organisation": "Testilä\r\nKoela"},
        {"units": [InvitedUnit(b"u" * 16, "Kirjasto\u2028")]},
        {"expires": 2**62},
    ],
    ids=repr,
)
def test_an_invitation_that_cannot_be_shown_as_it_is_is_refused(
    town: Town, other: dict[str, Any]
) -> None:
    text = forge(town.register, **other).to_text()
    for read in (joining.invited, lambda text: joining.join(text, NEWCOMER)):
        with pytest.raises(TamperedError, match="tell your coordinator"):
            read(text)


def test_a_members_name_has_at_most_200_characters(town: Town) -> None:
    joining.invite(town.register, "U" * 200, AUDITOR)
    with pytest.raises(InputError, match="200"):
        joining.invite(town.register, "U" * 201, AUDITOR)


# Times, places and names


def test_an_invitation_is_good_for_two_weeks(town: Town) -> None:
    text = joining.invite(town.register, "Uuno", AUDITOR)
    with clock.frozen(clock.today() + timedelta(days=13)):
        reply = joining.join(text, NEWCOMER)
        candidate = joining.candidate(town.register, reply.reply)
    with clock.frozen(clock.today() + timedelta(days=15)):
        for late in (
            lambda: joining.join(text, NEWCOMER),
            lambda: joining.candidate(town.register, reply.reply),
            lambda: joining.accept(town.register, candidate, " ".join(reply.words)),
        ):
            with pytest.raises(InputError, match="expired"):
                late()


def test_a_reply_is_accepted_once(town: Town) -> None:
    reply = joined(town.register)
    candidate = joining.candidate(town.register, reply.reply)
    accept(town.register, reply)
    for again in (
        lambda: joining.candidate(town.register, reply.reply),
        lambda: joining.accept(town.register, candidate, " ".join(reply.words)),
    ):
        with pytest.raises(InputError, match="accepted before"):
            again()


def test_who_was_removed_does_not_come_back_with_the_old_reply(town: Town) -> None:
    reply = joined(town.register)
    members.remove(town.register, accept(town.register, reply))
    with pytest.raises(InputError, match="accepted before"):
        joining.candidate(town.register, reply.reply)


def test_of_two_coordinators_who_accept_the_same_reply_the_second_is_told(crew: Crew) -> None:
    aino, kaisa = crew.open(AINO), crew.open(KAISA)
    reply = joined(aino)
    kaisa.refresh()
    candidate = joining.candidate(kaisa, reply.reply)
    accept(aino, reply)
    with pytest.raises(InputError, match="accepted before"):
        joining.accept(kaisa, candidate, " ".join(reply.words))


def test_another_registers_reply_is_told_so(town: Town, new: New) -> None:
    reply = joined(new())
    with pytest.raises(InputError, match="another register"):
        joining.candidate(town.register, reply.reply)


def test_an_invitation_ends_with_the_coordinator_who_made_it(crew: Crew) -> None:
    aino, kaisa = crew.open(AINO), crew.open(KAISA)
    reply = joined(kaisa)
    aino.refresh()
    candidate = joining.candidate(aino, reply.reply)
    members.remove(aino, members.find(aino, KAISA))
    for late in (
        lambda: joining.candidate(aino, reply.reply),
        lambda: joining.accept(aino, candidate, " ".join(reply.words)),
    ):
        with pytest.raises(TamperedError, match="not made by a coordinator"):
            late()


def test_only_a_coordinators_invitation_counts(crew: Crew) -> None:
    aino, liisa = crew.open(AINO), crew.open(LIISA)
    with pytest.raises(LockedError):
        joining.invite(liisa, "Uuno", AUDITOR)
    honest = read_invitation(joining.invite(aino, "Uuno", COORDINATOR))
    fields = {
        name: getattr(honest, name)
        for name in honest.__dataclass_fields__
        if name not in ("inviter", "signature")
    }
    for inviter in (liisa.member.id, aino.member.id):
        forged = sign_invitation(liisa.identity, inviter=inviter.bytes, **fields)
        with pytest.raises(TamperedError):
            joining.candidate(aino, joining.join(forged.to_text(), NEWCOMER).reply)


@pytest.mark.parametrize("name", [TARMO, "tarmo", " TARMO ", "recovery kit"])
def test_a_name_is_one_members(crew: Crew, name: str) -> None:
    with pytest.raises(InputError, match="There is a member"):
        joining.invite(crew.open(AINO), name, AUDITOR)


def test_a_name_that_was_taken_meanwhile_is_told(town: Town) -> None:
    first, second = joined(town.register), joined(town.register)
    candidate = joining.candidate(town.register, second.reply)
    accept(town.register, first)
    with pytest.raises(InputError, match="There is a member"):
        joining.accept(town.register, candidate, " ".join(second.words))


def test_a_removed_members_name_is_free_again(town: Town) -> None:
    members.remove(town.register, accept(town.register, joined(town.register)))
    assert accept(town.register, joined(town.register)).name == "Uuno"
    assert verifying.verified(town.register).problems == ()


@pytest.mark.parametrize("name", ["", "  "])
def test_a_member_needs_a_name(town: Town, name: str) -> None:
    with pytest.raises(InputError):
        joining.invite(town.register, name, AUDITOR)


def test_units_are_for_unit_admins(town: Town) -> None:
    with pytest.raises(InputError):
        joining.invite(town.register, "Uuno", UNIT_ADMIN)
    with pytest.raises(InputError):
        joining.invite(town.register, "Uuno", AUDITOR, [units.find(town.register, LIBRARY)])


# The newcomer's own computer


def test_before_being_accepted_the_newcomer_opens_nothing(town: Town) -> None:
    joined(town.register)
    with pytest.raises(SomesecError):
        Register.open(town.place, NEWCOMER)


def test_the_newcomers_computer_knows_who_unlocks_there(town: Town, tmp_path: Path) -> None:
    device = Device(tmp_path / "computer")
    text = joining.invite(town.register, "Uuno", AUDITOR)
    reply = joining.join(text, NEWCOMER, device=device, with_device_secret=True)
    accept(town.register, reply)
    with Register.open(town.place, NEWCOMER, device=device) as own:
        assert own.member.name == "Uuno"
    with pytest.raises(LockedError):
        Register.open(town.place, NEWCOMER, device=Device(tmp_path / "another"))
    with pytest.raises(LockedError):
        Register.open(town.place, NEWCOMER, member=AINO, device=device)
    with Register.open(town.place, PASSPHRASE, member=AINO, device=device) as aino:
        assert aino.member.name == AINO
