"""Facts in no time, equal for equal passwords. Real measuring has tests of its own."""

import hmac
from collections.abc import Callable, Sequence

from somesec.hygiene.intranet import holds, nt_hashes
from somesec.hygiene.measure import ENGINE, MeasureRequest
from somesec.model import Answer, Facts, Intranet, length_class
from somesec.register import Register, secrets


class QuickMeasurer:
    """Stands where the worker processes stand."""

    def measure_all(
        self,
        requests: Sequence[MeasureRequest],
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Facts]:
        for done in range(0, len(requests), 100):
            if progress is not None:
                progress(min(done + 100, len(requests)), len(requests))
        return [
            Facts(
                length=length_class(len(request.password)),
                strength=4,
                fingerprint=fingerprint(request.password),
                previous=tuple(map(fingerprint, request.previous)),
                changed_on=request.changed_on,
                measured_on=request.today,
                engine=ENGINE,
                surroundings=request.context.digest(),
                intranet=intranet(request),
                has_totp=request.has_totp,
                has_recovery_codes=request.has_recovery_codes,
            )
            for request in requests
        ]

    def intranet_values(
        self,
        hashes: Sequence[bytes],
        salt: bytes,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[bytes]:
        if progress is not None:
            progress(len(hashes), len(hashes))
        return [value(digest, salt) for digest in hashes]

    def close(self) -> None:
        pass


def fingerprint(password: str) -> bytes:
    return hmac.digest(b"quick", password.encode(), "sha256")[:16]


def value(digest: bytes, salt: bytes) -> bytes:
    return hmac.digest(salt, digest, "sha256")[:5]


def intranet(request: MeasureRequest) -> Intranet:
    known = request.intranet
    if known is None:
        return Intranet()
    values = [value(digest, known.salt) for digest in nt_hashes(request.password)]
    match = Answer.YES if holds(known, values) else Answer.NO
    return Intranet(match=match, checked_on=request.today, listed_at=known.loaded_at)


def measured_anew(register: Register) -> None:
    """Puts the facts of every password on its card as this measurer makes them."""
    for account in list(register.records.accounts.values()):
        opened = register.opened(account.id)
        if opened.secret.password:
            secrets.replace_password(register, opened, opened.secret.password, "password-set")


def measure_quickly() -> None:
    """Makes every register of this process measure so, for processes that a test starts."""
    Register.measurer = lambda self: QuickMeasurer()  # type: ignore[method-assign, assignment, return-value]
