"""What several threads may do at the same time without crashing the program."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import Town

# msgspec looks at a class when it first needs to, and while one thread does so another sees it half
# done and reads from nowhere: the program ends with a segmentation fault. So it must all be looked
# at while modules are loaded, which one thread does at a time.
_LATE = """
import sys
from traceback import walk_stack
from msgspec import _utils

looked_at, real = [], _utils._get_class_mro_and_typevar_mappings

def noted(cls):
    if "_find_and_load" not in {frame.f_code.co_name for frame, _line in walk_stack(None)}:
        looked_at.append(cls.__qualname__)
    return real(cls)

_utils._get_class_mro_and_typevar_mappings = noted
from pathlib import Path
from policy.catalogue import load_catalogue
from somesec import clock
from somesec.register import Device, Register, auditing, history

place, passphrase, device = sys.argv[1:]
for _again in range(2):
    with Register.open(Path(place), passphrase, device=Device(Path(device))) as register:
        auditing.audit(register, today=clock.today())
        load_catalogue()
        history.export(register, "json")
print(*looked_at)
"""


def test_no_class_is_looked_at_by_msgspec_for_the_first_time_while_threads_run(
    town: Town, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", _LATE, str(town.place), town.passphrase]
    done = subprocess.run(
        [*command, str(tmp_path / "device")], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
