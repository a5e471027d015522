"""What every command promises: exit codes, streams, languages, and one sentence for a mistake."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from somesec.cli.commands import COMMANDS
from somesec.errors import CheckError, ConflictError, LockedError, TamperedError
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE, PASSWORD, Town

PROMISED = (
    ("demo",),
    ("init",),
    ("import",),
    ("export",),
    ("audit",),
    ("coverage",),
    ("rules",),
    ("rule",),
    *(("policy", verb) for verb in ("list", "show", "check", "set", "unset")),
    *(
        (noun, verb)
        for noun in ("unit", "person", "account", "mailbox")
        for verb in ("add", "list", "show", "edit")
    ),
    ("account", "plan"),
    ("account", "close"),
    ("person", "leave"),
    ("person", "leavers"),
    ("person", "brief"),
    ("person", "declare"),
    ("person", "access"),
    ("secret", "show"),
    ("secret", "set"),
    ("secret", "generate"),
    *(("rotate", verb) for verb in ("start", "confirm", "cancel", "list")),
    ("organisation", "show"),
    ("organisation", "edit"),
    ("breach", "check"),
    ("breach", "monitoring"),
    ("website", "check"),
    ("website", "export"),
    *(("intranet", verb) for verb in ("load", "check", "compare")),
    ("browser-scan",),
    ("recheck",),
    ("terms", "list"),
    ("terms", "review"),
    ("due",),
    *(("incident", verb) for verb in ("add", "list", "show", "update", "next", "done")),
    *(("incident", "evidence", verb) for verb in ("add", "list", "export")),
    *(("waiver", verb) for verb in ("add", "list", "remove")),
    *(("scan", verb) for verb in ("record", "list")),
    *(("member", verb) for verb in ("invite", "join", "accept", "list", "remove")),
    ("grant",),
    ("revoke",),
    ("trail", "list"),
    ("trail", "export"),
    ("recovery", "rehearse"),
    ("recovery", "use"),
    ("verify",),
    ("passphrase",),
    ("backup",),
    ("restore",),
    ("move",),
)
LISTS = (
    ("unit", "list"),
    ("person", "list"),
    ("person", "leavers"),
    ("account", "list"),
    ("mailbox", "list"),
    ("rotate", "list"),
    ("terms", "list"),
    ("incident", "list"),
    ("waiver", "list"),
    ("member", "list"),
    ("trail", "list"),
    ("scan", "list"),
    ("policy", "list"),
    ("rules",),
)


@pytest.mark.parametrize("words", PROMISED, ids=" ".join)
def test_every_promised_command_has_help(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words, "--help")
    assert answer.code == 0
    assert answer.out.startswith(f"usage: somesec {' '.join(words)}")
    assert answer.err == ""


@pytest.mark.parametrize("words", PROMISED, ids=" ".join)
def test_the_options_of_every_command_are_taken_by_each(run: Run, words: tuple[str, ...]) -> None:
    help_text = run(*words, "--help").out
    for option in (
        *("--register", "--member", "--passphrase-file", "--key-file"),
        *("--language", "--no-color"),
    ):
        assert option in help_text


def test_help_names_every_command(run: Run) -> None:
    help_text = run("--help").out
    assert all(f"    {name} " in help_text for name, _module, _purpose in COMMANDS)
    assert {words[0] for words in PROMISED} == {name for name, _module, _purpose in COMMANDS}


def test_version_is_printed(run: Run) -> None:
    answer = run("--version")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("somesec ")


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_every_list_speaks_json_with_sorted_keys_and_no_secret(
    at_town: Run, words: tuple[str, ...]
) -> None:
    answer = at_town(*words, "--format", "json")
    assert answer.code == 0
    rows = answer.json
    assert isinstance(rows, list)
    for row in rows:
        assert list(row) == sorted(row)
    assert PASSWORD not in answer.out


def test_a_register_can_be_named_before_and_after_the_command(
    town: Town, run: Run, passphrase_file: Path
) -> None:
    before = run("--register", town.place, "--passphrase-file", passphrase_file, "unit", "list")
    between = run("unit", "--register", town.place, "list", "--passphrase-file", passphrase_file)
    after = run("unit", "list", "--register", town.place, "--passphrase-file", passphrase_file)
    assert before.code == between.code == after.code == 0
    assert "Kirjasto" in before.out
    assert before.out == between.out == after.out


def test_the_later_place_counts_when_it_is_named_twice(
    town: Town, run: Run, tmp_path: Path, passphrase_file: Path
) -> None:
    answer = run(
        *("--register", tmp_path / "elsewhere", "unit", "list", "--register", town.place),
        *("--passphrase-file", passphrase_file),
    )
    assert answer.code == 0


def test_without_a_place_the_register_is_in_the_data_folder(run: Run, home: Path) -> None:
    answer = run("unit", "list")
    assert answer.code == 2
    assert str(home / "data" / "somesec" / "register.somesec") in answer.err
    assert "somesec init" in answer.err


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("postgresql://aino:kanarialintu@db.testila.fi/somesec", "PGPASSFILE"),
        ("mysql://db.testila.fi/somesec", "postgresql://"),
        ("postgresql://db.testila.fi/somesec?sslmode=disable", "sslmode"),
    ],
)
def test_an_address_that_cannot_be_a_registers_is_wrong_input(
    run: Run, address: str, hint: str
) -> None:
    answer = run("unit", "list", "--register", address)
    assert answer.code == 2
    assert hint in answer.err
    assert "kanarialintu" not in answer.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("audti",), "the nearest is 'audit'"),
        (("frobnicate",), "there is no command 'frobnicate'"),
        (("account", "lst"), "the nearest is 'list'"),
        (("account",), "name a command: add, list, show, edit, plan, close"),
        (("unit", "add"), "--name"),
        (("unit", "list", "--colour"), "there is no option --colour"),
        (("unit", "list", "more"), "more words than this command takes"),
        (("audit", "--today", "31.2.2026"), "give a real date as YYYY-MM-DD or D.M.YYYY"),
        (("audit", "--today", "yesterday"), "YYYY-MM-DD or D.M.YYYY"),
        (("audit", "--format", "yaml"), "yaml"),
        (("demo", "--accounts", "0"), "above zero"),
    ],
    ids=str,
)
def test_wrong_use_is_one_sentence_and_the_way_to_help(
    run: Run, words: tuple[str, ...], hint: str
) -> None:
    answer = run(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("somesec: ")
    assert hint in answer.err
    assert "--help'." in answer.err
    assert answer.err.count("\n") == 1


def test_what_stands_too_much_on_the_command_line_is_not_said_again(run: Run) -> None:
    answer = run("secret", "set", "facebook/kirjasto", "kanarialintu-1")
    assert answer.code == 2
    with_option = run("unit", "list", "--password=kanarialintu-2")
    assert "--password" in with_option.err
    assert "kanarialintu" not in answer.err + with_option.err


def test_a_wrong_passphrase_ends_with_3_and_is_not_repeated(
    town: Town, run: Run, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("kanarialintu-vale\n")
    answer = run("unit", "list", "--register", town.place, "--passphrase-file", wrong)
    assert answer.code == 3
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert "kanarialintu" not in answer.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LockedError("No right."), 3),
        (TamperedError("Damaged."), 4),
        (CheckError("Failed."), 5),
        (ConflictError("Changed."), 6),
    ],
)
def test_each_kind_of_error_has_its_exit_code(
    at_town: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("somesec.register.units.listed", fail)
    answer = at_town("unit", "list")
    assert answer.code == code
    assert answer.err == f"somesec: {error}\n"


def test_an_interruption_ends_with_130(at_town: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("somesec.register.units.listed", interrupt)
    answer = at_town("unit", "list")
    assert answer.code == 130
    assert "Traceback" not in answer.err


def test_a_fault_of_ours_says_where_and_shows_nothing_it_held(
    at_town: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_arguments: object) -> None:
        password = "kanarialintu"
        raise ValueError(f"bad {password}")

    monkeypatch.setattr("somesec.register.units.listed", break_down)
    answer = at_town("unit", "list")
    assert answer.code == 5
    assert answer.err.startswith("somesec: Internal error (ValueError) in somesec.cli.unit:")
    assert "kanarialintu" not in answer.err
    assert answer.err.count("\n") == 1


def test_texts_follow_the_language_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def choose(language: str | None = None) -> str:
        asked.append(language)
        return "en"

    monkeypatch.setattr("somesec.cli.choose", choose)
    run("--language", "fi", "rules")
    run("rules", "--language=sv")
    run("rules")
    assert asked == ["fi", "sv", None]


def test_an_unknown_language_is_wrong_use(run: Run) -> None:
    answer = run("--language", "de", "rules")
    assert answer.code == 2
    assert "fi" in answer.err


def test_json_is_the_same_in_every_language(at_town: Run) -> None:
    answers = {
        at_town("--language", language, *words, "--format", "json").out
        for language in ("en", "fi", "sv")
        for words in [("audit",)]
    }
    assert len(answers) == 1


def test_without_a_terminal_there_are_no_screens_but_a_sentence(run: Run) -> None:
    answer = run()
    assert answer.code == 2
    assert "terminal" in answer.err


@pytest.mark.parametrize("code", [0, 5])
def test_the_screens_open_without_a_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, town: Town, code: int
) -> None:
    opened: list[tuple[object, str, str | None]] = []

    def start(place: object, *, member: str, speaks: str | None) -> int:
        opened.append((place, member, speaks))
        return code

    monkeypatch.setattr("somesec.cli.unlocking.on_terminal", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("screens.app.run", start)
    assert run("--register", town.place, "--member", "Eino Koe").code == code
    assert opened == [(town.place, "Eino Koe", None)]


def test_names_that_would_steer_a_terminal_are_shown_as_text(at_town: Run) -> None:
    hostile = "evil[/]\x1b[31m\u202eabc"
    assert at_town("unit", "add", "--name", hostile).code == 0
    for words in (("unit", "list"), ("unit", "show", "evil"), ("unit", "list", "--format", "json")):
        answer = at_town(*words)
        assert "evil[/]" in answer.out
        assert "\x1b" not in answer.out
        assert "\u202e" not in answer.out
    assert "\x1b" not in at_town("unit", "show", hostile + "?").err


def _in_a_process(*words: str | Path, **environment: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "somesec", *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        start_new_session=True,
    )


def test_a_reader_who_has_had_enough_is_no_error() -> None:
    process = _in_a_process("rules", "--format", "json")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs the device that is always full")
def test_a_full_disk_behind_standard_output_is_a_sentence() -> None:
    with open("/dev/full", "wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "somesec", "rules"], stdout=full, stderr=subprocess.PIPE
        )
    assert process.returncode == 2
    assert process.stderr.startswith(b"somesec: Cannot write to standard output")
    assert process.stderr.count(b"\n") == 1


def test_a_real_process_asks_nobody_when_there_is_no_terminal(town: Town) -> None:
    said = _in_a_process("unit", "list", "--register", town.place).communicate()
    assert said[0] == b""
    assert b"--passphrase-file" in said[1]


def test_a_real_process_reads_the_passphrase_and_ends_with_its_code(
    town: Town, passphrase_file: Path
) -> None:
    process = _in_a_process(
        *("audit", "--today", "2026-11-22", "--fail-on", "critical", "--format", "json"),
        SOMESEC_REGISTER=str(town.place),
        SOMESEC_PASSPHRASE_FILE=str(passphrase_file),
    )
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert b'"schema": "somesec-audit/1"' in out
    assert b"\r" not in out
    assert PASSPHRASE.encode() not in err


def _loaded_by(*words: str) -> set[str]:
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "somesec", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (line for line in said.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("account", "list", "--help")])
def test_help_and_version_start_without_anything_heavy(words: tuple[str, ...]) -> None:
    heavy = {"msgspec", "cryptography", "textual", "sqlalchemy", "dataclasses", "zxcvbn", "rich"}
    assert not heavy & _loaded_by(*words)


def test_version_loads_nearly_nothing() -> None:
    assert not {"argparse", "gettext", "ctypes", "typing"} & _loaded_by("--version")


def test_standard_output_is_utf_8_for_programs_whatever_the_locale() -> None:
    process = _in_a_process(
        "rule", "SOM202", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0", PYTHONIOENCODING=""
    )
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    out.decode("utf-8")


def test_an_odd_letter_does_not_stop_a_stream_that_lacks_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
    monkeypatch.setattr(narrow, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr", narrow)
    run("äö")
    assert b"\\xe4\\xf6" in narrow.buffer.getvalue()
