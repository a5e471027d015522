"""Reading who did what and when, and taking it out."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import AINO, EINO, SIIRI, Answer, Office
from tests.conftest import PASSWORD

FACEBOOK = "facebook/testilankirjasto"


def _acts(answer: Answer) -> list[str]:
    assert answer.code == 0, answer.err
    return [row["act"] for row in answer.json]


def _listed(office: Office, *words: str) -> Answer:
    return office(SIIRI, "trail", "list", *words, "--format", "json")


def test_the_list_says_who_did_what_to_what_and_when(office: Office) -> None:
    office(AINO, "secret", "show", FACEBOOK)
    rows = _listed(office).json
    assert [row["sequence"] for row in rows] == list(range(1, len(rows) + 1))
    newest = {name: rows[-1][name] for name in ("at", "member", "act", "note", "subject", "rows")}
    assert newest == {
        "at": "2026-11-22T12:00:00Z",
        "member": AINO,
        "act": "secret-opened",
        "note": "password",
        "subject": FACEBOOK,
        "rows": 0,
    }
    assert PASSWORD not in str(rows)
    shown = office(SIIRI, "trail", "list", "--language", "fi").out
    assert FACEBOOK in shown
    assert "22.11.2026" in shown


def test_it_is_narrowed_to_days_people_accounts_acts_and_the_newest(office: Office) -> None:
    office(EINO, "account", "edit", FACEBOOK, "--notes", "Katsottu")
    assert _acts(_listed(office, "--by", "eino")) == ["account-edited"]
    assert _acts(_listed(office, "--account", FACEBOOK))[-1] == "account-edited"
    assert set(_acts(_listed(office, "--account", FACEBOOK))) == {
        "account-added",
        "password-set",
        "account-edited",
    }
    assert set(_acts(_listed(office, "--act", "unit-added"))) == {"unit-added"}
    assert _acts(_listed(office, "--limit", "1")) == ["account-edited"]
    assert _acts(_listed(office, "--since", "23.11.2026")) == []
    assert _acts(_listed(office, "--until", "2026-11-21")) == []
    assert len(_acts(_listed(office, "--since", "2026-11-22", "--until", "2026-11-22"))) > 5


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--act", "account-changed"), "account-edited"),
        (("--by", "Nobody"), "Nobody"),
        (("--account", "nothing"), "account"),
        (("--since", "yesterday"), "YYYY-MM-DD"),
    ],
    ids=str,
)
def test_what_nothing_can_fit_is_wrong_input(
    office: Office, words: tuple[str, ...], hint: str
) -> None:
    answer = _listed(office, *words)
    assert answer.code == 2
    assert hint in answer.err


def test_what_a_member_may_not_read_is_named_by_its_id(office: Office) -> None:
    rows = office(EINO, "trail", "list", "--act", "account-added", "--format", "json").json
    named = {row["subject"] for row in rows}
    assert FACEBOOK in named
    assert "tiktok/testilannuoret" not in named
    assert all(row["subject"] == row["subject_id"] for row in rows if "/" not in row["subject"])


def test_an_export_is_an_entry_itself_also_an_auditors(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "trail.json"
    assert office(SIIRI, "trail", "export", file).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["schema"] == "somesec-trail/1"
    last = content["entries"][-1]
    assert (last["act"], last["member"]) == ("trail-exported", SIIRI)
    assert content["entries"] == _listed(office).json


def test_the_table_holds_no_formula(office: Office, tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://x";"y")'
    assert office(AINO, "unit", "add", "--name", formula.replace(";", ",")).code == 0
    invited = ("--name", "@SUM(1)", "--role", "auditor", "--output", "-")
    assert office(AINO, "member", "invite", *invited).code == 0
    answer = office(AINO, "trail", "export", "-", "--format", "csv")
    rows = list(csv.reader(io.StringIO(answer.out)))
    assert "'@SUM(1)" in [cell for row in rows for cell in row]
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
    assert len(rows) == len(_listed(office).json) + 1


def test_an_export_needs_a_form_and_no_terminal(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(_listed(office).json)
    nameless = office(AINO, "trail", "export", tmp_path / "trail")
    assert nameless.code == 2
    assert "--format" in nameless.err
    there = tmp_path / "there.csv"
    there.write_text("mine")
    assert office(AINO, "trail", "export", office.place, "--format", "csv").code == 2
    monkeypatch.setattr("somesec.cli.trail.is_for_terminal", lambda: True)
    shown = office(AINO, "trail", "export", "-", "--format", "json")
    assert (shown.code, shown.out) == (2, "")
    assert "trail list" in shown.err
    assert len(_listed(office).json) == before
    assert office(AINO, "trail", "export", there).code == 2
    assert there.read_text() == "mine"


def test_what_is_not_exported_for_a_file_is_there_already_leaves_no_entry(
    office: Office, tmp_path: Path
) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine")
    before = _listed(office).json
    for command in (("trail", "export", there), ("export", there, "--with-secrets")):
        refused = office(AINO, *command)
        assert refused.code == 2
        assert "is there already" in refused.err
    nowhere = tmp_path / "no-folder" / "trail.csv"
    assert office(AINO, "trail", "export", nowhere).code == 2
    assert there.read_text() == "mine"
    assert _listed(office).json == before
