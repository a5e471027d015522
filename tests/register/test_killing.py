"""A few rounds of what `python -m tests.register.killing` and `killing_steps` do by hundreds."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.register import killing

pytestmark = pytest.mark.usefixtures("quick")


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_writer_killed_at_any_moment_leaves_a_whole_register(tmp_path: Path) -> None:
    figures = killing.run(12, tmp_path)
    assert figures.broken == []
    assert figures.rounds == 12
    assert figures.started > 0
    assert figures.imports_whole + figures.imports_not_begun == 6


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_backup_a_restoring_and_a_moving_killed_at_any_step_lose_nothing() -> None:
    command = [sys.executable, "-m", "tests.register.killing_steps", "--stride", "37"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    for end in ("backups not made", "not restored", "not moved"):
        assert end in done.stdout
