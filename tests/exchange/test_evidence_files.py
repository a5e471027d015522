"""Evidence is told by what a file begins with, never by its name."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.errors import InputError
from somesec.exchange.evidence_file import MOST_BYTES, media_type_of, read_evidence

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\r\n--x'
)
KINDS = [
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
    (b"GIF89a\x01\x00", "image/gif"),
    (b"RIFF\x0a\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"%PDF-1.7\n", "application/pdf"),
    (b"<!DOCTYPE html><html>", "text/html"),
    (
        b"\xef\xbb\xbf\n <!-- saved from url=(0019)https://example.org -->\n<HTML lang=fi>",
        "text/html",
    ),
    (b'<?xml version="1.0"?>\n<html xmlns="x">', "text/html"),
    (MHTML, "multipart/related"),
]
OTHERS = [
    b"MZ\x90\x00",
    b"PK\x03\x04",
    b"#!/bin/sh\n<html>",
    b"RIFF\x0a\x00\x00\x00WAVE",
    b"GIF88a",
    b"\x89PNG",
    b"<htmlx>",
    b"Subject: hi\r\n\r\nContent-Type: multipart/related",
    b"plain words",
]


@pytest.mark.parametrize(("data", "kind"), KINDS, ids=lambda value: str(value)[:20])
def test_a_kind_is_told_by_the_content(data: bytes, kind: str) -> None:
    assert media_type_of(data) == kind


@pytest.mark.parametrize("data", OTHERS, ids=lambda value: str(value)[:20])
def test_all_else_is_refused_whatever_its_name(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(data)
    with pytest.raises(InputError, match="whatever its name says"):
        read_evidence(file)


def test_twenty_mebibytes_are_kept_and_not_a_byte_more(tmp_path: Path) -> None:
    file = tmp_path / "large.bin"
    file.write_bytes(PNG.ljust(MOST_BYTES, b"-"))
    assert len(read_evidence(file)[0]) == MOST_BYTES
    file.write_bytes(PNG.ljust(MOST_BYTES + 1, b"-"))
    with pytest.raises(InputError, match="20 MiB"):
        read_evidence(file)


def test_nothing_is_no_evidence(tmp_path: Path) -> None:
    file = tmp_path / "empty.png"
    file.write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        read_evidence(file)


@pytest.mark.parametrize(
    "piece", [b"<!---->", b"<!-- ", b"a:\n \n", b"a:", b" ", b"<?xml", b"\n", b"-->"]
)
def test_looking_at_a_hostile_file_takes_no_time(piece: bytes) -> None:
    before = time.monotonic()
    assert media_type_of(piece * 100_000) == ""
    assert time.monotonic() - before < 1


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert media_type_of(data) in {"", *(kind for _data, kind in KINDS)}
