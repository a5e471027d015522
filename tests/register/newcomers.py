"""Members who came by invitation, for tests of what they may."""

from collections.abc import Sequence

from somesec.model import Unit
from somesec.register import Register, joining


def let_in(
    register: Register, name: str, role: str, passphrase: str, units: Sequence[Unit] = ()
) -> None:
    """Invites somebody, who joins under a passphrase of their own and is accepted."""
    joined = joining.join(joining.invite(register, name, role, units), passphrase)
    joining.accept(register, joining.candidate(register, joined.reply), " ".join(joined.words))
