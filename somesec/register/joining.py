"""How somebody becomes a member: invited, joining on their own machine, accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from somesec import clock
from somesec.device import Device
from somesec.errors import InputError, LockedError, TamperedError
from somesec.language import _
from somesec.model import Unit
from somesec.register.change import Change
from somesec.register.keys import CARD, SECRET
from somesec.register.means import Means
from somesec.register.members import refuse_name
from somesec.register.membership import LONGEST_NAME, MemberCard, member_name
from somesec.register.roles import LEADING, ROLES, UNIT_ADMIN
from somesec.register.session import Member, Register
from somesec.vault.cost import require_support
from somesec.vault.identity import Identity
from somesec.vault.invitation import (
    Invitation,
    InvitedUnit,
    Reply,
    read_invitation,
    read_reply,
    sign_invitation,
    sign_reply,
    verify_invitation,
)
from somesec.vault.trail import LAST_MOMENT, Standing
from somesec.vault.words import same_words, words_of

VALID = timedelta(days=14)
"""How long an invitation can be accepted."""


@dataclass(frozen=True)
class Invited:
    """What an invitation says, before anybody vouches for it: who is invited to what, until which
    day, and the words that stand for the register."""

    organisation: str
    name: str
    role: str
    units: tuple[str, ...]
    last_day: date
    register_words: tuple[str, ...]


@dataclass(frozen=True)
class Joined:
    """What joining gave: the reply to send back, the words to read aloud to the coordinator, and
    what the invitation says."""

    reply: str
    words: tuple[str, ...]
    organisation: str
    name: str
    register_words: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A reply that was checked: who wants to become what, and the words that the newcomer must read
    aloud from their own screen."""

    reply: Reply
    name: str
    role: str
    units: tuple[str, ...]
    words: tuple[str, ...]

    def has_words(self, spoken: str) -> bool:
        """Whether the newcomer read these words, however they are written."""
        return same_words(spoken, self.reply.digest())


def invite(register: Register, name: str, role: str, units: Sequence[Unit] = ()) -> str:
    """An invitation as a text to send.

    Raises InputError for a name that a member has, an unknown role, or a unit admin without units
    or another with some; LockedError for who is no coordinator."""
    name = member_name(name)
    _refuse_role(role, units)
    if register.member.role not in LEADING:
        raise LockedError(_("Only a coordinator decides who belongs to the register."))
    refuse_name(register, name)
    invitation = sign_invitation(
        register.identity,
        register=register.id.bytes,
        root=register.root,
        organisation=register.records.organisation.name,
        member=uuid4().bytes,
        name=name,
        role=role,
        units=[InvitedUnit(unit.id.bytes, unit.name) for unit in units],
        inviter=register.member.id.bytes,
        expires=int((clock.now() + VALID).timestamp()),
    )
    with register.change("member-invited", name):
        pass
    return invitation.to_text()


def _refuse_role(role: str, units: Sequence[Unit | InvitedUnit]) -> None:
    if role not in ROLES:
        raise InputError(
            _("There is no role '{role}'. It is one of: {roles}.").format(
                role=role, roles=", ".join(ROLES)
            )
        )
    if role == UNIT_ADMIN and not units:
        raise InputError(_("Say which units the unit admin looks after: --unit UNIT."))
    if role != UNIT_ADMIN and units:
        raise InputError(_("Only a unit admin is invited to units; others see all of them."))


def _read(text: str) -> Invitation:
    """The invitation in a text, in a form that can be shown and accepted.

    Raises as `invited` does."""
    invitation = read_invitation(text)
    names = (invitation.organisation, invitation.name, *(unit.name for unit in invitation.units))
    is_sound = (
        all(name and name == " ".join(name.split()) for name in names)
        and len(invitation.name) <= LONGEST_NAME
        and invitation.role in ROLES
        and invitation.expires <= LAST_MOMENT
    )
    if not is_sound:
        raise TamperedError(
            _("The invitation says what none says. Do not join; tell your coordinator.")
        )
    _refuse_expired(invitation)
    return invitation


def invited(text: str) -> Invited:
    """What the invitation in a text says.

    Raises InputError for a text without one or one that has expired, TamperedError for a damaged
    one."""
    invitation = _read(text)
    return Invited(
        organisation=invitation.organisation,
        name=invitation.name,
        role=invitation.role,
        units=tuple(unit.name for unit in invitation.units),
        last_day=datetime.fromtimestamp(invitation.expires, UTC).astimezone().date(),
        register_words=words_of(invitation.root),
    )


def join(
    text: str,
    passphrase: str,
    *,
    key_file: Path | None = None,
    device: Device | None = None,
    with_device_secret: bool = False,
) -> Joined:
    """Makes the newcomer's keys, locked under their own passphrase, and the reply to the
    invitation. The device remembers the member, and keeps a secret that the keys need besides when
    that is asked for.

    Raises InputError for a text without an invitation, TamperedError for a damaged one, and
    InputError for one that has expired."""
    require_support()
    invitation = _read(text)
    register, member = UUID(bytes=invitation.register), UUID(bytes=invitation.member)
    identity = Identity.generate()
    means = Means(passphrase, key_file, device)
    locked = means.lock(
        identity, register, member, invitation.root, with_device_secret=with_device_secret
    )
    reply = sign_reply(identity, invitation, locked)
    if device is not None:
        device.remember_member(register, member, invitation.name)
    return Joined(
        reply=reply.to_text(),
        words=words_of(reply.digest()),
        organisation=invitation.organisation,
        name=invitation.name,
        register_words=words_of(invitation.root),
    )


def candidate(register: Register, text: str) -> Candidate:
    """Who a reply is from, once everything but the words has been checked.

    Raises InputError for a text without a reply, one that has expired or was accepted before,
    TamperedError for one that was changed or answers no coordinator's invitation."""
    reply = read_reply(text)
    invitation = reply.invitation
    _require_acceptable(register, invitation)
    return Candidate(
        reply=reply,
        name=invitation.name,
        role=invitation.role,
        units=tuple(unit.name for unit in invitation.units),
        words=words_of(reply.digest()),
    )


def _require_acceptable(register: Register, invitation: Invitation) -> None:
    _refuse_expired(invitation)
    if (invitation.register, invitation.root) != (register.id.bytes, register.root):
        raise InputError(_("The reply is to an invitation to another register."))
    inviter = register.authority.standing(UUID(bytes=invitation.inviter))
    public = register.authority.public(invitation.inviter)
    if inviter is None or public is None or inviter.role not in LEADING:
        raise TamperedError(
            _("The invitation was not made by a coordinator of this register. Make a new one.")
        )
    verify_invitation(invitation, public)
    _refuse_role(invitation.role, invitation.units)
    if register.authority.standing(UUID(bytes=invitation.member)) is not None:
        raise InputError(
            _(
                "The reply was accepted before. To let {name} in anew, make a new invitation."
            ).format(name=invitation.name)
        )
    refuse_name(register, invitation.name)


def _refuse_expired(invitation: Invitation) -> None:
    if invitation.has_expired(int(clock.now().timestamp())):
        raise InputError(
            _("The invitation of {name} has expired. Ask the coordinator for a new one.").format(
                name=invitation.name
            )
        )


def accept(register: Register, candidate_: Candidate, spoken: str) -> Member:
    """Makes the newcomer a member, with the keys of the role. `spoken` are the words as the
    newcomer read them from their own screen.

    Raises InputError when they are other words: then somebody changed the reply on its way; and as
    `candidate` does, for what changed in the register meanwhile."""
    reply = candidate_.reply
    if not candidate_.has_words(spoken):
        raise InputError(
            _(
                "The words differ, so the reply is not what {name} sent. Do not accept it; let "
                "{name} read the words again, and else make a new invitation."
            ).format(name=candidate_.name)
        )
    invitation = reply.invitation
    member = UUID(bytes=invitation.member)
    units = tuple(unit.id for unit in invitation.units)
    card = MemberCard(id=member, name=invitation.name)
    standing = Standing(
        invitation.member, invitation.role, reply.public.to_bytes(), card.named, units
    )
    with register.change("member-accepted", invitation.name, member) as change:
        # Asked again, of the register as it is now: the inviter may be no coordinator any more.
        _require_acceptable(register, invitation)
        change.stand(standing)
        change.put_member(card, reply.locked)
        _give_keys_of_role(register, change, standing)
    return next(known for known in register.members() if known.id == member)


def _give_keys_of_role(register: Register, change: Change, standing: Standing) -> None:
    """What the role reads, and of a unit admin's units the secrets, as far as this member holds
    them."""
    member = UUID(bytes=standing.member)
    everything = [register.id, *register.records.units]
    scopes = (
        [register.id, *(UUID(bytes=unit) for unit in standing.units)]
        if standing.role == UNIT_ADMIN
        else everything
    )
    for scope in scopes:
        change.give(member, scope, CARD)
        if standing.role == UNIT_ADMIN and register.holds(scope, SECRET):
            change.give(member, scope, SECRET)
