"""A field for a file's name, completed from the files that are there."""

import asyncio
from pathlib import Path

from textual.suggester import Suggester

from screens.text import clean
from screens.widgets.completed_input import CompletedInput

_MOST_NAMES = 500


class FileInput(CompletedInput):
    """The down key lists the folder that is typed so far."""

    def __init__(self, value: str = "", placeholder: str = "", *, label: str = "") -> None:
        super().__init__(value, placeholder, label=label)
        self.suggester = _Files(use_cache=False, case_sensitive=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return True

    def action_choose(self) -> None:
        typed = Path(self.value).expanduser()
        folder = typed if self.value.endswith("/") or not self.value else typed.parent
        before = self.value if self.value.endswith("/") else self.value[: -len(typed.name)]
        self._choices = [clean(before + name) for name in _names_in(folder)]
        super().action_choose()


class _Files(Suggester):
    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(_completed, value)


def _completed(value: str) -> str | None:
    typed = Path(value).expanduser()
    start = "" if value.endswith("/") else typed.name
    folder = typed if value.endswith("/") else typed.parent
    fitting = [name for name in _names_in(folder) if start and name.startswith(start)]
    return value + fitting[0][len(start) :] if fitting else None


def _names_in(folder: Path) -> list[str]:
    """The names in a folder that are not hidden, folders with a stroke at their end."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    shown = (entry for entry in entries if not entry.name.startswith("."))
    names = [f"{entry.name}/" if entry.is_dir() else entry.name for entry in shown]
    return [name for name in names[:_MOST_NAMES] if clean(name) == name]
