"""The first line under the name: how the town stands, in one breath."""

from textual.content import Content

from policy.engine import Audit
from policy.finding import Severity
from screens.marks import STYLES, Health
from somesec.language import _

_COUNTED = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


def summary(audit: Audit | None) -> Content:
    """Accounts in order of how many, and the count of each kind of finding."""
    if audit is None:
        return Content.styled(_("Looking the register through …"), STYLES["quiet"])
    numbers = audit.summary
    parts: list[tuple[str, str]] = [
        (
            _("{good} of {all} accounts in order").format(
                good=numbers.compliant_accounts, all=numbers.accounts_in_use
            ),
            "bold",
        )
    ]
    counts = [(Health.of(s), numbers.findings.get(s, 0)) for s in _COUNTED]
    for health, count in [*counts, (Health.UNKNOWN, numbers.unknown)]:
        if count:
            parts.append((f"   {health.shape} {count} {health.word}", STYLES[health.tone]))
    if numbers.rule_errors:
        failed = _("{count} rules failed to run").format(count=numbers.rule_errors)
        parts.append((f"   ■ {failed}", STYLES["critical"]))
    return Content.assemble(*parts)
