"""The style sheets of all pages, read once."""

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

_KEPT = 1024


class Sheets(Stylesheet):
    """Textual's style sheet, which keeps what it read of every sheet while the colours stay the
    same. Textual's own keeps fewer than there are, and reads all of them anew with each new page
    and each area that is gone to for the first time: a tenth of a second each time."""

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_KEPT)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Takes other colours; what was read is forgotten if they differ."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Puts together what was read, and reads what was not."""
        self.parse()
