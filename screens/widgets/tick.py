"""A box to tick. In the framework's own, only the colour tells whether it is ticked."""

from textual.widgets import Checkbox


class Tick(Checkbox):
    """Shows a mark when it is ticked, and none when it is not."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Called by Textual when it is ticked or not any more."""
        self.BUTTON_INNER = "✓" if self.value else " "
        super().watch_value()
