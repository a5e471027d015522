"""A few rounds of what `python -m tests.register.killing` and `killing_steps` do by hundreds."""

import subprocess
import sys
from pathlib import Path

import pytest

from somesec.register.place import Place
from tests.conftest import TODAY
from tests.register import killing
from tests.register.crew import Crew
from tests.register.killing_statements import (
    WORKS,
    kill_at_every_statement,
    move_killed_at_every_statement,
)
from tests.server import RunningServer
from tests.store.elsewhere import in_another_process

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


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize("work", WORKS)
def test_a_change_killed_at_any_statement_is_there_wholly_or_not_at_all(
    crew_anywhere: Crew, work: str, tmp_path: Path
) -> None:
    ends = in_another_process(kill_at_every_statement, work, crew_anywhere.place, tmp_path, TODAY)
    assert ends.nothing > 3
    assert ends.everything > 0


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize("way", ["to a server", "from a server"])
def test_a_move_between_a_file_and_a_server_killed_at_any_statement_is_finished(
    request: pytest.FixtureRequest, running_server: RunningServer, way: str, tmp_path: Path
) -> None:
    to: list[Place]
    if way == "to a server":
        place = request.getfixturevalue("crew_in_file").place
        to = [running_server.place() for _step in range(300)]
    else:
        place = request.getfixturevalue("crew_on_server").place
        to = [tmp_path / f"new{number}.somesec" for number in range(300)]
    ends = in_another_process(move_killed_at_every_statement, place, to, tmp_path, TODAY, 4)
    assert ends.nothing > 3
