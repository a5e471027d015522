"""What a member may be."""

COORDINATOR, UNIT_ADMIN, AUDITOR, RECOVERY = "coordinator", "unit-admin", "auditor", "recovery"
GONE = ""
"""The role of one who was a member once."""

ROLES = (COORDINATOR, UNIT_ADMIN, AUDITOR)
"""The roles that a person can be invited to."""

LEADING = (COORDINATOR, RECOVERY)
"""The roles that decide who belongs to the register."""
