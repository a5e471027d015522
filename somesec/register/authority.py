"""Who may do what, as the trail itself has established it.

The trail is replayed from its first entry, and each entry is held against the rights that its
signer had at that moment. So nobody becomes a member, hands on a key or writes to a unit's records
by rewriting what is stored."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from somesec.errors import LockedError, TamperedError
from somesec.language import _
from somesec.register.keys import CARD, SECRET
from somesec.register.places import GRANT, MEMBER, RECORD, grant_at, member_at, record_at
from somesec.register.roles import (
    AUDITOR,
    COORDINATOR,
    GONE,
    LEADING,
    RECOVERY,
    ROLES,
    UNIT_ADMIN,
)
from somesec.vault.identity import PublicIdentity, root_of
from somesec.vault.trail import GONE as NO_ROW
from somesec.vault.trail import Change, Entry, Standing

Key = tuple[bytes, int, str]
"""A scope's key: the scope, its epoch and its kind."""


class Authority:
    """The members and their rights up to the entry last taken.

    `root` is the fingerprint of the register: who its founder is (`root_of`)."""

    def __init__(self, register: UUID, root: bytes) -> None:
        self._register = register.bytes
        self._root = root
        self._standings: dict[bytes, Standing] = {}
        self._publics: dict[bytes, PublicIdentity] = {}
        self._joined: dict[bytes, int] = {}
        self._holders: defaultdict[Key, set[bytes]] = defaultdict(set)
        self._ever_held: defaultdict[Key, set[bytes]] = defaultdict(set)
        self._newest: dict[tuple[bytes, str], int] = {}
        self._kits: set[bytes] = set()

    # -- what is established ---------------------------------------------------------------------

    def standing(self, member: UUID) -> Standing | None:
        """What the member is now; None for one who never was any."""
        return self._standings.get(member.bytes)

    def active(self) -> list[Standing]:
        """Everybody who belongs to the register now, the recovery kit too."""
        return [standing for standing in self._standings.values() if standing.role != GONE]

    def public(self, member: bytes) -> PublicIdentity | None:
        """The public keys of a member of now or before; they never change."""
        return self._publics.get(member)

    def is_kit(self, member: bytes) -> bool:
        """Whether these are the keys of a recovery kit of now or before."""
        return member in self._kits

    def joined(self, member: bytes) -> int:
        """The sequence of the entry that made somebody a member; 0 for one who never was any."""
        return self._joined.get(member, 0)

    def holders(self, scope: UUID, kind: str) -> list[Standing]:
        """Who of the members of now holds the newest key of the kind."""
        held = self._holders[scope.bytes, self._newest.get((scope.bytes, kind), 0), kind]
        return [standing for standing in self.active() if standing.member in held]

    def newest(self, scope: UUID, kind: str) -> int:
        """The newest epoch of a scope's key; 0 for a scope that has none."""
        return self._newest.get((scope.bytes, kind), 0)

    def epochs_held(self, member: UUID, scope: UUID, kind: str) -> list[int]:
        """The epochs of the scope's key that are granted to the member now."""
        return sorted(
            epoch
            for (its_scope, epoch, its_kind), members in self._holders.items()
            if (its_scope, its_kind) == (scope.bytes, kind) and member.bytes in members
        )

    def scopes_held(self, member: UUID, kind: str) -> list[UUID]:
        """The scopes whose newest key of the kind is granted to the member."""
        return [
            UUID(bytes=scope)
            for (scope, its_kind), epoch in self._newest.items()
            if its_kind == kind and member.bytes in self._holders[scope, epoch, kind]
        ]

    def shut_to(self, member: UUID) -> list[UUID]:
        """The scopes whose secrets the member cannot open and somebody else can, a recovery kit not
        counted; the organisation, whose secret is the key to the fingerprints, is always one."""
        people = {standing.member for standing in self.active() if standing.role != RECOVERY}
        held = set(self.scopes_held(member, SECRET))
        return [
            UUID(bytes=scope)
            for (scope, kind), epoch in self._newest.items()
            if kind == SECRET
            and UUID(bytes=scope) not in held
            and (scope == self._register or self._holders[scope, epoch, kind] & people)
        ]

    def stale(self) -> Iterator[tuple[UUID, str]]:
        """The scopes and kinds whose newest key is known to somebody who holds it no more."""
        active = {standing.member for standing in self.active()}
        for (scope, kind), epoch in self._newest.items():
            key = (scope, epoch, kind)
            if self._ever_held[key] - (self._holders[key] & active):
                yield UUID(bytes=scope), kind

    # -- the next entry -------------------------------------------------------------------------

    def signer(self, entry: Entry) -> PublicIdentity:
        """The keys that the entry must be signed with.

        Raises TamperedError when who made it is no member at that point, or, for the first entry,
        not the founder of this register."""
        if entry.sequence == 1:
            return self._founder(entry)
        standing = self._standings.get(entry.member)
        if standing is None or standing.role == GONE:
            raise TamperedError(
                _("Entry {sequence} of the trail was made by somebody who is no member.").format(
                    sequence=entry.sequence
                )
            )
        return self._publics[entry.member]

    def _founder(self, entry: Entry) -> PublicIdentity:
        for standing in entry.standings:
            if (standing.member, standing.role) == (entry.member, COORDINATOR):
                if root_of(self._register, standing.public) != self._root:
                    break
                return PublicIdentity.from_bytes(standing.public)
        raise TamperedError(
            _(
                "This is not the register that you belong to: it was founded by somebody else. "
                "Ask your coordinator where the right one is."
            )
        )

    def require_rights(self, entry: Entry) -> None:
        """Passes when the entry is within its signer's rights.

        Raises LockedError when it is not, in words for the one who asks for it."""
        if entry.sequence == 1:
            return
        signer = self._standings[entry.member]
        becoming = self._standings | {standing.member: standing for standing in entry.standings}
        for standing in entry.standings:
            self._require_right_to_appoint(signer, standing, becoming)
        for change in entry.changes:
            self._require_right_to_change(signer, change, becoming)
        self._require_keys_handed_down(entry, becoming)

    def _require_right_to_appoint(
        self, signer: Standing, standing: Standing, becoming: dict[bytes, Standing]
    ) -> None:
        if signer.role not in LEADING:
            raise LockedError(_("Only a coordinator decides who belongs to the register."))
        if standing.role not in (*ROLES, RECOVERY, GONE):
            raise LockedError(_("There is no such role."))
        known = self._standings.get(standing.member)
        is_kit = RECOVERY in (standing.role, known.role if known else "")
        if is_kit:
            self._require_right_to_kit(signer, becoming)
            if known is not None and (known.role, standing.role) != (RECOVERY, GONE):
                raise LockedError(_("A recovery kit and a member never become each other."))
        if known is not None and (known.public != standing.public or known.role == GONE):
            raise LockedError(
                _("A member's keys never change, and who was removed comes back by invitation.")
            )

    def _require_right_to_kit(self, signer: Standing, becoming: dict[bytes, Standing]) -> None:
        """Whoever makes a kit has seen its key, and every unit made from then on grants it its
        secrets: so nobody makes one who could not open every password without it."""
        if signer.role != RECOVERY and self.shut_to(UUID(bytes=signer.member)):
            raise LockedError(
                _("Only who can open the passwords of every unit makes a new recovery kit.")
            )
        if [standing.role for standing in becoming.values()].count(RECOVERY) != 1:
            raise LockedError(_("A new recovery kit takes the place of the one before."))

    def _require_right_to_change(
        self, signer: Standing, change: Change, becoming: dict[bytes, Standing]
    ) -> None:
        if change.table == RECORD:
            if signer.role not in LEADING:
                self._require_right_to_records(signer, *record_at(change.key))
        elif change.table == GRANT:
            scope, epoch, kind, member = grant_at(change.key)
            if change.digest == NO_ROW:
                self._require_right_to_take_back(signer, scope, kind, member)
            else:
                self._require_right_to_give(signer, (scope, epoch, kind))
                role = becoming.get(member, _NOBODY).role
                if role == GONE:
                    raise LockedError(_("Keys are granted to members only."))
                if (role, kind) == (AUDITOR, SECRET):
                    raise LockedError(
                        _("Auditors open no passwords. Grant them the accounts alone.")
                    )
                if member in self._holders[scope, epoch, kind]:
                    raise LockedError(_("A key that was granted is never put in another's place."))
        elif change.table == MEMBER and change.digest != NO_ROW:
            if member_at(change.key) != signer.member and signer.role not in LEADING:
                raise LockedError(_("Only a coordinator changes what others are."))
        else:
            raise LockedError(_("Members and the register's own row are never deleted or made."))

    def _require_right_to_records(
        self, signer: Standing, record: bytes, part: str, scope: bytes
    ) -> None:
        if signer.role != UNIT_ADMIN:
            raise LockedError(_("Auditors read and change nothing. Ask a coordinator."))
        is_unit = (record, CARD) in self._newest
        # The key to the fingerprints, which every unit admin holds and puts under a new key.
        is_common_secret = (record, part) == (self._register, SECRET)
        if is_unit and not is_common_secret and record not in signer.units:
            raise LockedError(
                _("Only a coordinator makes units, and changes the organisation or other units.")
            )
        if scope != self._register and scope not in signer.units:
            raise LockedError(_("You may change the records of your own units only."))

    def _require_right_to_give(self, signer: Standing, key: Key) -> None:
        scope, epoch, kind = key
        newest = self._newest.get((scope, kind), 0)
        if epoch <= newest:
            if signer.role == AUDITOR or signer.member not in self._holders[key]:
                raise LockedError(
                    _("Only coordinators and unit admins who hold a key hand it on to others.")
                )
        elif epoch != newest + 1:
            raise LockedError(_("A scope's keys are made one epoch after the other."))
        elif newest and kind == SECRET:
            if signer.role == AUDITOR or signer.member not in self._holders[scope, newest, kind]:
                raise LockedError(
                    _("Only who can open a unit's secrets can put them under a new key.")
                )
        elif signer.role not in LEADING:
            raise LockedError(_("Only a coordinator makes units and new keys for them."))

    def _require_keys_handed_down(self, entry: Entry, becoming: dict[bytes, Standing]) -> None:
        """Nobody is left behind with the old key when a scope gets a new one."""
        given: defaultdict[Key, set[bytes]] = defaultdict(set)
        taken: defaultdict[Key, set[bytes]] = defaultdict(set)
        for change in entry.changes:
            if change.table == GRANT:
                scope, epoch, kind, member = grant_at(change.key)
                (taken if change.digest == NO_ROW else given)[scope, epoch, kind].add(member)
        for (scope, epoch, kind), heirs in given.items():
            before = (scope, epoch - 1, kind)
            if epoch <= self._newest.get((scope, kind), 0):
                continue
            left = self._holders[before] - taken[before] - heirs
            if any(becoming.get(member, _NOBODY).role != GONE for member in left):
                raise LockedError(_("A new key goes to everybody who holds the one before."))

    def _require_right_to_take_back(
        self, signer: Standing, scope: bytes, kind: str, member: bytes
    ) -> None:
        if signer.role in LEADING or signer.member == member:
            return
        holder = self._standings.get(member, _NOBODY)
        # Coordinators and auditors read every unit's cards, and the recovery kit opens everything.
        is_within_reach = holder.role == UNIT_ADMIN or (kind == SECRET and holder.role != RECOVERY)
        if signer.role != UNIT_ADMIN or scope not in signer.units or not is_within_reach:
            raise LockedError(_("Only coordinators and the unit's admins take keys back."))

    def take(self, entry: Entry) -> None:
        """Establishes what the entry says."""
        for standing in entry.standings:
            if standing.member not in self._publics:
                self._publics[standing.member] = PublicIdentity.from_bytes(standing.public)
                self._joined[standing.member] = entry.sequence
            self._standings[standing.member] = standing
            if standing.role == RECOVERY:
                self._kits.add(standing.member)
        for change in entry.changes:
            if change.table != GRANT:
                continue
            scope, epoch, kind, member = grant_at(change.key)
            key = (scope, epoch, kind)
            if change.digest == NO_ROW:
                self._holders[key].discard(member)
                continue
            self._holders[key].add(member)
            # Whoever hands on a key has it, even one who keeps no grant of it.
            self._ever_held[key] |= {member, entry.member}
            self._newest[scope, kind] = max(epoch, self._newest.get((scope, kind), 0))


_NOBODY = Standing(member=b"", role=GONE, public=b"", named=b"")
