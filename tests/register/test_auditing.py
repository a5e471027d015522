"""The counts of audits, kept by month."""

from datetime import date

import msgspec
import pytest

from policy.finding import Severity
from somesec import clock
from somesec.errors import LockedError
from somesec.model import decode_card, encode
from somesec.register import Register, auditing, history, units
from tests.conftest import PASSPHRASE, TODAY, Town
from tests.register.crew import AINO, LIISA, TARMO, Crew


def test_the_counts_are_those_of_the_audit(town: Town) -> None:
    with clock.frozen(TODAY):
        report = auditing.kept_report(town.register)
    [kept] = town.register.records.audits.values()
    summary = report.audit.summary
    assert report.trend == (kept,)
    assert (kept.day, kept.in_use, kept.compliant, kept.unknown) == (
        TODAY,
        summary.accounts_in_use,
        summary.compliant_accounts,
        summary.unknown,
    )
    assert [getattr(kept, severity) for severity in Severity] == [
        summary.findings[severity] for severity in Severity
    ]
    assert decode_card(encode(kept)) == kept


def test_of_a_month_the_last_counts_stay(town: Town) -> None:
    for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)):
        with clock.frozen(day):
            auditing.kept_report(town.register)
    kept = sorted(counts.day for counts in town.register.records.audits.values())
    assert kept == [date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 1)]


def test_they_are_there_when_it_is_opened_again(town: Town) -> None:
    with clock.frozen(TODAY):
        auditing.kept_report(town.register)
        before = town.register.records.audits
        town.register.close()
        with Register.open(town.place, PASSPHRASE) as again:
            assert again.records.audits == before
            assert [e.act for e in history.events(again)][-1] == "audit-saved"
            assert [e.note for e in history.events(again)][-1] == "2026-11-22"


def test_an_audit_without_saving_writes_nothing(town: Town) -> None:
    before = len(list(history.events(town.register)))
    auditing.report(town.register, today=TODAY)
    assert len(list(history.events(town.register))) == before
    assert not town.register.records.audits


@pytest.mark.parametrize("changed", [{"high": -1}, {"day": "22.11.2026"}, {"more": 1}])
def test_counts_that_cannot_be_are_refused(town: Town, changed: dict[str, object]) -> None:
    with clock.frozen(TODAY):
        auditing.kept_report(town.register)
    [kept] = town.register.records.audits.values()
    data = msgspec.json.decode(encode(kept)) | changed
    with pytest.raises(msgspec.DecodeError):
        decode_card(msgspec.json.encode(data))


@pytest.mark.usefixtures("quick", "on_the_day", "derived_once")
@pytest.mark.parametrize("name", [TARMO, LIISA])
def test_only_a_coordinator_sees_all_and_keeps_it(crew: Crew, name: str) -> None:
    someone = crew.open(name)
    with pytest.raises(LockedError, match="coordinator"):
        auditing.kept_report(someone)
    assert auditing.kept_report(crew.open(AINO)).trend


@pytest.mark.usefixtures("quick", "on_the_day", "derived_once")
def test_who_looks_after_some_units_only_is_told_no_months_of_the_whole_town(crew: Crew) -> None:
    auditing.kept_report(crew.open(AINO))
    for name in (AINO, TARMO):
        seen = crew.open(name)
        assert auditing.months(seen, clock.today()) == auditing.report(seen).trend != ()
    own = crew.open(LIISA)
    assert auditing.months(own, clock.today()) == auditing.report(own).trend == ()


def test_a_part_has_no_trend(town: Town) -> None:
    with clock.frozen(TODAY):
        auditing.kept_report(town.register)
    unit = next(iter(town.register.records.units.values()))
    assert units.find(town.register, unit.name)
    assert auditing.report(town.register, today=TODAY).trend
    assert not auditing.report(town.register, today=TODAY, units=[unit.name]).trend
    assert not auditing.report(town.register, today=TODAY, rules=["SOM501"]).trend
    assert not auditing.report(town.register, today=date(2026, 11, 21)).trend
