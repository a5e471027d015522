"""Whether a register is whole: every row, seal and signature in it is checked."""

from dataclasses import dataclass
from pathlib import Path

from somesec.register.place import Place
from somesec.register.session import Register


@dataclass(frozen=True)
class Verdict:
    """How much was checked, and every problem as a sentence; none when the register is whole."""

    records: int
    entries: int
    members: int
    problems: tuple[str, ...]


def verify(place: Place, passphrase: str, *, key_file: Path | None = None) -> Verdict:
    """Opens and checks all of the register at a place, showing no secret.

    Raises what opening raises when it cannot be opened at all."""
    with Register.open(place, passphrase, key_file=key_file) as register:
        return verified(register)


def verified(register: Register) -> Verdict:
    """Reads and checks all that an open register holds now, its secrets too."""
    contents, problems = register.verified_anew()
    return Verdict(
        records=len(contents.cards),
        entries=contents.ledger.head.sequence,
        members=len(contents.ledger.authority.active()),
        problems=tuple(dict.fromkeys(problems)),
    )
