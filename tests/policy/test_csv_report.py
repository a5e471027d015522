import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from policy.reports import csv as csv_report
from policy.reports.harmless import harmless
from policy.reports.report import Report
from somesec import language
from somesec.formula_guard import unguard
from tests.policy.reported import FORMULA, everything, report_of, waiver
from tests.policy.town import named, page, unit


def rows_of(report: Report) -> list[dict[str, str]]:
    text = csv_report.write(report).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_finding_is_a_row() -> None:
    report = report_of(page(kind=None))
    [finding] = report.audit.findings
    [row] = rows_of(report)
    assert row == {
        "state": "found",
        "severity": "low",
        "rule": "SOM804",
        "name": finding.name,
        "unit": "Kirjasto",
        "subject_kind": "account",
        "subject": "facebook/testilankirjasto",
        "subject_id": str(named("page")),
        "field": "kind",
        "message": finding.message.english(),
        "remedy": finding.remedy.english(),
        "clauses": "; ".join(finding.clauses),
        "related": "",
        "fingerprint": finding.fingerprint,
        "waiver": "",
        "waived_until": "",
    }


def test_what_is_waived_unknown_or_failed_is_a_state_of_its_own() -> None:
    rows = rows_of(everything())
    states = [row["state"] for row in rows]
    assert states == sorted(states, key=["found", "waived", "unknown", "failed"].index)
    assert set(states) == {"found", "waived", "unknown", "failed"}
    assert all(row["severity"] for row in rows if row["state"] in ("found", "waived"))
    assert not any(row["severity"] for row in rows if row["state"] in ("unknown", "failed"))


def test_a_waived_finding_says_until_when() -> None:
    [row] = rows_of(report_of(page(kind=None), waiver("SOM804")))
    assert (row["waiver"], row["waived_until"]) == (str(named("waiver")), "2026-11-22")


def test_what_is_about_a_unit_names_it() -> None:
    [row] = rows_of(report_of(unit(responsible=None)))
    assert (row["unit"], row["subject"], row["subject_kind"]) == ("Kirjasto", "Kirjasto", "unit")


def test_an_audit_without_findings_is_a_header() -> None:
    assert csv_report.write(report_of()).decode() == (
        ",".join(f'"{name}"' for name in csv_report.COLUMNS) + "\r\n"
    )


def test_no_cell_is_a_formula_and_no_row_is_broken() -> None:
    text = csv_report.write(everything()).decode()
    assert not set(text) & set("\x1b\x9b\u202e\u2066")
    assert text.count("\r") == text.count("\n") == len(rows_of(everything())) + 1
    assert not any(
        value.lstrip("'")[:1] in tuple("=+-@\t") and not value.startswith("'")
        for row in rows_of(everything())
        for value in row.values()
        if value
    )


def test_a_handle_like_a_formula_is_guarded() -> None:
    [row] = rows_of(report_of(unit(name=FORMULA), page(kind=None)))
    assert row["unit"] == "'" + FORMULA


@given(st.text())
def test_a_name_comes_back_from_its_cell(name: str) -> None:
    rows = rows_of(report_of(unit(name=name), page(kind=None)))
    assert [unguard(row["unit"]) for row in rows if row["rule"] == "SOM804"] == [harmless(name)]


def test_it_is_the_same_in_every_language() -> None:
    report = report_of(page(kind=None))
    english = csv_report.write(report)
    language.choose("fi")
    assert csv_report.write(report) == english
