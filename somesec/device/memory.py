"""What is remembered about one register, and its one byte form: JSON, decoded strictly."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

import msgspec

SECRET_BYTES = 32

DeviceSecret = Annotated[bytes, msgspec.Meta(min_length=SECRET_BYTES, max_length=SECRET_BYTES)]


class Remembered(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What is remembered of one member: the name, the sealed pin, and the device secret or that the
    keyring has it. The text form shows no secret."""

    name: str = ""
    pin: bytes | None = None
    secret: DeviceSecret | None = None
    secret_in_keyring: bool = False

    def __repr__(self) -> str:
        return f"Remembered(name={self.name!r})"

    # Pretty printers ask this first, and the one that comes with a Struct shows every field.
    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("name", self.name)]


class Memory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is remembered about one register, by member, the one who was last here first."""

    format: Literal[1] = 1
    members: dict[UUID, Remembered] = {}

    def of(self, member: UUID) -> Remembered:
        return self.members.get(member, Remembered())

    def having(self, member: UUID, **changed: Any) -> Self:
        """The same with these fields of one member changed, in the same order."""
        known = msgspec.structs.replace(self.of(member), **changed)
        return msgspec.structs.replace(self, members={**self.members, member: known})

    def having_first(self, member: UUID) -> Self:
        """The same with this member as the one who was last here."""
        return msgspec.structs.replace(
            self, members={member: self.of(member), **_without(self.members, member)}
        )

    def without(self, member: UUID) -> Self:
        """The same without anything of this member."""
        return msgspec.structs.replace(self, members=_without(self.members, member))

    def to_bytes(self) -> bytes:
        return msgspec.json.encode(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Memory":
        """Raises msgspec.MsgspecError for bytes that `to_bytes` never makes."""
        return _decoder.decode(data)


# Made while this module is loaded, for the reason in tests/test_threads.py.
_decoder = msgspec.json.Decoder(Memory)


def _without(members: dict[UUID, Remembered], member: UUID) -> dict[UUID, Remembered]:
    return {id_: known for id_, known in members.items() if id_ != member}
