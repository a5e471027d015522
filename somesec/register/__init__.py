"""The use cases: the only door that screens and the command line go through.

One module a subject (`accounts`, `units`, `people`, `secrets`, `rotation`, `terms`, `imports`,
`exports`, `auditing`, `breaches`, `verifying`, `passphrases`, `demo`), each of functions that take
an unlocked `Register` first.
"""

from somesec.device import Device
from somesec.register.place import default_place
from somesec.register.recovery_kit import RecoveryKit
from somesec.register.session import Member, Register

__all__ = ["Device", "Member", "RecoveryKit", "Register", "default_place"]
