"""The end of the program."""

import os

import pytest

from screens.leaving import give_up_lost_output


def test_what_a_lost_terminal_cannot_take_any_more_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w") as lost:
        lost.write("the last of the screen")
        monkeypatch.setattr("sys.stdout", lost)
        monkeypatch.setattr("sys.stderr", None)
        give_up_lost_output()
        lost.flush()
