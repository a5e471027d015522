"""A few rounds of what `python -m tests.register.killing` does hundreds of times."""

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
