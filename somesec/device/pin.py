"""The newest trail entry that a device has seen, sealed so that nobody else can make one up."""

from typing import Annotated
from uuid import UUID

import msgspec

from somesec.errors import TamperedError
from somesec.language import _
from somesec.vault.device_key import pin_context, pin_key
from somesec.vault.identity import Identity
from somesec.vault.sealed import seal, unseal

Sequence = Annotated[int, msgspec.Meta(ge=0)]
Hash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Pin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a trail had come when this device saw it last.

    `sequence` and `hash` (32 bytes) are those of its newest entry. `accepted` counts how often the
    member has taken another head than the trail's next, so that a pin from before then is older,
    however high its sequence."""

    sequence: Sequence
    hash: Hash
    accepted: Sequence = 0

    @property
    def place(self) -> tuple[int, int]:
        """What orders pins: of two, the one in the higher place is believed."""
        return self.accepted, self.sequence


# Made while this module is loaded, for the reason in tests/test_threads.py.
_decoder = msgspec.json.Decoder(Pin)


def to_bytes(pin: Pin, register: UUID, member: UUID, identity: Identity) -> bytes:
    """The pin sealed by the member whose identity it is, about 200 bytes."""
    return seal(
        pin_key(identity), pin_context(register.bytes, member.bytes), msgspec.json.encode(pin)
    )


def from_bytes(sealed: bytes, register: UUID, member: UUID, identity: Identity) -> Pin:
    """The pin that this member sealed for this register.

    Raises TamperedError for anything else."""
    try:
        content = unseal(pin_key(identity), pin_context(register.bytes, member.bytes), sealed)
        return _decoder.decode(content)
    except (TamperedError, msgspec.MsgspecError) as error:
        raise TamperedError(
            _(
                "The mark by which this computer knows the register's newest change does not "
                "verify: it was changed, or put there by somebody else. Compare the register with "
                "a colleague's; when it is right, run 'somesec verify --accept'."
            )
        ) from error
