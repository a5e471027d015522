"""The walk-through on the page about several people runs from its first line to its last."""

import os
import re
import shutil
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, fenced, page

SCRIPT = ROOT / "docs" / "walk-through.sh"

# The program itself, but for the cost of its locks.
PROGRAM = f"""#!{sys.executable}
import sys
sys.path.insert(0, {str(ROOT)!r})
from somesec.__main__ import main
from somesec.vault import cost
if __name__ == "__main__":
    with cost.using(cost.FLOOR):
        sys.exit(main())
"""


@pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("bash"), reason="the walk-through is for bash"
)
def test_three_people_walk_from_the_first_invitation_to_the_last_day(tmp_path: Path) -> None:
    program = tmp_path / "somesec"
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    folder = tmp_path / "temporary"
    folder.mkdir()
    path = os.pathsep.join((str(tmp_path), os.environ["PATH"]))
    walked = subprocess.run(
        ["bash", str(SCRIPT)],
        env={**os.environ, "PATH": path, "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert walked.returncode == 0, walked.stderr
    assert walked.stderr.endswith("--- done\n")
    last = walked.stdout[walked.stdout.rindex("Name ") :]
    assert "Siiri Malli" in last
    assert "Eino Koe" not in last
    assert "Problems              0" in last
    assert list(folder.iterdir()) == []


def test_every_step_on_the_page_is_walked() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    steps = {
        _command(line)
        for block in fenced(page("docs/several-people.md"))
        for line in block.splitlines()
        if line.startswith("somesec ")
    }
    walked = {_command(line) for line in script.splitlines() if "somesec_of " in line}
    # She can open everything already, and nobody forgets a passphrase.
    assert steps - walked == {"grant", "recovery use"}


def _command(line: str) -> str:
    """The command in a line, without what it is given."""
    words = re.sub(r"^.*?somesec(_of \w+)? ", "", line).split()
    return " ".join(takewhile(str.isalpha, words[:2]))
