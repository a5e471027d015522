"""What a member unlocks with: a passphrase, and where it is so a key file."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from somesec.errors import InputError, LockedError, TamperedError
from somesec.language import _
from somesec.register.contents import Snapshot
from somesec.store.rows import MemberRow
from somesec.vault.cost import Cost
from somesec.vault.identity import Identity
from somesec.vault.passphrase import Unlocked, lock, unlock

MOST_TRIED = 32
"""Locked keys that a passphrase is tried on: each takes about a second, and a tampered file may
hold any number of them."""


@dataclass(frozen=True, repr=False)
class Means:
    """A passphrase and what is needed besides it."""

    passphrase: str
    key_file: Path | None = None

    def lock(
        self,
        identity: Identity,
        register: UUID,
        member: UUID,
        root: bytes,
        cost: Cost | None = None,
    ) -> bytes:
        """The member's keys, locked.

        Raises InputError for an empty passphrase or a key file that cannot be read."""
        if not self.passphrase:
            raise InputError(_("The passphrase is empty. Choose at least four random words."))
        return lock(
            identity,
            self.passphrase,
            register.bytes,
            member.bytes,
            root=root,
            cost=cost,
            key_file=_content(self.key_file),
        )

    def unlock(self, row: MemberRow, register: UUID) -> Unlocked:
        """The keys of one member.

        Raises LockedError or TamperedError when they do not open."""
        return unlock(
            row.locked,
            self.passphrase,
            register.bytes,
            row.id,
            key_file=_content(self.key_file),
        )

    def unlock_one(self, snapshot: Snapshot) -> tuple[MemberRow, Unlocked]:
        """The member whose keys it opens, the founder tried first.

        Raises LockedError or TamperedError when it opens none."""
        founder = snapshot.trail[0].member if snapshot.trail else b""
        locked = sorted(
            (row for row in snapshot.members if row.locked), key=lambda r: r.id != founder
        )
        refusals: list[LockedError | TamperedError] = []
        for row in locked[:MOST_TRIED]:
            try:
                return row, self.unlock(row, UUID(bytes=snapshot.register.id))
            except (LockedError, TamperedError) as error:
                refusals.append(error)
        for refusal in sorted(refusals, key=lambda error: isinstance(error, TamperedError)):
            raise refusal
        raise TamperedError(_("No member's keys are left in the register. Restore a backup."))


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
