"""How much work and memory one guess at a passphrase takes (Argon2id, RFC 9106), within bounds."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Self

from somesec.errors import SomesecError, TamperedError
from somesec.language import _

_KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters: memory in KiB, passes over it, lanes that run side by side."""

    memory_kib: int
    passes: int
    lanes: int

    def within_bounds(self) -> bool:
        """Whether no parameter is below FLOOR or above CEILING."""
        return (
            FLOOR.memory_kib <= self.memory_kib <= CEILING.memory_kib
            and FLOOR.passes <= self.passes <= CEILING.passes
            and FLOOR.lanes <= self.lanes <= CEILING.lanes
        )

    def check(self) -> None:
        """To be called before deriving anything with parameters that were stored.

        Raises TamperedError when they are below FLOOR (a cheap guess) or above CEILING (a way to
        exhaust the machine)."""
        if not self.within_bounds():
            raise TamperedError(
                _(
                    "The passphrase parameters in the register were changed: {memory} MiB, "
                    "{passes} passes, {lanes} lanes is outside what somesec ever writes. "
                    "Restore the register from a backup."
                ).format(
                    memory=self.memory_kib // _KIB_PER_MIB, passes=self.passes, lanes=self.lanes
                )
            )

    def weaker_than(self, other: Self) -> bool:
        """Whether a guess takes less memory or fewer passes. Lanes change the time a person waits,
        not the work a guess takes."""
        return self.memory_kib < other.memory_kib or self.passes < other.passes

    def at_least(self, other: Self) -> Self:
        """This cost raised, never lowered, to the other in each parameter."""
        return type(self)(
            max(self.memory_kib, other.memory_kib),
            max(self.passes, other.passes),
            max(self.lanes, other.lanes),
        )


FLOOR = Cost(64 * _KIB_PER_MIB, 3, 1)
"""Second recommended option of RFC 9106, section 4, in memory and passes."""

DEFAULT = Cost(256 * _KIB_PER_MIB, 3, 4)
"""About one second on an office computer."""

CEILING = Cost(1024 * _KIB_PER_MIB, 10, 8)
"""What an office computer can still do: a stored cost above it could only be sabotage."""

_chosen: ContextVar[Cost] = ContextVar("chosen_cost", default=DEFAULT)


def default_cost() -> Cost:
    """The cost of locks made from now on, unless the caller names another."""
    return _chosen.get()


@contextmanager
def using(cost: Cost) -> Iterator[None]:
    """Makes another cost the default within the block.

    Raises ValueError when the cost is out of bounds."""
    if not cost.within_bounds():
        raise ValueError("a cost must be from FLOOR to CEILING")
    token = _chosen.set(cost)
    try:
        yield
    finally:
        _chosen.reset(token)


@cache
def require_support() -> None:
    """To be called once before the vault is used.

    Raises SomesecError when the installed `cryptography` lacks Argon2id, ML-KEM-768 or the hybrid
    HPKE suite, as builds on an older OpenSSL may."""
    # Imported here: worker processes import this module and need none of the key exchange.
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        from somesec.vault.identity import Identity
    except ImportError as error:
        raise _unsupported() from error
    try:
        Argon2id(salt=bytes(16), length=16, iterations=1, lanes=1, memory_cost=8).derive(b"")
        Identity.generate().public.seal(b"", b"")
    except (UnsupportedAlgorithm, AttributeError) as error:
        raise _unsupported() from error


def _unsupported() -> SomesecError:
    return SomesecError(
        _(
            "The installed 'cryptography' package lacks Argon2id or ML-KEM. Install its ready-made "
            "wheel, version 48.0.1 or newer, instead of one built against an older OpenSSL."
        )
    )
