"""The scope keys that an unlocked member holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from somesec.errors import LockedError
from somesec.language import _
from somesec.vault.keys import new_key

CARD, SECRET = "card", "secret"


@dataclass(frozen=True)
class ScopeKey:
    """A scope's key of one epoch; `kind` is CARD or SECRET, `key` 32 bytes."""

    scope: UUID
    epoch: int
    kind: str
    key: bytes

    @classmethod
    def new(cls, scope: UUID, epoch: int, kind: str) -> Self:
        """A random key."""
        return cls(scope, epoch, kind, new_key())

    def __repr__(self) -> str:
        return f"ScopeKey(scope={self.scope}, epoch={self.epoch}, kind={self.kind!r})"


def new_scope(scope: UUID) -> tuple[ScopeKey, ScopeKey]:
    """The card key and the secret key of a scope's first epoch."""
    return ScopeKey.new(scope, 1, CARD), ScopeKey.new(scope, 1, SECRET)


class HeldKeys:
    """Every key a member holds, by scope, epoch and kind."""

    def __init__(self) -> None:
        self._keys: dict[tuple[UUID, str], dict[int, ScopeKey]] = {}

    def hold(self, keys: Iterable[ScopeKey]) -> None:
        for key in keys:
            self._keys.setdefault((key.scope, key.kind), {})[key.epoch] = key

    def drop(self, keys: Iterable[ScopeKey]) -> None:
        for key in keys:
            self._keys.get((key.scope, key.kind), {}).pop(key.epoch, None)

    def drop_scope(self, scope: UUID, kind: str) -> None:
        """Lets go of every epoch's key of the kind."""
        self._keys.pop((scope, kind), None)

    def get(self, scope: UUID, epoch: int, kind: str) -> ScopeKey | None:
        """The key, or None where it was not granted to this member."""
        return self._keys.get((scope, kind), {}).get(epoch)

    def holds(self, scope: UUID, kind: str) -> bool:
        """Whether any key of the kind was granted to this member."""
        return bool(self._keys.get((scope, kind)))

    def newest(self, scope: UUID, kind: str) -> ScopeKey:
        """The key of the newest epoch that was granted to this member.

        Raises LockedError where none was."""
        held = self._keys.get((scope, kind))
        if not held:
            raise LockedError(
                _("You hold no key to this unit's cards. Ask its unit admin for a grant.")
                if kind == CARD
                else _("You hold no key to this unit's secrets. Ask its unit admin for a grant.")
            )
        return held[max(held)]

    def every(self, scope: UUID, kind: str) -> list[ScopeKey]:
        """The keys of every epoch that was granted to this member, the newest first."""
        held = self._keys.get((scope, kind), {})
        return [held[epoch] for epoch in sorted(held, reverse=True)]

    def clear(self) -> None:
        self._keys.clear()
