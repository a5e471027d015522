from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from policy.rules import RULES
from policy.waivers import refuse_bad_waiver
from somesec.errors import InputError
from somesec.model import Waiver
from tests.policy.town import LIBRARY, TODAY, ago, audited, named, page, unit, view

CODES = {rule.code for rule in RULES}
SILENT = page(last_post_on=ago(30))


def waiver(**changes: object) -> Waiver:
    made = Waiver(
        id=named("waiver"),
        rule="SOM801",
        subject=named("page"),
        reason="The library moves house until spring.",
        made_by="Aino",
        made_on=ago(10),
        expires_on=TODAY,
    )
    return msgspec.structs.replace(made, **changes)


def test_a_waived_finding_is_kept_apart_and_counted() -> None:
    result = audited(SILENT, waiver())
    assert result.findings == ()
    [accepted] = result.waived
    assert (accepted.rule, accepted.waiver) == ("SOM801", named("waiver"))
    assert result.summary.waived == 1
    assert result.summary.compliant_accounts == 1


def test_a_waiver_holds_on_its_last_day_and_not_after() -> None:
    ended = waiver(expires_on=ago(1))
    result = audited(SILENT, ended)
    assert [f.rule for f in result.findings] == ["SOM801"]
    assert result.expired_waivers == (ended,)
    assert result.waived == ()


def test_a_waiver_of_the_same_rule_on_another_record_accepts_nothing() -> None:
    other = page("other")
    unused = waiver(subject=other.id)
    result = audited(SILENT, other, unused)
    assert [f.rule for f in result.findings] == ["SOM801"]
    assert result.unused_waivers == (unused,)


def test_a_waiver_of_another_rule_accepts_nothing() -> None:
    assert [f.rule for f in audited(SILENT, waiver(rule="SOM802")).findings] == ["SOM801"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"rule": "SOM80"}, "WaiverOfUnknownRule"),
        ({"rule": "silent"}, "WaiverOfUnknownRule"),
        ({"subject": UUID(int=1)}, "WaiverOfUnknownRecord"),
        ({"made_on": ago(1), "expires_on": ago(1) + timedelta(181)}, "WaiverTooLong"),
    ],
)
def test_a_waiver_that_cannot_be_right_accepts_nothing_and_is_an_error(
    changes: dict[str, object], error: str
) -> None:
    result = audited(SILENT, waiver(**changes))
    assert [f.rule for f in result.findings] == ["SOM801"]
    assert [e.error for e in result.rule_errors] == [error]


def test_a_waiver_of_180_days_is_in_force() -> None:
    long = waiver(made_on=TODAY, expires_on=TODAY + timedelta(180))
    assert audited(SILENT, long).summary.waived == 1


def test_a_waiver_made_later_than_the_day_of_the_audit_is_not_in_force_yet() -> None:
    later = waiver(made_on=TODAY + timedelta(1), expires_on=TODAY + timedelta(9))
    assert audited(SILENT, later).summary.waived == 0


def test_a_unit_may_be_the_subject() -> None:
    accepted = waiver(rule="SOM708", subject=LIBRARY.id)
    assert audited(unit(responsible=None), accepted).summary.waived == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rule": "SOM80"}, "no rule"),
        ({"subject": UUID(int=1)}, "not in the register"),
        ({"reason": "  "}, "reason"),
        ({"made_on": TODAY, "expires_on": TODAY + timedelta(181)}, "180 days"),
        ({"made_on": TODAY, "expires_on": ago(1)}, "before it begins"),
    ],
)
def test_a_bad_waiver_is_refused_before_it_is_kept(changes: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        refuse_bad_waiver(view(), waiver(**changes), CODES)


def test_a_good_waiver_is_let_through() -> None:
    refuse_bad_waiver(view(), waiver(), CODES)
