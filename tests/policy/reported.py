"""Reports of the small town, with one thing of each kind in them when asked."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import msgspec

from policy.engine import audit
from policy.reports.report import Report, monthly
from policy.rule import Answer
from policy.rules import RULES
from policy.view import View
from somesec.model import Account, AuditCounts, Breach, Card, Waiver
from somesec.model import Answer as Seen
from tests.policy.town import ORGANISATION, TODAY, ago, facts, named, page, unit, view

EVIL = (
    "evil\x1b[31m\u202e\r\n\x9b2J\u2066</td><script>alert(1)</script>[x](http://e.test){0}|`*_=1+1"
)
FORMULA = "=HYPERLINK(1)"


def report_of(*cards: Card, is_broken: bool = False) -> Report:
    """The town's report with these records; `is_broken` has a rule fail on every account."""

    def fail(_account: Account, _view: View) -> Iterator[Answer]:
        raise ValueError("unsayable")

    town = view(*cards)
    among = (msgspec.structs.replace(RULES[0], check=fail), *RULES[1:]) if is_broken else RULES
    return Report(
        audit=audit(town, among=among),
        records=town.records,
        pack=town.pack,
        trend=monthly(town.records.audits.values(), town.today),
    )


def waiver(rule: str, about: str = "page", reason: str = "Until spring.") -> Waiver:
    return Waiver(
        id=named("waiver"),
        rule=rule,
        subject=named(about),
        reason=reason,
        made_by="Aino",
        made_on=ago(3),
        expires_on=TODAY,
    )


def counts(day: date, compliant: int = 0) -> AuditCounts:
    """What was kept of an audit of nine accounts."""
    return AuditCounts(
        id=uuid4(),
        day=day,
        policy="kauhava",
        version="1",
        units=1,
        accounts=9,
        in_use=9,
        compliant=compliant,
    )


def everything() -> Report:
    """A finding, a waived one, an unknown one and a rule that failed, all with hostile names."""
    return report_of(
        msgspec.structs.replace(ORGANISATION, name=EVIL),
        unit(name=EVIL, name_fi=EVIL, name_sv=EVIL, responsible=None),
        page(handle=EVIL, kind=None, facts=facts(breach=Breach(seen=Seen.UNKNOWN, reason=EVIL))),
        page("b", handle=FORMULA, last_post_on=ago(30), last_look_on=None, facts=facts()),
        waiver("SOM804", reason=EVIL),
        counts(ago(40), 3),
        counts(ago(2), 5),
        is_broken=True,
    )
