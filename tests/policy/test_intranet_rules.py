"""SOM4xx: what the audit says of passwords that may be the intranet's too."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import uuid4

import pytest

from policy.finding import Severity
from somesec.model import Account, Answer, HashSource, Intranet, IntranetDigest, Status
from tests.policy.town import TODAY, ago, audited, codes, facts, page, unknowns


def at(days: int) -> datetime:
    """Eight o'clock so many days ago."""
    return datetime.combine(ago(days), time(8), UTC)


def loaded(days: int) -> IntranetDigest:
    return IntranetDigest(id=uuid4(), loaded_at=at(days), source=HashSource.PWDUMP, count=40)


def compared(match: Answer = Answer.NO, **rest: Any) -> Account:
    return page(facts=facts(intranet=Intranet(match=match, **{"checked_on": TODAY, **rest})))


def test_a_password_of_the_intranet_is_critical() -> None:
    [finding] = audited(compared(Answer.YES, checked_on=ago(3))).findings
    assert (finding.rule, finding.severity) == ("SOM401", Severity.CRITICAL)
    assert finding.clauses == ("5-e",)
    assert finding.evidence == {"checked_on": ago(3).isoformat()}
    assert finding.message.english() == "The password is one of the intranet's."


def test_a_password_of_the_intranet_is_found_however_old_the_comparison() -> None:
    for match in (
        compared(Answer.YES, checked_on=ago(1000)),
        compared(Answer.YES, checked_on=None),
    ):
        assert codes(match, loaded(1000)) == ["SOM401"]


def test_another_password_than_the_intranets_is_in_order() -> None:
    for cards in ([compared()], [compared(listed_at=at(0)), loaded(0)]):
        assert codes(*cards) == []
        assert unknowns(*cards) == []


@pytest.mark.parametrize(
    "account", [compared(Answer.UNKNOWN, checked_on=None), compared(checked_on=None)]
)
def test_what_was_not_compared_is_unknown_and_said_why(account: Account) -> None:
    for cards, why in (
        ([account], "no list of the intranet's passwords has been loaded"),
        ([account, loaded(0)], "the password has not been compared with the intranet's"),
    ):
        assert codes(*cards) == []
        [answer] = audited(*cards).unknown
        assert (answer.rule, answer.reason.english()) == ("SOM401", why)


@pytest.mark.parametrize(("days", "found"), [(180, False), (181, True)])
def test_a_comparison_goes_stale_after_the_interval(days: int, found: bool) -> None:
    account = compared(checked_on=ago(days))
    assert codes(account) == ["SOM402"] * found
    assert unknowns(account) == []


@pytest.mark.parametrize(("days", "found"), [(180, False), (181, True)])
def test_a_comparison_is_worth_no_more_than_its_list(days: int, found: bool) -> None:
    account = compared(listed_at=at(days))
    assert codes(account, loaded(days)) == ["SOM402"] * found


def test_a_stale_comparison_is_told_with_the_day_of_which_it_holds() -> None:
    for account in (compared(checked_on=ago(200)), compared(listed_at=at(200))):
        [finding] = audited(account).findings
        assert finding.evidence == {"as_of": ago(200).isoformat()}
        assert finding.message.english() == (
            f"The password was last compared with the intranet's of {ago(200)}."
        )


@pytest.mark.parametrize(("days", "found"), [(180, False), (181, True)])
def test_a_list_that_nobody_compared_with_is_found_after_the_interval(
    days: int, found: bool
) -> None:
    account = compared(Answer.UNKNOWN, checked_on=None)
    assert codes(account, loaded(days)) == ["SOM402"] * found
    assert unknowns(account, loaded(days)) == ["SOM401"]


def test_a_list_that_nobody_compared_with_is_told_with_its_day() -> None:
    [finding] = audited(compared(Answer.UNKNOWN, checked_on=None), loaded(200)).findings
    assert finding.evidence == {"loaded_on": ago(200).isoformat()}
    assert str(ago(200)) in finding.message.english()


@pytest.mark.parametrize("intranet", [Intranet(match=Answer.YES), Intranet()])
def test_a_closed_account_has_no_duty_to_the_intranet(intranet: Intranet) -> None:
    closed = page(status=Status.CLOSED, facts=facts(intranet=intranet))
    assert codes(closed, loaded(1000)) == []
    assert unknowns(closed, loaded(1000)) == []


def test_an_account_without_a_password_is_unknown_while_in_use() -> None:
    assert "SOM401" in unknowns(page(facts=None))
    assert "SOM401" not in unknowns(page(facts=None, status=Status.PLANNED))
    assert "SOM402" not in codes(page(facts=None), loaded(1000))
