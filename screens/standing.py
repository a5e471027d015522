"""How each account stands, read off what an audit says of it."""

from screens.marks import Health
from somesec.model import Status
from somesec.register.filtering import Line

# The families of rules that columns of the account list stand for, by the codes' first digits.
FAMILIES = {
    "mailbox": ("SOM1",),
    "password": ("SOM2", "SOM3", "SOM4", "SOM9"),
    "terms": ("SOM5",),
}


def health(line: Line, *families: str) -> Health:
    """The worst of all that is known of an account, or of the rules whose codes begin so."""
    if line.account.status is Status.CLOSED:
        return Health.CLOSED
    worst = Health.IN_ORDER
    for finding in line.findings:
        if not families or finding.rule.startswith(families):
            worst = min(worst, Health.of(finding.severity))
    if worst > Health.UNKNOWN and any(
        not families or answer.rule.startswith(families) for answer in line.unknown
    ):
        return Health.UNKNOWN
    return worst
