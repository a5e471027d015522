"""The scope keys that an open register holds, seen and let go of."""

from uuid import UUID

from somesec.register import Register
from somesec.register.keys import CARD, SECRET, ScopeKey


def held_keys(register: Register) -> list[ScopeKey]:
    """Every key, of every scope, epoch and kind."""
    keys = register._contents.keys
    return [
        key
        for scope in (register.id, *register.records.units)
        for kind in (CARD, SECRET)
        for key in keys.every(scope, kind)
    ]


def let_go_of_secret_keys(register: Register, *scopes: UUID) -> None:
    """Drops the secret keys of some scopes, or of all."""
    for scope in scopes or (register.id, *register.records.units):
        register._contents.keys.drop_scope(scope, SECRET)
