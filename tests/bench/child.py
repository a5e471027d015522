"""`python -m tests.bench.child REPORT ARGUMENTS…`: the program with these arguments, in a process
of its own. REPORT then says, as JSON, how long keys were derived from passphrases and the most
memory that the process held.

The derivation is slow on purpose and the same for every size, so it is taken off what is measured;
the cost of a register's passphrase stays the lowest, as what is measured made it."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from somesec.vault import cost, passphrase

_derivation = 0.0


class _Timed:
    """The derivation, with a clock beside it."""

    def __init__(self, **parameters: Any) -> None:
        self._inner = Argon2id(**parameters)

    def derive(self, secret: bytes) -> bytes:
        global _derivation
        begin = time.perf_counter()
        key = self._inner.derive(secret)
        _derivation += time.perf_counter() - begin
        return key


def most_memory() -> int:
    """The most bytes of memory that this process held; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    held = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(held[0]) * 1024 if held else 0


def main() -> int:
    from somesec.__main__ import main as run

    report, *arguments = sys.argv[1:]
    vars(passphrase)["Argon2id"] = _Timed
    with cost.using(cost.FLOOR):
        code = run(arguments)
    told = {"derivation": _derivation, "memory": most_memory()}
    Path(report).write_text(json.dumps(told), encoding="ascii")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
