"""The tables of a register, and the number of their format.

The checks in the tables are written so that SQLite and PostgreSQL read them alike. A register of
a newer format is refused rather than guessed at; format 1 is the first, so there is no older one.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

FORMAT = 1
APPLICATION_ID = 0x536F4D65  # 'SoMe', at byte 68 of the file: what tells a register from any other

IDENTIFIER_BYTES = 16

# SQLite only takes a column for its row number when it is called INTEGER.
_WHOLE_NUMBER = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()


def _identifier(name: str, *, key: bool = False) -> Column[bytes]:
    return Column(
        name,
        LargeBinary(IDENTIFIER_BYTES),
        CheckConstraint(f"length({name}) = {IDENTIFIER_BYTES}"),
        primary_key=key,
        nullable=False,
    )


def _member(name: str, *, key: bool = False) -> Column[bytes]:
    # Its type is that of a member's id. Checked at the end of a transaction, whatever the order in
    # which rows are written in it.
    return Column(
        name,
        ForeignKey("member.id", deferrable=True, initially="DEFERRED"),
        primary_key=key,
        nullable=False,
    )


def _number(name: str, *, key: bool = False, least: int = 0) -> Column[int]:
    return Column(
        name,
        _WHOLE_NUMBER,
        CheckConstraint(f"{name} >= {least}"),
        primary_key=key,
        autoincrement=False,
        nullable=False,
    )


def _word(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


register = Table(
    "register",
    metadata,
    _identifier("id", key=True),
    _number("format"),
    _number("made_at"),
)

member = Table(
    "member",
    metadata,
    _identifier("id", key=True),
    _number("revision"),
    _number("epoch"),
    _bytes("locked"),
    _bytes("card"),
)

grant = Table(
    "grant",
    metadata,
    _identifier("scope", key=True),
    _number("epoch", key=True),
    _word("kind"),
    _member("member", key=True),
    _bytes("sealed"),
    _member("signer"),
    _bytes("signature"),
)

record = Table(
    "record",
    metadata,
    _identifier("id", key=True),
    _word("part"),
    _identifier("scope"),
    _number("epoch"),
    _number("revision"),
    _number("changed_at"),
    _bytes("sealed"),
)

trail = Table(
    "trail",
    metadata,
    _number("sequence", key=True, least=1),
    _bytes("previous"),
    _member("member"),
    _number("at"),
    _bytes("changes"),
    _bytes("standings"),
    _bytes("detail"),
    _bytes("signature"),
)
