"""A field for a secret: what is typed shows as dots and never reaches the clipboard."""

from textual import events
from textual.widgets import Input


class PasswordInput(Input):
    """Textual's own password field would copy and cut the plain text with ctrl+c and ctrl+x."""

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(password=True, placeholder=placeholder, id=id, compact=True)

    def _on_paste(self, event: events.Paste) -> None:
        """Takes several lines for several values, which semicolons part here."""
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        super()._on_paste(events.Paste("; ".join(lines) if len(lines) > 1 else event.text))
        event.prevent_default()
        event.stop()

    def action_copy(self) -> None:
        self.app.bell()

    def action_cut(self) -> None:
        self.app.bell()
