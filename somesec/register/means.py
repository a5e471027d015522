"""What a member unlocks with: a passphrase and, where it is so, a key file or a secret that only
this computer keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from somesec.device import Device
from somesec.errors import InputError, LockedError, TamperedError
from somesec.language import _
from somesec.reasons import reason_of
from somesec.register.contents import Snapshot
from somesec.register.places import MEMBER, digest_of, place_of
from somesec.store.rows import MemberRow, TrailRow
from somesec.vault.cost import Cost
from somesec.vault.identity import Identity
from somesec.vault.passphrase import Unlocked, lock, needs_device_secret, unlock
from somesec.vault.trail import changes_from_bytes

MOST_TRIED = 32
"""Locked keys that a passphrase is tried on: each takes about a second, and a tampered file may
hold any number of them."""


@dataclass(frozen=True, repr=False)
class Means:
    """A passphrase and what is needed besides it."""

    passphrase: str
    key_file: Path | None = None
    device: Device | None = None

    def lock(
        self,
        identity: Identity,
        register: UUID,
        member: UUID,
        root: bytes,
        cost: Cost | None = None,
        *,
        with_device_secret: bool = False,
    ) -> bytes:
        """The member's keys, locked; `with_device_secret` so that only this computer opens them,
        which keeps a secret for it from then on.

        Raises InputError for an empty passphrase or a key file that cannot be read."""
        if not self.passphrase:
            raise InputError(_("The passphrase is empty. Choose at least four random words."))
        secret = None
        if with_device_secret and self.device is not None:
            secret = self.device.new_secret(register, member)
        return lock(
            identity,
            self.passphrase,
            register.bytes,
            member.bytes,
            root=root,
            cost=cost,
            key_file=_content(self.key_file),
            device_secret=secret,
        )

    def unlock(self, row: MemberRow, register: UUID) -> Unlocked:
        """The keys of one member.

        Raises LockedError or TamperedError when they do not open."""
        secret = None
        if self.device is not None and needs_device_secret(row.locked):
            secret = self.device.secret(register, UUID(bytes=row.id))
        return unlock(
            row.locked,
            self.passphrase,
            register.bytes,
            row.id,
            key_file=_content(self.key_file),
            device_secret=secret,
        )

    def unlock_one(self, snapshot: Snapshot, name: str) -> tuple[MemberRow, Unlocked]:
        """The member whose keys it opens: who has that name on this computer, or without a name one
        of those who were here, the last one first. Where this computer knows none of them, the
        founder is tried first and then the rest.

        Raises LockedError or TamperedError when it opens none."""
        register = UUID(bytes=snapshot.register.id)
        founder = snapshot.trail[0].member if snapshot.trail else b""
        known = self._known(register, name)
        rows = [row for row in snapshot.members if row.id in known]
        # A member who was replaced has left their name on this computer.
        if not any(row.locked for row in rows):
            rows = list(snapshot.members)
        rows.sort(key=lambda row: (_place_in(known, row.id), row.id != founder))
        locked = [row for row in rows if row.locked]
        refusals: list[LockedError | TamperedError] = []
        for row in locked[:MOST_TRIED]:
            try:
                return row, self.unlock(row, register)
            except (LockedError, TamperedError) as error:
                refusals.append(error)
        _refuse_altered(rows, snapshot.trail)
        if any(row.id in known and not row.locked for row in snapshot.members):
            raise LockedError(
                _(
                    "This opens no member's keys, and who used the register on this computer "
                    "before is no member any more. Ask a coordinator."
                )
            )
        for refusal in sorted(refusals, key=lambda error: isinstance(error, LockedError)):
            if len(rows) < len(snapshot.members) and not name:
                raise _somebody_else(refusal)
            raise refusal
        raise TamperedError(_("No member's keys are left in the register. Restore a backup."))

    def _known(self, register: UUID, name: str) -> list[bytes]:
        """Whom this computer knows of those who can be meant, the last one here first."""
        if self.device is None:
            return []
        if name:
            named = self.device.member_named(register, name)
            return [named.bytes] if named else []
        return [member.bytes for member in self.device.members(register)]


def _somebody_else(refusal: LockedError | TamperedError) -> LockedError | TamperedError:
    hint = _(
        "Whoever has not used the register on this computer before says who they are: --member "
        "NAME, or F4 in the screens."
    )
    return type(refusal)(f"{refusal} {hint}")


def _place_in(known: list[bytes], member: bytes) -> int:
    return known.index(member) if member in known else len(known)


def _refuse_altered(rows: Iterable[MemberRow], trail: Iterable[TrailRow]) -> None:
    """Passes when every member's row is as the trail says. That nobody has unlocked yet, so that
    whoever rewrote the trail too is not found out by it; but damage is not taken for a slip.

    Raises TamperedError when not."""
    said = {
        change.key: change.digest
        for entry in trail
        for change in changes_from_bytes(entry.changes)
        if change.table == MEMBER
    }
    for row in rows:
        place = place_of(row)
        if said.get(place[1]) != digest_of(row, place):
            raise TamperedError(
                _(
                    "The locked keys of a member were altered, so it may be that the passphrase is "
                    "right and opens nothing. Restore a backup."
                )
            )


def _content(key_file: Path | None) -> bytes | None:
    if key_file is None:
        return None
    try:
        return key_file.read_bytes()
    except OSError as error:
        raise InputError(
            _("The key file {path} cannot be read: {reason}.").format(
                path=key_file, reason=reason_of(error)
            )
        ) from error
