"""Members who came by invitation, for tests of what they may."""

from collections.abc import Sequence

from somesec.model import Unit
from somesec.register import Device, Register, joining


def let_in(
    register: Register,
    name: str,
    role: str,
    passphrase: str,
    units: Sequence[Unit] = (),
    device: Device | None = None,
) -> None:
    """Invites somebody, who joins under a passphrase of their own and is accepted."""
    invitation = joining.invite(register, name, role, units)
    joined = joining.join(invitation, passphrase, device=device)
    joining.accept(register, joining.candidate(register, joined.reply), " ".join(joined.words))
