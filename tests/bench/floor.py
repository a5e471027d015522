"""`python -m tests.bench.floor FILE KEYS`: reads all cards of a register, opens and decodes them,
and nothing else: the least that any audit of them takes.

KEYS holds, as JSON, the register's id and the key of each scope and epoch, all in hexadecimal. The
seconds of opening and decoding alone are printed."""

import json
import sqlite3
import sys
import time
from pathlib import Path

from somesec.model import decode_card
from somesec.vault.keys import record_context
from somesec.vault.sealed import unseal


def main() -> None:
    place, kept = sys.argv[1:]
    told = json.loads(Path(kept).read_text(encoding="ascii"))
    register = bytes.fromhex(told["register"])
    keys = {(scope, epoch): bytes.fromhex(key) for scope, epoch, key in told["keys"]}
    connection = sqlite3.connect(place)
    rows = connection.execute(
        "SELECT id, scope, epoch, revision, sealed FROM record WHERE part = 'card'"
    ).fetchall()
    connection.close()
    begin = time.perf_counter()
    for record, scope, epoch, revision, sealed in rows:
        context = record_context(register, scope, record, "card", revision, epoch)
        decode_card(unseal(keys[scope.hex(), epoch], context, sealed))
    sys.stdout.write(f"{time.perf_counter() - begin}\n")


if __name__ == "__main__":
    main()
