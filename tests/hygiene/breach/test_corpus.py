import hashlib
import os
import random
import shutil
import subprocess
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest
from Cryptodome.Hash import MD4
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pykeepass import create_database

from somesec import clock
from somesec.errors import InputError
from somesec.hygiene.breach import folder
from somesec.hygiene.breach.answers import NOT_TEXT
from somesec.hygiene.breach.corpus import check
from somesec.hygiene.breach.hashes import Hash
from somesec.model import Answer

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
KNOWN = ["salasana123", "Kirjasto2024!", "päiväkoti-7", "40" * 20]
OTHERS = ["vihreä-elefantti", "x7Gq!mP2kLw9", hashlib.sha1(b"salasana123").hexdigest()]  # noqa: S324


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def nt(password: str) -> str:
    return MD4.new(password.encode("utf-16-le")).hexdigest().upper()  # noqa: S303


def filler(number: int, digits: int = 40) -> list[str]:
    source = random.Random(7)  # noqa: S311
    return [f"{source.getrandbits(4 * digits):0{digits}X}" for _ in range(number)]


def lines_of(hashes: list[str], end: str = "\r\n") -> str:
    return "".join(f"{h}:{n % 900 + 1}{end}" for n, h in enumerate(sorted(hashes)))


def seen(passwords: list[str], corpus: Path) -> list[Answer]:
    return [answer.seen for answer in check(passwords, corpus)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "pwned.txt"
    path.write_text(lines_of([*map(sha1, KNOWN), *filler(2000)]), newline="")
    return path


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("last_end", [False, True])
@pytest.mark.parametrize("hashed", [sha1, nt])
def test_a_sorted_file_answers_whatever_its_line_ends_case_and_hash(
    tmp_path: Path, end: str, lower: bool, last_end: bool, hashed: object
) -> None:
    assert callable(hashed)
    digits = len(hashed(""))
    text = lines_of([*map(hashed, KNOWN), *filler(500, digits)], end)
    text = text if last_end else text.removesuffix(end)
    path = tmp_path / "pwned.txt"
    path.write_text(text.lower() if lower else text, newline="")
    assert seen(KNOWN + OTHERS, path) == [YES] * 4 + [NO] * 3


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sets(st.integers(0, 400), min_size=1, max_size=60))
def test_bisection_finds_what_is_in_and_nothing_else(tmp_path: Path, members: set[int]) -> None:
    path = tmp_path / "small.txt"
    path.write_text(lines_of([sha1(f"sana-{n}") for n in members]), newline="")
    expected = [YES if n in members else NO for n in range(60)]
    assert seen([f"sana-{n}" for n in range(60)], path) == expected


def test_every_line_of_a_file_is_found(tmp_path: Path) -> None:
    passwords = [f"sana-{n}" for n in range(300)]
    path = tmp_path / "pwned.txt"
    path.write_text(lines_of(list(map(sha1, passwords)), "\n"), newline="")
    assert seen(passwords, path) == [YES] * 300


def test_a_count_of_zero_is_padding(tmp_path: Path) -> None:
    path = tmp_path / "pwned.txt"
    path.write_text(f"{sha1('salasana')}:0\n")
    assert seen(["salasana"], path) == [NO]


def test_the_answer_names_the_corpus_its_day_and_today(corpus: Path) -> None:
    written = datetime(2026, 11, 1, 12, tzinfo=UTC).timestamp()
    os.utime(corpus, (written, written))
    (answer,) = check(["salasana123"], corpus)
    assert answer.source == "pwned.txt, 2026-11-01"
    assert answer.checked_on == clock.today()


def test_half_a_character_is_unknown(corpus: Path) -> None:
    (answer,) = check(["puoli\ud800"], corpus)
    assert (answer.seen, answer.reason) == (UNKNOWN, NOT_TEXT)


def test_progress_counts_the_passwords(corpus: Path) -> None:
    told: list[tuple[int, int]] = []
    check(KNOWN, corpus, progress=lambda *step: told.append(step))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_file_out_of_order_is_refused_with_its_name_and_place(tmp_path: Path) -> None:
    hashes = filler(400)
    random.Random(1).shuffle(hashes)  # noqa: S311
    hashes[0], hashes[-1] = "0" * 40, "F" * 40
    path = tmp_path / "shuffled.txt"
    path.write_text("".join(f"{h}:1\r\n" for h in hashes), newline="")
    with pytest.raises(InputError, match=r"shuffled\.txt is not in the order .* byte \d+"):
        check([f"sana-{n}" for n in range(50)], path)


def test_a_file_from_last_to_first_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "backwards.txt"
    path.write_text("".join(f"{h}:1\n" for h in sorted(filler(30), reverse=True)))
    with pytest.raises(InputError, match="order"):
        check(["salasana"], path)


def test_a_damaged_line_on_the_way_is_refused_with_its_place(corpus: Path) -> None:
    text = bytearray(corpus.read_bytes())
    middle = text.rindex(b"\n", 0, len(text) // 2) + 1
    text[middle : middle + 5] = b"*****"
    corpus.write_bytes(text)
    with pytest.raises(InputError, match=rf"pwned\.txt .* byte {middle} "):
        check([f"sana-{n}" for n in range(300)], corpus)


@pytest.mark.parametrize(
    "content",
    [
        b"password\n123456\n",
        b"\x00" * 5000,
        b"A" * 5000,
        b"\xef\xbb\xbf" + b"A" * 40 + b":1\n",
        b"PK\x03\x04" + bytes(range(256)) * 20,
        b"A" * 40 + b"\n",
        b"A" * 41 + b":1\n",
        b"A" * 40 + b":1\n" + b"B" * 32 + b":1\n",
        b"A" * 40 + b":1\n\n",
        b"A" * 40 + b":1\n" + b"B" * 17,
        b"\n",
        b"",
    ],
)
def test_a_file_that_is_something_else_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"odd\.txt"):
        check(["salasana"], path)


@pytest.mark.parametrize("kept", [slice(0, 1500), slice(500, None)])
def test_a_file_whose_download_broke_off_is_refused(tmp_path: Path, kept: slice) -> None:
    path = tmp_path / "half.txt"
    path.write_text(lines_of(sorted(filler(2000))[kept]), newline="")
    with pytest.raises(InputError, match="broke off"):
        check(["salasana"], path)


def test_a_corpus_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.txt"):
        check(["salasana"], tmp_path / "nowhere.txt")


def write_folder(place: Path, hashes: list[str], name: str = "{}.txt", end: str = "\r\n") -> None:
    place.mkdir(exist_ok=True)
    for digest in sorted(hashes):
        with (place / name.format(digest[:5])).open("a", newline="") as file:
            file.write(f"{digest[5:]}:3{end}")


@pytest.mark.parametrize("name", ["{}.txt", "{}"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("hashed", [sha1, nt])
def test_a_folder_of_prefix_files_answers(
    tmp_path: Path, name: str, end: str, hashed: object
) -> None:
    assert callable(hashed)
    digits = len(hashed(""))
    # Each other's prefix file is there, with another hash in it.
    neighbours = [hashed(p)[:5] + "0" * (digits - 5) for p in OTHERS]
    write_folder(tmp_path / "pwned", [*map(hashed, KNOWN), *neighbours], name, end)
    assert seen(KNOWN + OTHERS, tmp_path / "pwned") == [YES] * 4 + [NO] * 3


def test_a_missing_or_empty_prefix_file_is_unknown_with_the_reason(tmp_path: Path) -> None:
    write_folder(tmp_path, [sha1("salasana")])
    (tmp_path / f"{sha1('tyhjä')[:5]}.txt").touch()
    found, missing, empty = check(["salasana", "puuttuu", "tyhjä"], tmp_path)
    assert found.seen is YES
    assert (missing.seen, missing.reason) == (UNKNOWN, folder.MISSING)
    assert (empty.seen, empty.reason) == (UNKNOWN, folder.EMPTY)


def test_a_damaged_prefix_file_is_refused_with_its_line(tmp_path: Path) -> None:
    write_folder(tmp_path, [sha1("salasana")])
    file = tmp_path / f"{sha1('salasana')[:5]}.txt"
    file.write_text(file.read_text() + "oops\n")
    with pytest.raises(InputError, match=rf"{file.name} is damaged: line 2"):
        check(["salasana"], tmp_path)


def test_a_folder_without_prefix_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "ABCDE").mkdir()
    with pytest.raises(InputError, match="no breach corpus"):
        check(["salasana"], tmp_path)


def test_no_error_holds_a_password_or_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "shuffled.txt"
    path.write_text("".join(f"{h}:1\n" for h in ["0" * 40, *filler(200), "F" * 40]))
    with pytest.raises(InputError) as caught:
        check(["Kanarialintu-7f3a!"] * 20, path)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert sha1("Kanarialintu-7f3a!")[:6] not in told
    assert "Kanarialintu-7f3a!" not in str(caught.value) + repr(caught.value)


def test_known_hashes_agree_with_published_ones() -> None:
    assert Hash.SHA1.of("password") == "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"
    assert Hash.NT.of("password") == "8846F7EAEE8FB117AD06BDD830B7586C"


@pytest.mark.skipif(shutil.which("keepassxc-cli") is None, reason="keepassxc-cli is not installed")
def test_keepassxc_gives_the_same_answers(tmp_path: Path, corpus: Path) -> None:
    passwords = KNOWN + OTHERS + [f"sana-{n}" for n in range(30)]
    database = tmp_path / "old.kdbx"
    with create_database(str(database), password="tietokanta") as kdbx:
        for number, password in enumerate(passwords):
            kdbx.add_entry(kdbx.root_group, f"tili {number:02}.", "user", password)
        kdbx.save()
    told = subprocess.run(
        ["keepassxc-cli", "analyze", "-q", "-H", str(corpus), str(database)],
        input="tietokanta\n",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    ).stdout
    theirs = [YES if f"tili {number:02}." in told else NO for number in range(len(passwords))]
    assert YES in theirs
    assert seen(passwords, corpus) == theirs
