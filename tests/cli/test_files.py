"""Import and export: what comes in is said, and what goes out comes in again."""

import os
import stat
from pathlib import Path

import pytest

from somesec.register import Register
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, Town

ACCOUNTS = """unit,platform,handle,administrators,password
Kirjasto,facebook,testilanmuseo,"Aino Testi;Outi Outo",yksi-Sala-41-sana
Museo,instagram,testilanmuseo,Aino Testi,toinen-Sala-42-sana
"""


@pytest.fixture
def accounts_file(tmp_path: Path) -> Path:
    file = tmp_path / "accounts.csv"
    file.write_text(ACCOUNTS, encoding="utf-8")
    return file


def test_a_dry_run_shows_what_would_come_in_and_writes_nothing(
    at_town: Run, accounts_file: Path
) -> None:
    before = at_town("account", "list").out
    answer = at_town("import", accounts_file, "--as", "accounts", "--dry-run")
    assert answer.code == 0, answer.err
    assert "facebook/testilanmuseo" in answer.out
    assert "Nothing was written" in answer.err
    assert at_town("account", "list").out == before


def test_a_file_comes_in_once(at_town: Run, accounts_file: Path) -> None:
    first = at_town("import", accounts_file, "--as", "accounts", "--format", "json")
    assert first.code == 0, first.err
    assert first.json["written"] is True
    assert first.json["new"] == ["facebook/testilanmuseo", "instagram/testilanmuseo"]
    assert any("Museo" in note for note in first.json["notes"])
    assert any("Outi Outo" in note for note in first.json["notes"])
    assert "Sala" not in first.out + first.err
    second = at_town("import", accounts_file, "--as", "accounts", "--format", "json")
    assert (second.json["new"], second.json["unchanged"]) == ([], 2)
    assert at_town("secret", "show", "instagram/testilanmuseo").out == "toinen-Sala-42-sana\n"


def test_strict_refuses_unknown_units_and_people(at_town: Run, accounts_file: Path) -> None:
    answer = at_town("import", accounts_file, "--as", "accounts", "--strict")
    assert answer.code == 2
    assert "Museo" in answer.err
    assert "Outi Outo" in answer.err


def test_other_values_come_in_only_with_update(at_town: Run, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("name,website\nKirjasto,https://testila.fi/kirjasto\n", encoding="utf-8")
    without = at_town("import", file, "--as", "units", "--format", "json").json
    assert (without["changed"], len(without["differing"])) == ([], 1)
    with_update = at_town("import", file, "--as", "units", "--update", "--format", "json").json
    assert with_update["changed"] == ["Kirjasto"]
    shown = at_town("unit", "show", "Kirjasto", "--format", "json").json
    assert shown["website"] == "https://testila.fi/kirjasto"
    assert shown["mailboxes"] == ["kirjasto@testila.fi"]


def test_bad_cells_are_said_by_line_and_column_and_nothing_comes_in(
    at_town: Run, tmp_path: Path
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(
        "unit,platform,handle,opened_on,status\n"
        "Kirjasto,facebook,a,30.2.2026,auki\n"
        "Kirjasto,facebook,b,,rikki\n",
        encoding="utf-8",
    )
    answer = at_town("import", file, "--as", "accounts")
    assert answer.code == 2
    assert "Line 2, column opened_on" in answer.err
    assert "Line 3, column status" in answer.err
    assert "facebook/a" not in at_town("account", "list").out


def test_another_programs_file_is_told_by_its_content(at_town: Run, tmp_path: Path) -> None:
    file = tmp_path / "logins.csv"
    file.write_text(
        "name,url,username,password,note\n"
        "Uimahalli,https://www.facebook.com/testilanuimahalli,halli,salasana-Uima-41,\n",
        encoding="utf-8",
    )
    answer = at_town("import", file, "--unit", "Kirjasto", "--format", "json")
    assert answer.code == 0, answer.err
    assert answer.json["new"] == ["facebook/testilanuimahalli"]
    assert at_town("secret", "show", "uimahalli").out == "salasana-Uima-41\n"


@pytest.mark.parametrize(
    "words", [("nothing.csv",), (".",), ("nothing.csv", "--as", "units", "--from", "chrome")]
)
def test_what_cannot_be_read_is_wrong_input(at_town: Run, words: tuple[str, ...]) -> None:
    assert at_town("import", *words).code == 2


def test_an_export_is_private_formula_safe_and_without_secrets(
    at_town: Run, tmp_path: Path
) -> None:
    at_town("account", "edit", "tiktok", "--display-name", "=1+1")
    file = tmp_path / "out.csv"
    answer = at_town("export", file)
    assert (answer.code, answer.out) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_text(encoding="utf-8-sig")
    assert "testilankirjasto" in content
    assert ",=1+1" not in content
    assert PASSWORD not in content
    assert at_town("export", file).code == 2
    assert at_town("export", file, "--overwrite").code == 0


def test_secrets_go_out_only_when_asked_and_with_a_warning(at_town: Run) -> None:
    answer = at_town("export", "-", "--with-secrets")
    assert PASSWORD in answer.out
    assert "plain text" in answer.err


@pytest.mark.parametrize("what", ["accounts", "units", "people"])
def test_what_was_exported_is_already_there_when_imported(
    at_town: Run, tmp_path: Path, what: str
) -> None:
    file = tmp_path / "again.csv"
    assert at_town("export", file, "--what", what).code == 0
    answer = at_town("import", file, "--as", what, "--format", "json")
    assert answer.code == 0, answer.err
    assert (answer.json["new"], answer.json["changed"], answer.json["differing"]) == ([], [], [])


def test_an_export_for_programs_is_json_of_all_tables(at_town: Run) -> None:
    answer = at_town("export", "-", "--to", "json")
    assert [row["name"] for row in answer.json["people"]] == [
        *("Aino Testi", "Eino Koe", "Siiri Malli"),
    ]
    assert PASSWORD not in answer.out
    assert at_town("export", "-", "--to", "json", "--what", "people").code == 2


def test_people_known_by_name_only_come_back_as_such(
    at_town: Run, town: Town, run: Run, tmp_path: Path, passphrase_file: Path
) -> None:
    at_town("import", _written(tmp_path / "in.csv", ACCOUNTS), "--as", "accounts")
    people, accounts = tmp_path / "people.csv", tmp_path / "accounts-out.csv"
    assert at_town("export", people, "--what", "people").code == 0
    assert at_town("export", accounts, "--with-secrets").code == 0
    assert "Outi Outo" not in people.read_text(encoding="utf-8")
    assert "Eino Koe" in people.read_text(encoding="utf-8")
    new = ("--register", tmp_path / "new.somesec", "--passphrase-file", passphrase_file)
    run(*("init", "--organisation", "T", "--domain", "testila.fi", "--member", "Aino", *new))
    for kind, file in (("people", people), ("accounts", accounts)):
        assert run("import", file, "--as", kind, *new).code == 0
    with Register.open(tmp_path / "new.somesec", town.passphrase) as register:
        assert {p.name: p.listed for p in register.records.people.values()} == {
            **{name: True for name in ("Aino Testi", "Eino Koe", "Siiri Malli")},
            "Outi Outo": False,
        }


def test_an_export_keeps_nobody_moderates_apart_from_nobody_said_who(
    at_town: Run, tmp_path: Path
) -> None:
    def moderators(name: str) -> list[object]:
        rows = at_town("export", "-", "--to", "json").json["accounts"]
        return [row.get("moderators") for row in rows if row["platform"] == name]

    assert moderators("tiktok") == [None]
    assert at_town("account", "edit", "tiktok", "--moderators", "").code == 0
    assert moderators("tiktok") == [[]]
    assert moderators("youtube") == [None]


HOSTILE = "evil\x1b[31m\x9b2J\u202e\u200bname\nnext"


def test_json_acts_on_no_terminal_and_reads_as_it_was(at_town: Run) -> None:
    at_town("account", "edit", "tiktok", "--notes", HOSTILE)
    answer = at_town("export", "-", "--to", "json")
    assert not set(answer.out) & set("\x1b\x9b\u202e\u200b")
    assert "\\u202e" in answer.out
    notes = [row["notes"] for row in answer.json["accounts"] if row["platform"] == "tiktok"]
    assert notes == [HOSTILE]


def test_csv_shows_controls_on_a_terminal_and_keeps_them_for_a_program(
    at_town: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_town("account", "edit", "tiktok", "--notes", HOSTILE)
    piped = at_town("export", "-").out
    assert HOSTILE in piped
    assert piped.count("\r\n") == 5
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    shown = at_town("export", "-").out
    assert not set(shown) & set("\x1b\x9b\u202e\u200b\r")
    assert "evil\\x1b[31m\\x9b2J\\u202e\\u200bname\nnext" in shown


def _written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def test_a_folder_is_not_a_file_of_our_own_form_and_is_said_to_be_one(
    at_town: Run, tmp_path: Path
) -> None:
    answer = at_town("import", tmp_path, "--as", "units")
    assert answer.code == 2
    assert f"{tmp_path} is a folder" in answer.err


@pytest.mark.skipif(os.name != "posix", reason="pipes have names there")
@pytest.mark.parametrize("words", [(), ("--as", "units")])
def test_a_pipe_or_device_is_said_to_be_no_ordinary_file(
    at_town: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for place in (pipe, Path(os.devnull)):
        answer = at_town("import", place, *words)
        assert answer.code == 2
        assert f"{place} is no ordinary file" in answer.err
    assert "There is no file" in at_town("import", tmp_path / "nothing", *words).err
