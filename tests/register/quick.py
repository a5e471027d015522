"""Facts in no time, equal for equal passwords. Real measuring has tests of its own."""

import hmac
from collections.abc import Callable, Sequence

from somesec.hygiene.measure import MeasureRequest
from somesec.model import Facts, length_class
from somesec.register import Register


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
                engine="quick",
                has_totp=request.has_totp,
                has_recovery_codes=request.has_recovery_codes,
            )
            for request in requests
        ]

    def close(self) -> None:
        pass


def fingerprint(password: str) -> bytes:
    return hmac.digest(b"quick", password.encode(), "sha256")[:16]


def measure_quickly() -> None:
    """Makes every register of this process measure so, for processes that a test starts."""
    Register.measurer = lambda self: QuickMeasurer()  # type: ignore[method-assign, assignment, return-value]
