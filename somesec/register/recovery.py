"""The way back when a passphrase, a computer or a coordinator is lost: the recovery kit."""

from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

from somesec.device import Device
from somesec.errors import InputError, LockedError
from somesec.language import _
from somesec.register import members
from somesec.register.change import Change
from somesec.register.keys import CARD, SECRET
from somesec.register.means import Means
from somesec.register.membership import MemberCard, member_name
from somesec.register.place import Place, Server
from somesec.register.recovery_kit import RecoveryKit, new_kit
from somesec.register.resolve import same
from somesec.register.roles import COORDINATOR, RECOVERY
from somesec.register.session import Member, Register
from somesec.vault.identity import Identity
from somesec.vault.recovery import GROUP_LENGTH, GROUPS, from_text
from somesec.vault.trail import Standing
from somesec.vault.words import words_in


def groups_asked(register: Register) -> tuple[int, ...]:
    """The numbers, from 1, of the kit's groups that a rehearsal asks for."""
    rehearsal = _kit_card(register).rehearsal
    return rehearsal.groups if rehearsal else ()


def rehearse(register: Register, text: str) -> None:
    """Notes that the kit was at hand and readable: `text` is the groups asked for, or all of it.

    Raises InputError for a slip in typing, LockedError when it is another kit's."""
    card = _kit_card(register)
    if len("".join(text.split())) > 5 * len(groups_asked(register)) + 9:
        public = Identity.from_seed(from_text(text)).public
        standing = register.authority.standing(card.id)
        is_it = standing is not None and standing.public == public.to_bytes()
    else:
        is_it = card.rehearsal is not None and card.rehearsal.matches(text)
    if not is_it:
        raise LockedError(
            _("This is not the key of the register's kit. Look for the page with its newest kit.")
        )
    with register.change("recovery-rehearsed", subject=card.id):
        pass


def key_on(page: str) -> str:
    """The recovery key on a kit's page; a text without one stays as it is, since it may be the key
    in another form, or some groups of it."""
    signs, found = page.split(), ""
    for start in range(len(signs) - GROUPS + 1):
        groups = signs[start : start + GROUPS]
        if all(len(group) == GROUP_LENGTH and group.isalnum() for group in groups):
            found = " ".join(groups)
            with suppress(InputError):
                from_text(found)
                break
    return found or page


def words_on(page: str) -> tuple[str, ...]:
    """The register's words on a kit's page; none on one that has just the key."""
    return words_in(page)


def open_with_kit(place: Place, text: str) -> Register:
    """The register, opened with the key on the kit's page. Compare its `fingerprint` with the page.

    Raises InputError for a slip in typing, LockedError when the key is of another register."""
    return Register.open_with_kit(place, text)


def use(
    register: Register,
    *,
    member: str,
    passphrase: str,
    key_file: Path | None = None,
    device: Device | None = None,
    renews_kit: bool = False,
) -> tuple[Member, RecoveryKit | None]:
    """Makes a coordinator with every key, in a register opened with the kit. A member of the same
    name is replaced: whoever finds their old keys opens nothing from now on. With `renews_kit` a
    new kit takes the place of the one in use.

    Raises InputError for an empty name or passphrase, LockedError in a register that was not opened
    with the kit."""
    if register.member.role != RECOVERY:
        raise LockedError(_("Open the register with its recovery kit first."))
    id_, name, identity = uuid4(), member_name(member), Identity.generate()
    locked = Means(passphrase, key_file, device).lock(
        identity,
        register.id,
        id_,
        register.root,
        with_device_secret=device is not None and isinstance(register.place, Server),
    )
    kit, card = None, MemberCard(id=id_, name=name)
    with register.change("recovery-used", name, id_) as change:
        replaced = [known for known in register.members() if same(known.name) == same(name)]
        if any(known.role == RECOVERY for known in replaced):
            raise InputError(_("A member cannot have the recovery kit's name."))
        for known in replaced:
            members.end(register, change, known)
        public = identity.public.to_bytes()
        change.stand(Standing(id_.bytes, COORDINATOR, public, card.named))
        change.put_member(card, locked)
        _give_everything(register, change, id_)
        if renews_kit:
            kit = _renew_kit(register, change)
    if device is not None:
        device.remember_member(register.id, id_, name)
    return next(known for known in register.members() if known.id == id_), kit


def _renew_kit(register: Register, change: Change) -> RecoveryKit:
    kit, card, standing = new_kit(register.records.organisation.name, register.id, register.root)
    change.stand(standing)
    change.put_member(card, b"")
    _give_everything(register, change, card.id)
    members.end(register, change, register.member)
    return kit


def _give_everything(register: Register, change: Change, member: UUID) -> None:
    for scope in (register.id, *register.records.units):
        for kind in (CARD, SECRET):
            change.give(member, scope, kind)


def _kit_card(register: Register) -> MemberCard:
    for member in register.members():
        if member.role == RECOVERY:
            return register.member_card(member.id)
    raise InputError(_("The register has no recovery kit."))
