"""KDBX files made for the tests: by pykeepass, version 3 and 4, and with hostile insides."""

import io
import os
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

from construct import Container
from pykeepass import PyKeePass, create_database
from pykeepass.kdbx_parsing import KDBX

PASSPHRASE = "testi-tunnuslause"


def new() -> Any:
    """An empty KDBX 4 file whose key is derived in no time."""
    return PyKeePass(io.BytesIO(_blank()), password=PASSPHRASE)


@cache
def _blank() -> bytes:
    with TemporaryDirectory() as folder:
        made = create_database(f"{folder}/blank.kdbx", password=PASSPHRASE)
    cheapen(made)
    return saved(made)


def cheapen(made: Any, **settings: int) -> None:
    """Sets the Argon2 settings: M (bytes), I, P."""
    parameters = made.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    for key, value in {"M": 65536, "I": 1, "P": 1, **settings}.items():
        parameters[key].value = value


def as_version_3(made: Any, rounds: int = 10) -> bytes:
    """The same content as a KDBX 3.1 file, as KeePass 2 wrote it."""

    def field(name: str, data: Any) -> tuple[str, Container]:
        return name, Container(id=name, data=data)

    fields = Container(
        [
            field("cipher_id", "aes256"),
            field("compression_flags", Container(compression=True)),
            field("master_seed", os.urandom(32)),
            field("transform_seed", os.urandom(32)),
            field("transform_rounds", rounds),
            field("encryption_iv", os.urandom(16)),
            field("protected_stream_key", os.urandom(32)),
            field("stream_start_bytes", os.urandom(32)),
            field("protected_stream_id", "salsa20"),
            field("end", b"\r\n\r\n"),
        ]
    )
    header = Container(
        sig1=bytes.fromhex("03d9a29a"),
        sig2=bytes.fromhex("67fb4bb5"),
        minor_version=1,
        major_version=3,
        dynamic_header=fields,
    )
    payload = Container(xml=made.kdbx.body.payload.xml, cred_check=None)
    whole = Container(header=Container(value=header), body=Container(payload=payload))
    buffer = io.BytesIO()
    KDBX.build_stream(
        whole, buffer, password=PASSPHRASE, keyfile=None, transformed_key=None, decrypt=True
    )
    return buffer.getvalue()


def saved(made: Any) -> bytes:
    """The bytes of the file as pykeepass saves it."""
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()
