"""What a member unlocks with: a passphrase and, where it is so, a key file or a secret that only
this computer keeps."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from somesec.device import Device
from somesec.errors import InputError, LockedError, TamperedError
from somesec.language import _
from somesec.register.contents import Snapshot
from somesec.store.rows import MemberRow
from somesec.vault.cost import Cost
from somesec.vault.identity import Identity
from somesec.vault.passphrase import Unlocked, lock, needs_device_secret, unlock

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
        """The member whose keys it opens. Tried first is who has that name on this computer, or
        without a name who was here last, then the founder, then the rest; one of that name alone
        where the name is known here.

        Raises LockedError or TamperedError when it opens none."""
        register = UUID(bytes=snapshot.register.id)
        first, named = self._expected(register, name)
        founder = snapshot.trail[0].member if snapshot.trail else b""
        locked = [row for row in snapshot.members if row.locked]
        # A member who was replaced has left their name on this computer.
        if any(row.id == named for row in locked):
            locked = [row for row in locked if row.id == named]
        locked.sort(key=lambda row: (row.id != first, row.id != founder))
        refusals: list[LockedError | TamperedError] = []
        for row in locked[:MOST_TRIED]:
            try:
                return row, self.unlock(row, register)
            except (LockedError, TamperedError) as error:
                refusals.append(error)
        expected = (first, named)
        if any(row.id in expected and not row.locked for row in snapshot.members):
            raise LockedError(
                _(
                    "This opens no member's keys, and who used the register on this computer "
                    "before is no member any more. Ask a coordinator."
                )
            )
        for refusal in sorted(refusals, key=lambda error: isinstance(error, TamperedError)):
            raise refusal
        raise TamperedError(_("No member's keys are left in the register. Restore a backup."))

    def _expected(self, register: UUID, name: str) -> tuple[bytes | None, bytes | None]:
        """Who is likely to unlock, and who alone can be meant, as far as this computer knows."""
        if self.device is None:
            return None, None
        if name:
            named = self.device.member_named(register, name)
            return None, named.bytes if named else None
        last = self.device.last_member(register)
        return last.bytes if last else None, None


def _content(key_file: Path | None) -> bytes | None:
    if key_file is None:
        return None
    try:
        return key_file.read_bytes()
    except OSError as error:
        raise InputError(
            _("The key file {path} cannot be read: {reason}.").format(
                path=key_file, reason=error.strerror
            )
        ) from error
