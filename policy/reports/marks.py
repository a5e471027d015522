"""The shapes that stand beside the words, so that nothing is told by colour alone."""

from policy.finding import Severity

MARKS = {
    Severity.CRITICAL: "■",
    Severity.HIGH: "▲",
    Severity.MEDIUM: "●",
    Severity.LOW: "·",
    Severity.INFO: "i",
}
UNKNOWN_MARK = "?"
IN_ORDER_MARK = "✓"
