"""A passphrase to be: typed twice, with advice where it is weak."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from screens.text import clean
from screens.widgets.field import Field
from screens.widgets.password import PasswordInput
from somesec.language import _

if TYPE_CHECKING:
    from screens.app import SomesecApp


class NewPassphrase(Vertical):
    """`about` gives the organisation's name, which makes a weak passphrase; `label` is what it is
    called where that is more than a passphrase."""

    DEFAULT_CSS = """
    NewPassphrase { height: auto; }
    NewPassphrase #advice { height: auto; margin: 0 0 0 28; color: $quiet; }
    .-wide NewPassphrase #advice { margin-left: 36; }
    """
    if TYPE_CHECKING:
        app = getters.app(SomesecApp)

    def __init__(self, about: Callable[[], str], label: str = "") -> None:
        super().__init__()
        self._about = about
        self._label = label

    def compose(self) -> ComposeResult:
        yield Field("passphrase", self._label or _("Passphrase"), PasswordInput())
        yield Static(id="advice", markup=False)
        yield Field("again", _("Passphrase again"), PasswordInput())

    @property
    def passphrase(self) -> str:
        """What was typed; empty, with the field in question marked, where it is none or the two
        differ."""
        first, second = self.query_one("#passphrase", Field), self.query_one("#again", Field)
        first.complain("" if first.value else _("Fill this in."))
        differ = bool(first.value) and first.value != second.value
        second.complain(_("The two differ. Type both again.") if differ else "")
        if not first.value or differ:
            (second if differ else first).enter()
            return ""
        return first.value

    @on(Input.Blurred, "#passphrase Input")
    def _advise(self) -> None:
        from somesec.register import passphrases

        passphrase, about = self.query_one("#passphrase", Field).value, self._about()
        if not passphrase:
            return

        def advise(weakness: str | None) -> None:
            self.query_one("#advice", Static).update(
                clean(weakness or _("✓ A strong passphrase. Write it down until you know it."))
            )

        self.app.carry_out(lambda: passphrases.weakness(passphrase, about), advise, owner=self)
