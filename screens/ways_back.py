"""The ways back into a register that a passphrase does not open."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from screens.page import Sheet
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from somesec.language import N_, _


class WaysBack(Sheet):
    PLACE = N_("Something is lost")
    HELP_TEXT = N_(
        "Where a passphrase or a computer is lost, another coordinator can invite you anew. Where "
        "there is none, the recovery kit from the safe opens the register. A file that is lost or "
        "damaged comes back from a backup."
    )
    AUTO_FOCUS = "#acts"

    _ACTS: ClassVar[dict[str, tuple[str, str, str]]] = {
        "kit": (
            N_("A passphrase, a computer or a coordinator"),
            N_("use the recovery kit"),
            N_(
                "If there is another coordinator, you need no kit: they remove you and invite you "
                "anew. Else fetch the page with the recovery kit from the safe."
            ),
        ),
        "backup": (
            N_("The file, or rows of it"),
            N_("restore a backup"),
            N_("You need the backup and the passphrase that was yours on its day."),
        ),
    }

    def body(self) -> ComposeResult:
        yield Rows(
            Column("lost", _("What is lost"), sortable=False),
            Column("way", _("The way back"), least=20, sortable=False),
            id="acts",
        )
        with Scroll(can_focus=False):
            yield Static(id="about", markup=False)

    def show(self) -> None:
        self.query_one(Rows).show(
            [
                Row(key, (Cell(_(lost), "strong"), Cell(_(way), "quiet")))
                for key, (lost, way, _about) in self._ACTS.items()
            ]
        )
        self._say()

    @on(Rows.Highlighted)
    def _say(self) -> None:
        key = self.query_one(Rows).key
        self.query_one("#about", Static).update(_(self._ACTS[key][2]) if key else "")

    @on(Rows.Chosen)
    def _open(self) -> None:
        from screens.kit_use import KitUse
        from screens.restoring import Restoring

        self.app.open(KitUse() if self.query_one(Rows).key == "kit" else Restoring())
