"""Files made to do harm cost bounded memory and time and end in one clear error.

The heavy ones are read by a process of its own that may take a gigabyte of memory and a minute.
"""

import codecs
import subprocess
import sys
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pykeepass.kdbx_parsing import common

from somesec.errors import InputError, SomesecError
from somesec.exchange import kdbx, kdbx_bounds
from somesec.exchange.detect import Format, format_of
from somesec.exchange.own import read_accounts, read_people, read_units
from somesec.exchange.read import read_logins
from tests.exchange.kdbx_files import PASSPHRASE, as_version_3, new, saved

SAMPLES = Path(__file__).parent / "samples"
MIB = 1024 * 1024

_READER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1536 * 1024 * 1024,) * 2)
from pathlib import Path
from somesec.errors import InputError
from somesec.exchange.own import read_accounts
from somesec.exchange.read import read_logins
try:
    if sys.argv[1] == "own":
        read_accounts(Path(sys.argv[2]))
    else:
        read_logins(Path(sys.argv[2]), passphrase="testi-tunnuslause")
except InputError as error:
    print(error)
"""


def refusal(path: Path, reader: str = "other") -> str:
    """The one error that reading the file ends in, within its bounds."""
    done = subprocess.run(
        [sys.executable, "-c", _READER, reader, path],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert done.stderr == ""
    assert done.stdout, "the file was taken"
    return done.stdout


needs_limits = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows sets no limit on a process's memory this way"
)


@needs_limits
@pytest.mark.parametrize("reader", ["own", "other"])
def test_ten_million_columns(tmp_path: Path, reader: str) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(b"unit" + b"," * 10_000_000 + b"\n")
    assert "Line 1 is longer" in refusal(path, reader)


@needs_limits
def test_millions_of_columns_over_many_quoted_lines(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(b"unit,platform,handle\n" + (b'"\n"' + b"," * MIB) * 60)
    assert "more than 200 columns" in refusal(path, "own")


@needs_limits
def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_bytes(b'unit,platform,handle\n"' + b"x\n" * (30 * MIB))
    assert "the row that begins on line 2" in refusal(path, "own")


@needs_limits
def test_a_million_bad_cells(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(b"unit,opened_on,last_post_on,handle,platform\n" + b",x,x,,\n" * 199_000)
    assert "mistakes" in refusal(path, "own")


@needs_limits
@pytest.mark.parametrize(
    "content",
    [
        b'{"items": ' + b"[" * 3_000_000,
        b'{"x": ' * 1_000_000,
        b'{"items": [' + b"{}," * 20_000_000 + b"{}]}",
        b'{"items": [{"login": {"uris": [' + b"{}," * 20_000_000 + b"{}]}}]}",
    ],
    ids=["lists", "objects", "items", "addresses"],
)
def test_json_nested_or_multiplied_without_end(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "deep.json"
    path.write_bytes(content)
    assert refusal(path)


def test_a_file_beyond_the_size_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(65 * MIB)
    with pytest.raises(InputError, match="larger than 64 MiB"):
        read_logins(path)


def test_too_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"name\n" + b"a\n" * 200_001)
    with pytest.raises(InputError, match="more than 200000 rows"):
        read_units(path)


def test_a_cell_beyond_a_mebibyte(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_bytes(b"name,website\nK," + b"x" * (MIB + 1) + b"\n")
    with pytest.raises(InputError, match=r"line 2 is longer than \d+ characters"):
        read_units(path)


@pytest.mark.parametrize(
    "content", ["name\nKirjasto\n".encode("utf-16-le"), b"name\nKir\0jasto\n", b"\0" * 1000]
)
def test_nul_characters(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="NUL character"):
        read_units(path)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF8, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_before_rubbish(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "mark.csv"
    path.write_bytes(mark + b"\xd8\x00\xff\xfe\xd8")
    with pytest.raises(InputError):
        read_units(path)


# KDBX: whoever makes such a file gives its passphrase along.


@pytest.fixture
def made() -> Any:
    made = new()
    made.add_entry(made.root_group, "Tili", "nimi", "huono-salasana-1")
    return made


def with_content(content: bytes, made: Any, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A KDBX 4 file whose XML is these bytes."""
    with monkeypatch.context() as patch:
        patch.setattr(common.XML, "_encode", lambda *_arguments: content)
        made.kdbx.body.payload.inner_header.protected_stream_id.data = "none"
        return saved(made)


@cache
def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    zeros = bytes(MIB)
    return b"".join(packer.compress(zeros) for _ in range(size // MIB)) + packer.flush()


@needs_limits
@pytest.mark.parametrize("version", [3, 4])
def test_a_compression_bomb(
    tmp_path: Path, made: Any, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    packed = bomb(2 * 1024 * MIB)
    path = tmp_path / "bomb.kdbx"
    with monkeypatch.context() as patch:
        patch.setattr(common.Decompressed, "_encode", lambda *_arguments: packed)
        path.write_bytes(saved(made) if version == 4 else as_version_3(made))
    assert "unpacks into too much" in refusal(path)


LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE KeePassFile [<!ENTITY a0 "ha"><!ENTITY a1 "&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;">
<!ENTITY a2 "&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;">]>
<KeePassFile><Root><Group><Entry><String><Key>Password</Key><Value>&a2;</Value></String></Entry>
</Group></Root></KeePassFile>"""
FOREIGN = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<KeePassFile><Root><Group><Entry><String><Key>Password</Key><Value>&f;</Value></String></Entry>
</Group></Root></KeePassFile>"""


@pytest.mark.parametrize("content", [LAUGHS, FOREIGN, LAUGHS.decode().encode("utf-16")])
def test_entities_inside_are_refused(
    made: Any, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    etree.fromstring(LAUGHS)  # A parser without bounds takes it.
    with pytest.raises(InputError, match=r"entities|damaged"):
        kdbx.read(with_content(content, made, monkeypatch), PASSPHRASE)


@needs_limits
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<a>" + b"<b/>" * 10_000_000 + b"</a>", "unpacks into too much"),
        (b"<a>" * 1_000_000, "damaged"),
        (b"<a>" + b"x" * 130 * MIB + b"</a>", "unpacks into too much"),
    ],
    ids=["wide", "deep", "long"],
)
def test_xml_trees_without_end(
    tmp_path: Path, made: Any, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    path = tmp_path / "tree.kdbx"
    path.write_bytes(with_content(content, made, monkeypatch))
    assert said in refusal(path)


def test_a_header_of_a_million_fields(made: Any) -> None:
    data = saved(made)
    with pytest.raises(InputError, match="damaged"):
        kdbx.read(data[:12] + b"\x01\0\0\0\0" * 1_000_000 + data[12:], PASSPHRASE)


@needs_limits
@pytest.mark.parametrize("version", [3, 4])
def test_blocks_of_a_single_byte(
    tmp_path: Path, made: Any, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    path = tmp_path / "blocks.kdbx"
    many = [common.Container(block_data=b"x") for _ in range(25_000)]

    def in_bytes(*_arguments: object) -> list[Any]:
        return [*many, common.Container(block_data=b"")]

    with monkeypatch.context() as patch:
        patch.setattr(common.Concatenated, "_encode", in_bytes)
        patch.setattr(kdbx_bounds, "MAX_PARTS", 1_000_000)
        path.write_bytes(saved(made) if version == 4 else as_version_3(made))
    assert "unpacks into too much" in refusal(path)


# Nothing but our own errors, whatever the bytes.

CSV_BYTES = st.text(st.sampled_from('a,;\t"\n\r\0ä=;@.1-'), max_size=200).map(str.encode)
HEADERS = st.sampled_from(
    [
        b"",
        codecs.BOM_UTF8,
        codecs.BOM_UTF16_LE,
        bytes.fromhex("03d9a29a67fb4bb501000400"),
        bytes.fromhex("03d9a29a67fb4bb501000300"),
        b"PK\x03\x04",
        b'{"items": [',
        b"unit,platform,handle,kind,opened_on\n",
        b"name,mailboxes,employment\n",
        b"name,url,username,password\n",
        b"url,username,password,extra,name,grouping\n",
        b"Group,Title,Username,Password,URL,Notes\n",
        b"type,name,fields,login_uri,login_username,login_password\n",
    ]
)
ANY_BYTES = st.builds(bytes.__add__, HEADERS, st.binary(max_size=300) | CSV_BYTES)


@settings(deadline=None, max_examples=200)
@given(data=ANY_BYTES)
def test_no_bytes_end_in_anything_but_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(data)
    for reader in (read_units, read_people, read_accounts):
        _tolerated(reader, path)
    for source in (None, *Format):
        _tolerated(read_logins, path, source, passphrase=PASSPHRASE)


@settings(deadline=None, max_examples=100)
@given(position=st.integers(0, 10_000), value=st.integers(0, 255), length=st.integers(0, 10_000))
@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_no_damage_to_a_real_file_ends_in_anything_but_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, name: str, position: int, value: int, length: int
) -> None:
    data = bytearray((SAMPLES / name).read_bytes())
    data[position % len(data)] = value
    path = tmp_path_factory.mktemp("damaged") / "file"
    path.write_bytes(data[: length % len(data)] if value % 2 else data)
    # Deriving the key of the real file takes a third of a second each time.
    if format_of_or_none(bytes(data)) is not Format.KDBX:
        _tolerated(read_logins, path, None, passphrase=PASSPHRASE)
    for reader in (read_units, read_people, read_accounts):
        _tolerated(reader, path)


def test_no_damage_to_a_kdbx_file_ends_in_anything_but_an_error_of_ours(made: Any) -> None:
    for data in (saved(made), as_version_3(made)):
        for position in range(0, len(data), 3):
            damaged = bytearray(data)
            damaged[position] ^= 0x41
            _tolerated(kdbx.read, bytes(damaged), PASSPHRASE)


def format_of_or_none(data: bytes) -> Format | None:
    try:
        return format_of(data)
    except InputError:
        return None


def _tolerated(reader: Any, *arguments: Any, **named: Any) -> None:
    with suppress(SomesecError):
        reader(*arguments, **named)
