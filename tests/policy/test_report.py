"""What all reports tell alike: how units stand, and how months went."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from policy.finding import Severity
from policy.reports.report import MONTHS, monthly
from somesec.model import Status
from tests.policy.reported import counts, everything, report_of
from tests.policy.town import TODAY, ago, named, page, unit

SCHOOL = unit(id=named("school"), name="Alakoulu", mailboxes=())


def test_units_stand_by_name_with_their_accounts_in_each_state() -> None:
    report = report_of(
        SCHOOL,
        page("of-the-school", unit=SCHOOL.id),
        page("broken", kind=None),
        page("unknown", last_post_on=None),
        page("both", kind=None, last_post_on=None),
        page("closed", status=Status.CLOSED),
    )
    school, library = report.standings()
    assert (school.unit, library.unit) == (SCHOOL.id, named("library"))
    assert (library.in_use, library.in_order, library.broken, library.unknown) == (4, 1, 2, 1)
    assert library.findings[Severity.LOW] == 2


def test_only_the_units_audited_stand_in_it() -> None:
    report = report_of(SCHOOL, page("b", unit=SCHOOL.id))
    part = msgspec.structs.replace(report, units=frozenset({SCHOOL.id}))
    assert [standing.unit for standing in part.standings()] == [SCHOOL.id]


def test_all_units_together_are_the_summary() -> None:
    report = everything()
    rows, summary = report.standings(), report.audit.summary
    assert sum(row.in_use for row in rows) == summary.accounts_in_use
    assert sum(row.in_order for row in rows) == summary.compliant_accounts
    assert all(row.in_use == row.in_order + row.broken + row.unknown for row in rows)


def test_a_month_is_told_by_its_last_counts_up_to_the_day() -> None:
    kept = [counts(ago(30), 3), counts(ago(1), 5), counts(ago(5), 4), counts(ago(-1), 6)]
    assert [c.compliant for c in monthly(kept, TODAY)] == [3, 5]
    assert [c.compliant for c in monthly(kept, ago(-1))] == [3, 6]


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 12, 31))))
def test_months_come_once_each_in_order_and_not_too_many(days: list[date]) -> None:
    told = monthly(map(counts, days), TODAY)
    months = [(c.day.year, c.day.month) for c in told]
    assert months == sorted(set(months))
    assert len(months) <= MONTHS
    assert all(c.day <= TODAY for c in told)
