"""The first line under the name: how the town stands, in one breath."""

from textual.content import Content

from policy.engine import Audit
from policy.finding import Severity
from screens.marks import STYLES, Health
from somesec.language import _

_GAP = "   "


def summary(audit: Audit | None, width: int, course: str = "") -> Content:
    """How many accounts are in order, the course that their number took, and how much of each kind
    was found, within a width in cells: where that is short, the less severe is left for the list
    below."""
    if audit is None:
        return Content.styled(_("Looking the register through …"), STYLES["quiet"])
    numbers = audit.summary
    parts = [in_order(audit)]
    if course:
        parts.append(Content.styled(course, STYLES["accent"]))
    if numbers.rule_errors:
        failed = _("{count} rules failed to run").format(count=numbers.rule_errors)
        parts.append(Content.styled(f"■ {failed}", STYLES["critical"]))
    counts = {
        Health.CRITICAL: numbers.findings.get(Severity.CRITICAL, 0),
        Health.HIGH: numbers.findings.get(Severity.HIGH, 0),
        Health.UNKNOWN: numbers.unknown,
        Health.MEDIUM: numbers.findings.get(Severity.MEDIUM, 0),
    }
    for health, count in counts.items():
        part = Content.styled(f"{health.shape} {count} {health.word}", STYLES[health.tone])
        if count and Content(_GAP).join([*parts, part]).cell_length <= width:
            parts.append(part)
    return Content(_GAP).join(parts)


def in_order(audit: Audit) -> Content:
    """How many accounts are in order."""
    numbers = audit.summary
    good = _("{good} of {all} accounts in order").format(
        good=numbers.compliant_accounts, all=numbers.accounts_in_use
    )
    return Content.styled(good, "bold")
