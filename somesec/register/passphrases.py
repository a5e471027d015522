"""The passphrase that a member unlocks with."""

from pathlib import Path
from typing import NamedTuple

from somesec import clock
from somesec.errors import CheckError
from somesec.hygiene.context import PasswordContext
from somesec.hygiene.measure import Measurer, MeasureRequest
from somesec.language import _
from somesec.register.session import Register
from somesec.vault.keys import new_key
from somesec.vault.passphrase import needs_device_secret, needs_key_file

LEAST_STRENGTH = 3
"""The zxcvbn score from which an offline attack on a slow hash takes long ("safely
unguessable", https://github.com/dropbox/zxcvbn#usage)."""


class Needed(NamedTuple):
    """What the member unlocks with besides the passphrase."""

    key_file: bool
    this_computer: bool


def needed(register: Register) -> Needed:
    """What the member unlocks with besides the passphrase."""
    return Needed(needs_key_file(register.locked), needs_device_secret(register.locked))


def change(
    register: Register,
    old: str,
    new: str,
    *,
    key_file: Path | None = None,
    new_key_file: Path | None = None,
    drops_key_file: bool = False,
    with_device_secret: bool | None = None,
) -> None:
    """Locks the member's keys under a new passphrase: with the same key file, another one or none,
    and `with_device_secret` so that only this computer opens them (None leaves that as it is).

    Raises LockedError when the old passphrase or key file is wrong, InputError when the new
    passphrase is empty."""
    register.change_passphrase(
        old,
        new,
        key_file=key_file,
        new_key_file=new_key_file or (None if drops_key_file else key_file),
        with_device_secret=with_device_secret,
    )


def weakness(passphrase: str, organisation: str) -> str | None:
    """Advice when a passphrase is easily guessed, or its strength cannot be told; else None.
    Takes about a second: it is measured in a process of its own."""
    if not passphrase:
        return _("The passphrase is empty. Choose at least four random words.")
    context = PasswordContext(organisation=organisation)
    request = MeasureRequest(password=passphrase, context=context, today=clock.today())
    try:
        with Measurer(new_key(), b"", workers=1) as measurer:
            strength = measurer.measure(request).strength
    except CheckError as error:
        return str(error)
    if strength >= LEAST_STRENGTH:
        return None
    return _("This passphrase is easily guessed. Four or more random words are far stronger.")
