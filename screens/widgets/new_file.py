"""A field for the name of a file to be, which says while one types whether it can be made there."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual import getters, on
from textual.widgets import Input

from screens.widgets.field import TextField
from somesec.language import _
from somesec.reasons import reason_of

if TYPE_CHECKING:
    from screens.app import SomesecApp


class NewFileField(TextField):
    """`or_folder`: a folder will do, too."""

    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(
        self, name: str, label: str, placeholder: str = "", *, or_folder: bool = False
    ) -> None:
        super().__init__(name, label, placeholder)
        self._or_folder = or_folder

    @property
    def file(self) -> Path:
        """The file that is named."""
        return Path(self.value.strip()).expanduser()

    def is_a_file(self) -> bool:
        """Whether what is typed names a file rather than a server."""
        return "://" not in self.value

    @on(Input.Changed)
    def _look(self) -> None:
        typed, file, or_folder = self.value, self.file, self._or_folder

        def show(problem: str) -> None:
            if self.value == typed:
                self.complain(problem)

        # A folder on a network may take its time to answer.
        if typed.strip() and self.is_a_file():
            self.app.carry_out(lambda: _problem(file, or_folder=or_folder), show, owner=self)
        else:
            self.complain("")


def _problem(file: Path, *, or_folder: bool) -> str:
    try:
        if file.is_dir():
            return (
                "" if or_folder else _("{file} is a folder. Name a file in it.").format(file=file)
            )
        if file.exists():
            return _("{file} exists already. Choose another name.").format(file=file)
        if not file.parent.is_dir():
            return _("There is no folder {folder}.").format(folder=file.parent)
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        return _("{file} cannot be written: {reason}.").format(file=file, reason=reason)
    return ""
