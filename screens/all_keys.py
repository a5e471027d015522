"""Every key of the screens, with the name it goes by in a file of keys."""

from collections.abc import Mapping

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from screens.keymap import bindings, keymap_file
from screens.page import Sheet
from screens.preferences import shown_place
from screens.text import clean
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _


class AllKeys(Sheet):
    PLACE = N_("All keys")
    HELP_TEXT = N_(
        'To have another key for something, write a line like "rows.down" = "down,j" into the '
        "file keys.toml beside your settings. Several keys are parted by commas."
    )
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield Static(
            _(
                "Keys of your own: write them in {file}. [F1 page.help] says how each key is named."
            ).format(file=clean(shown_place(keymap_file()))),
            id="where",
            classes="quiet",
            markup=False,
        )
        yield Rows(
            Column("keys", _("Keys"), sortable=False),
            Column("does", _("What it does"), least=20, sortable=False),
            Column("id", _("Name"), least=16, sortable=False),
            id="list",
        )

    def show(self) -> None:
        self.app.carry_out(bindings, self._list, owner=self)

    def _list(self, known: Mapping[str, tuple[type, Binding]]) -> None:
        chosen = self.app.keys_chosen
        rows = [
            Row(
                name,
                (
                    Cell(shown_keys(self.app, chosen.get(name, binding.key)), "accent"),
                    Cell(_(binding.description) if binding.description else ""),
                    Cell(name, "quiet"),
                ),
            )
            for name, (_owner, binding) in sorted(known.items())
        ]
        self.query_one(Rows).show(rows)


def shown_keys(app: App[int], keys: str) -> str:
    """Keys as they are written on the keyboard."""
    parts = (key.strip() for key in keys.split(","))
    return " ".join(app.get_key_display(Binding(key, "")) for key in parts)
