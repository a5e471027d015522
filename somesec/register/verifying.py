"""Whether a register is whole: every row, seal and signature in it is checked."""

from dataclasses import dataclass
from pathlib import Path

from somesec.register.place import Place
from somesec.register.roles import RECOVERY
from somesec.register.session import Register


@dataclass(frozen=True)
class Verdict:
    """How much was checked, and every problem as a sentence; none when the register is whole.
    `members` are people, `silent_entries` those in the trail that do not say what they were for."""

    records: int
    entries: int
    members: int
    problems: tuple[str, ...]
    silent_entries: tuple[int, ...] = ()


def verify(place: Place, passphrase: str, *, key_file: Path | None = None) -> Verdict:
    """Opens and checks all of the register at a place, showing no secret.

    Raises what opening raises when it cannot be opened at all."""
    with Register.open(place, passphrase, key_file=key_file) as register:
        return verified(register)


def verified(register: Register) -> Verdict:
    """Reads and checks all that an open register holds now, its secrets too."""
    contents, silent, problems = register.verified_anew()
    people = [who for who in contents.ledger.authority.active() if who.role != RECOVERY]
    return Verdict(
        records=len(contents.cards),
        entries=contents.ledger.head.sequence,
        members=len(people),
        problems=tuple(dict.fromkeys(problems)),
        silent_entries=tuple(silent),
    )
