"""The way back when a passphrase, a computer or a coordinator is lost: the recovery kit."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

from somesec.device import Device
from somesec.errors import InputError, LockedError
from somesec.language import _, collation
from somesec.model import Account, Unit
from somesec.register import members
from somesec.register.change import Change
from somesec.register.keys import CARD, SECRET
from somesec.register.means import Means
from somesec.register.membership import MemberCard, member_name
from somesec.register.place import Place, Server
from somesec.register.recovery_kit import RecoveryKit, new_kit
from somesec.register.resolve import same
from somesec.register.roles import COORDINATOR, LEADING, RECOVERY
from somesec.register.session import Member, Register
from somesec.vault.identity import Identity
from somesec.vault.recovery import GROUP_LENGTH, GROUPS, from_text
from somesec.vault.trail import Standing
from somesec.vault.words import words_in

KIT_EXPOSED = "kit-exposed"
"""The reason of a rotation that is due since somebody else may have a recovery kit's page."""


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


def renew(
    register: Register, *, is_exposed: bool = False, by_force: bool = False
) -> tuple[RecoveryKit, list[Account]]:
    """A new kit in the place of the one before, whose key is lost: that opens nothing from now on.
    Where it `is_exposed`, as somebody else may have its page, the passwords it could open are due
    for rotation; gives those accounts.

    Whoever makes a kit has seen its key. So only a coordinator makes one who opens the passwords of
    every unit anyway, and none gains a password by it.

    Raises LockedError for anybody else; InputError where nobody but the kit before opens a unit's
    passwords and it is not `by_force`, as the new one could not."""
    with register.change("recovery-renewed") as change:
        require_right_to_renew(register)
        lost = opened_by_kit_alone(register)
        if lost and not by_force:
            raise InputError(
                _(
                    "Nobody but the kit so far opens the passwords of {units}, and a new one could "
                    "not. Look for the old page once more, or repeat with --force to give them up."
                ).format(units=_names(lost))
            )
        opened = _opened_by_kit(register) if is_exposed else ()
        due = members.make_due(register, change, opened, KIT_EXPOSED)
        kit = _renew_kit(register, change)
    return kit, due


def require_right_to_renew(register: Register) -> None:
    """Raises LockedError for a member who makes no kit, with what to do."""
    if register.member.role not in LEADING:
        raise LockedError(_("Only a coordinator makes a new recovery kit."))
    shut = register.authority.shut_to(register.member.id)
    units = [register.records.units[scope] for scope in shut if scope in register.records.units]
    if units:
        raise LockedError(
            _(
                "Whoever makes a recovery kit sees its key, which opens everything. So only who "
                "opens the passwords of every unit makes one, and those of {units} you do not. "
                "Have them granted to you first; afterwards you can step back."
            ).format(units=_names(units))
        )
    if shut:
        raise LockedError(
            _(
                "You open the passwords of every unit, but lack the key to their fingerprints. Let "
                "a unit admin grant you their unit once more."
            )
        )


def opened_by_kit_alone(register: Register) -> list[Unit]:
    """The units whose passwords no member opens, by name."""
    authority = register.authority
    return sorted(
        (
            unit
            for unit in register.records.units.values()
            if all(holder.role == RECOVERY for holder in authority.holders(unit.id, SECRET))
        ),
        key=lambda unit: collation(unit.name),
    )


def shut_to_kit(register: Register) -> list[Unit]:
    """The units whose passwords the kit cannot open, by name."""
    opened = _opened_by_kit(register)
    shut = [unit for unit in register.records.units.values() if unit.id not in opened]
    return sorted(shut, key=lambda unit: collation(unit.name))


def _renew_kit(register: Register, change: Change) -> RecoveryKit:
    kit, card, standing = new_kit(register.records.organisation.name, register.id, register.root)
    change.stand(standing)
    change.put_member(card, b"")
    _give_everything(register, change, card.id)
    for before in _kits(register):
        members.end(register, change, before)
    return kit


def _give_everything(register: Register, change: Change, member: UUID) -> None:
    for scope in (register.id, *register.records.units):
        for kind in (CARD, SECRET):
            if register.holds(scope, kind):
                change.give(member, scope, kind)


def _opened_by_kit(register: Register) -> set[UUID]:
    authority = register.authority
    return {scope for kit in _kits(register) for scope in authority.scopes_held(kit.id, SECRET)}


def _kits(register: Register) -> list[Member]:
    return [member for member in register.members() if member.role == RECOVERY]


def _kit_card(register: Register) -> MemberCard:
    for kit in _kits(register):
        return register.member_card(kit.id)
    raise InputError(_("The register has no recovery kit."))


def _names(units: Iterable[Unit]) -> str:
    return ", ".join(unit.name for unit in units)
