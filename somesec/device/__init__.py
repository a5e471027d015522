"""What one person's computer remembers about registers. Knows bytes and ids: no account, no rows.

docs/device.md says where it lies and what it protects against."""

from somesec.device.device import Device
from somesec.device.pin import Pin

__all__ = ["Device", "Pin"]
