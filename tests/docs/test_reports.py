"""The page on reports says what the reports do."""

from policy.finding import Severity
from policy.reports import csv, sarif
from policy.reports.marks import IN_ORDER_MARK, MARKS, UNKNOWN_MARK
from somesec.cli.audit import FORMATS, SUMMARIES
from tests.docs.pages import page, section, table
from tests.policy.reported import report_of

PAGE = page("docs/reports.md")


def test_every_form_is_on_the_page_and_whether_it_has_a_summary() -> None:
    forms = {row[0].strip("`"): row[3] == "yes" for row in table(PAGE, "form")}
    assert forms == {form: form in SUMMARIES for form in FORMATS}


def test_every_column_is_on_the_page_in_its_order() -> None:
    assert [row[0].strip("`") for row in table(PAGE, "column")] == list(csv.COLUMNS)


def test_the_parts_of_sarif_are_there() -> None:
    written = sarif.write(report_of()).decode()
    for row in table(PAGE, "of SARIF")[:3]:
        assert f'"{row[0].strip("`")}"' in written
    assert sarif.FINGERPRINT in PAGE
    assert sarif.NOT_CHECKED in PAGE
    assert sarif.RULE_FAILED in PAGE


def test_every_mark_is_on_the_page() -> None:
    text = section(PAGE, "## HTML")
    assert all(f"{MARKS[severity]} {severity}" in text for severity in Severity)
    assert f"{UNKNOWN_MARK} unknown" in text
    assert f"{IN_ORDER_MARK} in order" in text
