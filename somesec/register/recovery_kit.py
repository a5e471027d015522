"""The page that opens the register when the passphrase is gone. Printed once, kept offline."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from somesec.errors import LockedError
from somesec.language import _
from somesec.register.membership import MemberCard
from somesec.register.roles import GONE, RECOVERY
from somesec.register.trail import entry_of
from somesec.store.rows import TrailRow
from somesec.vault.identity import Identity, PublicIdentity, root_of
from somesec.vault.recovery import new_rehearsal, new_seed, to_text
from somesec.vault.trail import Standing
from somesec.vault.words import words_of

WIDTH = 70  # columns, which any printer has and a screen of 80 shows beside a scroll bar


@dataclass(frozen=True, repr=False)
class RecoveryKit:
    """`key_text` is the recovery key in groups with check characters; `organisation`, `register`
    (its id as text) and `fingerprint` (the register's six words) say what it opens."""

    key_text: str
    organisation: str
    register: str
    fingerprint: tuple[str, ...]

    def text(self) -> str:
        """The printable page, plain text with the key once in letters and once as a QR code."""
        # Loaded when a kit is printed, which is not each time a register is opened.
        import segno

        drawing = io.StringIO()
        segno.make(self.key_text, error="m").terminal(drawing, border=2, compact=True)
        plain_drawing = _without_colour(drawing.getvalue())
        return "\n".join(
            (
                _("Recovery kit: {organisation}").format(organisation=self.organisation),
                _("Register {register}").format(register=self.register),
                _("Its fingerprint: {words}").format(words=" ".join(self.fingerprint)),
                "",
                textwrap.fill(
                    _(
                        "Whoever holds this key can open the whole register. Print it, keep it in "
                        "a sealed envelope in a safe, and delete the file. It is shown only once."
                    ),
                    WIDTH,
                ),
                "",
                # On two lines: on one, a narrow screen or paper would cut the last groups off.
                textwrap.fill(self.key_text, len(self.key_text) // 2 + 1),
                "",
                plain_drawing,
            )
        )


def new_kit(
    organisation: str, register: UUID, root: bytes
) -> tuple[RecoveryKit, MemberCard, Standing]:
    """A kit with a random key, and what makes it a member of the register."""
    seed = new_seed()
    card = MemberCard(id=uuid4(), name="recovery kit", rehearsal=new_rehearsal(seed))
    public = Identity.from_seed(seed).public.to_bytes()
    kit = RecoveryKit(to_text(seed), organisation, str(register), words_of(root))
    return kit, card, Standing(card.id.bytes, RECOVERY, public, card.named)


def standing_of_kit(
    trail: Sequence[TrailRow], register: UUID, public: PublicIdentity
) -> tuple[UUID, bytes]:
    """The member that the kit's keys belong to, and the root of the register as it claims to be.

    Raises LockedError when nobody here has these keys."""
    member, root = None, b""
    for row in trail:
        for standing in entry_of(row, register).standings:
            if row.sequence == 1 and standing.member == row.member:
                root = root_of(register.bytes, standing.public)
            if standing.public == public.to_bytes():
                member = UUID(bytes=standing.member) if standing.role != GONE else None
    if member is None:
        raise LockedError(
            _("This recovery key is of another register, or was replaced by a newer kit.")
        )
    return member, root


def _without_colour(drawing: str) -> str:
    """The QR code as block characters alone, so that a file or a printer shows it too."""
    return "\n".join(
        line.replace("\x1b[7m", "").replace("\x1b[0m", "").rstrip("\n")
        for line in drawing.splitlines()
    )
