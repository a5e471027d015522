"""Secrets of accounts: opened on purpose, written with their facts, never listed."""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from policy.catalogue import Platform, load_catalogue
from somesec import clock
from somesec.errors import InputError
from somesec.hygiene.generate import PasswordLimits, generate_passphrase, generate_password
from somesec.language import _
from somesec.language import current as current_language
from somesec.model import Account, PreviousPassword, Secret
from somesec.register.change import Change
from somesec.register.measuring import measured
from somesec.register.session import Opened, Register

FIELDS = ("password", "totp", "recovery_codes", "answers", "notes")
LISTS = ("recovery_codes", "answers")
"""The fields of several values."""

Progress = Callable[[int, int], None]


def fields(register: Register, account_id: UUID) -> tuple[str, ...]:
    """Which fields the secret of the account has, without showing any."""
    secret = register.secret(account_id)
    return tuple(name for name in FIELDS if getattr(secret, name))


def show(
    register: Register, account_id: UUID, field: str = "password", pending: bool = False
) -> str:
    """One field of the secret, a line for each value where it has several. That it was opened is in
    the trail before it is returned, unless the register is damaged and cannot be written.

    Raises InputError when there is none, LockedError without the right to it."""
    if field not in FIELDS:
        raise InputError(
            _("A secret has no field '{field}'. It has: {fields}.").format(
                field=field, fields=", ".join(FIELDS)
            )
        )
    account, secret, _revision = register.opened(account_id)
    value = secret.pending if pending else getattr(secret, field)
    if not value:
        raise InputError(_nothing_there(account, field, pending))
    # In a register that does not verify nothing can be written, yet what is intact is readable.
    if not register.problems:
        note = "pending" if pending else field
        with register.change("secret-opened", note, account_id):
            pass
    return value if isinstance(value, str) else "\n".join(value)


def set_field(
    register: Register,
    account_id: UUID,
    field: str,
    value: str,
    *,
    progress: Progress | None = None,
) -> Account:
    """Writes one field of the secret, with new facts on the card; a password that was there is
    kept as previous, and a pending one stays pending. Fields of several values take a line each.

    Raises InputError for an unknown field, an empty password or a bad TOTP key, ConflictError when
    somebody changed the secret meanwhile."""
    if field not in FIELDS:
        raise InputError(
            _("A secret has no field '{field}'. It has: {fields}.").format(
                field=field, fields=", ".join(FIELDS)
            )
        )
    if field == "password":
        opened = register.opened(account_id)
        if value and value == opened.secret.password:
            return opened.account
        return replace_password(register, opened, value, "password-set", progress)
    new = tuple(line for line in value.splitlines() if line.strip()) if field in LISTS else value
    if field == "totp" and value:
        read_totp(value)
    with register.change("secret-set", field, account_id) as change:
        return _put_field(change, register.opened(account_id), field, new)


def _put_field(change: Change, opened: Opened, field: str, new: str | tuple[str, ...]) -> Account:
    account = opened.account
    secret = msgspec.structs.replace(opened.secret, **{field: new})
    if account.facts is not None:
        facts = msgspec.structs.replace(
            account.facts,
            has_totp=bool(secret.totp),
            has_recovery_codes=bool(secret.recovery_codes),
        )
        account = msgspec.structs.replace(account, facts=facts)
    change.put(account)
    change.put_secret(secret)
    return account


def use_recovery_code(register: Register, account_id: UUID, used: str) -> int:
    """Takes a recovery code that was used out of the secret, by its place from 1 on or as it is
    written, and says how many are left.

    Raises InputError when there is no such code."""
    with register.change("secret-set", "recovery_codes", account_id) as change:
        opened = register.opened(account_id)
        codes = opened.secret.recovery_codes
        place = _place_of(used, codes)
        left = codes[:place] + codes[place + 1 :]
        _put_field(change, opened, "recovery_codes", left)
    return len(left)


def _place_of(used: str, codes: Sequence[str]) -> int:
    wanted = _bare(used)
    bare = [_bare(code) for code in codes]
    if wanted in bare:
        return bare.index(wanted)
    if re.fullmatch("[1-9][0-9]?", wanted, re.ASCII) and int(wanted) <= len(codes):
        return int(wanted) - 1
    raise InputError(_("No such code is kept here. Compare with the list: show it first."))


def _bare(code: str) -> str:
    return re.sub(r"[\s-]", "", code).casefold()


def replace_password(
    register: Register,
    opened: Opened,
    password: str,
    act: str,
    progress: Progress | None = None,
) -> Account:
    """Makes a password the current one: measured, the old one kept as previous, no rotation due. It
    is no longer pending if it was; another one that is pending stays so.

    Raises ConflictError when somebody changed the secret since it was opened."""
    if not password:
        raise InputError(_("The password is empty. Nothing was changed."))
    today, before = clock.today(), opened.secret
    is_confirmed = password == before.pending
    secret = msgspec.structs.replace(
        before,
        password=password,
        pending="" if is_confirmed else before.pending,
        pending_since=None if is_confirmed else before.pending_since,
        previous=_with_previous(before, password, today),
    )
    changed = {opened.account.id: today}
    (measured_now,) = measured(register, [(opened.account, secret)], progress, changed_on=changed)
    with register.change(act, subject=opened.account.id) as change:
        # The rest of the card may have been edited while the password was measured.
        account = msgspec.structs.replace(
            register.account(opened.account.id),
            facts=measured_now.facts,
            pending_since=secret.pending_since,
            rotation_due=None,
        )
        change.put(account)
        change.put_secret(secret, opened.revision)
    return account


def _with_previous(secret: Secret, password: str, today: date) -> tuple[PreviousPassword, ...]:
    if not secret.password or secret.password == password:
        return secret.previous
    return (*secret.previous, PreviousPassword(password=secret.password, replaced_on=today))


def suggest(
    register: Register,
    account_id: UUID,
    *,
    length: int | None = None,
    words: int | None = None,
    language: str | None = None,
) -> str:
    """A new password of a length, or passphrase of a number of words, within the limits of the
    account's platform as it is stored now. Nothing is written.

    Raises InputError when the platform does not take so long or so short a one."""
    register.refresh()
    account = register.account(account_id)
    limits = limits_of(load_catalogue().get(account.platform))
    if words is not None:
        chosen = language or current_language()
        return generate_passphrase(words, language=chosen, limits=limits).text
    return generate_password(length, limits).text


def generate(
    register: Register,
    account_id: UUID,
    *,
    length: int | None = None,
    words: int | None = None,
    language: str | None = None,
) -> str:
    """Suggests a password and makes it the current one at once."""
    password = suggest(register, account_id, length=length, words=words, language=language)
    set_field(register, account_id, "password", password)
    return password


def limits_of(platform: Platform | None) -> PasswordLimits:
    """What the platform takes; unlimited where it says nothing."""
    if platform is None:
        return PasswordLimits()
    return PasswordLimits(
        minimum=platform.password_minimum or 0,
        maximum=platform.password_maximum,
        symbols_allowed=platform.password_symbols,
    )


class TotpKey(NamedTuple):
    """What makes the one-time codes of an account (RFC 6238). `period` is in seconds."""

    key: bytes
    digits: int = 6
    period: int = 30
    algorithm: str = "sha1"

    def __repr__(self) -> str:
        return f"TotpKey(digits={self.digits}, period={self.period}, algorithm={self.algorithm!r})"

    def code(self, moment: int) -> str:
        """The code at a moment in seconds since 1970."""
        made = TOTP(
            self.key,
            self.digits,
            _HASHES[self.algorithm](),
            self.period,
            # Services give shorter keys than the standard asks for.
            enforce_key_length=False,
        )
        return made.generate(moment).decode()

    def now(self) -> tuple[str, int]:
        """The code of now and the seconds it is still good for."""
        moment = int(clock.now().timestamp())
        return self.code(moment), self.period - moment % self.period


_HASHES: Mapping[str, Callable[[], SHA1 | SHA256 | SHA512]] = {
    "sha1": SHA1,
    "sha256": SHA256,
    "sha512": SHA512,
}


def totp_key(register: Register, account_id: UUID) -> TotpKey:
    """What makes the account's one-time codes, to show those of the next while. That it was opened
    is in the trail before it is returned."""
    return read_totp(show(register, account_id, "totp"))


def totp_code(register: Register, account_id: UUID) -> tuple[str, int]:
    """The one-time code of now, and the seconds it is still good for."""
    return totp_key(register, account_id).now()


def read_totp(text: str) -> TotpKey:
    """What an otpauth address or a base32 key stands for.

    Raises InputError for anything else."""
    text = text.strip()
    digits, period, algorithm = "6", "30", "sha1"
    if text.casefold().startswith("otpauth:"):
        query = {name: values[0] for name, values in parse_qs(urlsplit(text).query).items()}
        digits, period = query.get("digits", digits), query.get("period", period)
        algorithm = query.get("algorithm", algorithm).casefold().replace("-", "")
        text = query.get("secret", "")
    bare = "".join(text.split()).upper().rstrip("=")
    try:
        key = base64.b32decode(bare + "=" * (-len(bare) % 8))
        number, seconds = int(digits), int(period)
    except ValueError:
        key, number, seconds = b"", 0, 0
    if not (key and 6 <= number <= 8 and 1 <= seconds <= 300 and algorithm in _HASHES):
        raise InputError(
            _(
                "This is no TOTP key. Give the base32 key or the otpauth address that the service"
                " showed."
            )
        )
    return TotpKey(key, number, seconds, algorithm)


def _nothing_there(account: Account, field: str, pending: bool) -> str:
    if pending:
        return _(
            "{account} has no pending password. Start one with 'somesec rotate start'."
        ).format(account=account.name)
    return _("{account} has no {field} in the register. Add it with 'somesec secret set'.").format(
        account=account.name, field=field.replace("_", "-")
    )
