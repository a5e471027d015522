"""Who unlocked a register on this computer before."""

from contextlib import closing
from uuid import UUID

from somesec.device import Device
from somesec.register.place import Place
from somesec.store.store import Store


def names_here(place: Place, device: Device) -> list[str]:
    """The names of those who opened the register at a place here, the last one first.

    Raises SomesecError where the place cannot be read."""
    with closing(Store.open(place)) as store, store.read() as rows:
        register = UUID(bytes=rows.register().id)
    return list(device.members(register).values())
