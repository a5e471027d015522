"""How each account stands, read off an audit."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from policy.engine import Audit
from policy.finding import Finding, Unknown
from screens.marks import Health
from somesec.model import Account, Status

# The families of rules that the columns of the account list stand for, by the codes' first digits.
FAMILIES = {
    "mailbox": ("SOM1",),
    "password": ("SOM2", "SOM3", "SOM4", "SOM9"),
    "terms": ("SOM5",),
}


@dataclass
class Standing:
    """What an audit says of one account."""

    findings: list[Finding] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    closed: bool = False

    @property
    def health(self) -> Health:
        """The worst of all that is known of it."""
        return self.of_family("")

    def of_family(self, *families: str) -> Health:
        """The worst in the rules whose codes begin so."""
        if self.closed:
            return Health.CLOSED
        states = [Health.of(f.severity) for f in self.findings if f.rule.startswith(families)]
        states += [Health.UNKNOWN for u in self.unknown if u.rule.startswith(families)]
        return min(states, default=Health.IN_ORDER)


def standings(audit: Audit, accounts: list[Account]) -> dict[UUID, Standing]:
    """The standing of each account, by its id."""
    found: dict[UUID, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        found[finding.subject].append(finding)
    unknown: dict[UUID, list[Unknown]] = defaultdict(list)
    for answer in audit.unknown:
        unknown[answer.subject].append(answer)
    return {
        account.id: Standing(
            found.get(account.id, []),
            unknown.get(account.id, []),
            account.status is Status.CLOSED,
        )
        for account in accounts
    }
