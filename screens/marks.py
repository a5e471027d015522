"""Severities and states as a shape and a word. Colour only helps: nothing depends on it."""

from enum import IntEnum

from policy.finding import Severity
from somesec.language import N_, _

SHAPES = {
    Severity.CRITICAL: "■",
    Severity.HIGH: "▲",
    Severity.MEDIUM: "●",
    Severity.LOW: "·",
    Severity.INFO: "∙",
}
UNKNOWN = "?"
IN_ORDER = "✓"


class Health(IntEnum):
    """How a record stands, the worst first, so that sorting by it puts first what to do first."""

    CRITICAL = 0
    HIGH = 1
    MEDIUM = 2
    LOW = 3
    UNKNOWN = 4
    IN_ORDER = 5
    CLOSED = 6

    @classmethod
    def of(cls, severity: Severity) -> "Health":
        """The health that a finding of this severity makes; one of mere information makes none."""
        return {
            Severity.CRITICAL: cls.CRITICAL,
            Severity.HIGH: cls.HIGH,
            Severity.MEDIUM: cls.MEDIUM,
            Severity.LOW: cls.LOW,
            Severity.INFO: cls.IN_ORDER,
        }[severity]

    @property
    def shape(self) -> str:
        return _HEALTH_SHAPES[self]

    @property
    def word(self) -> str:
        return _(_HEALTH_WORDS[self])

    @property
    def tone(self) -> str:
        """The name of the tone it is drawn in; empty for the ordinary one."""
        return _TONES.get(self, "quiet")

    def __str__(self) -> str:
        return f"{self.shape} {self.word}"


_HEALTH_SHAPES = {
    Health.CRITICAL: "■",
    Health.HIGH: "▲",
    Health.MEDIUM: "●",
    Health.LOW: "·",
    Health.UNKNOWN: UNKNOWN,
    Health.IN_ORDER: IN_ORDER,
    Health.CLOSED: "–",
}
_HEALTH_WORDS = {
    Health.CRITICAL: N_("critical"),
    Health.HIGH: N_("high"),
    Health.MEDIUM: N_("medium"),
    Health.LOW: N_("low"),
    Health.UNKNOWN: N_("unknown"),
    Health.IN_ORDER: N_("in order"),
    Health.CLOSED: N_("closed"),
}
_TONES = {
    Health.CRITICAL: "critical",
    Health.HIGH: "high",
    Health.MEDIUM: "medium",
    Health.IN_ORDER: "accent",
}
# What each tone is in the theme, for text that is composed of parts.
STYLES = {
    "critical": "bold $error",
    "high": "$warning",
    "medium": "$foreground",
    "accent": "$accent",
    "quiet": "$quiet",
}
