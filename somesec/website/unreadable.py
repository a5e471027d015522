"""Why a page could not be read."""

from somesec.language import Message


class UnreadableError(Exception):
    """A page that cannot be read: what it says is unknown. `reason` holds nothing that was
    received."""

    def __init__(self, reason: str, **values: str | int) -> None:
        self.reason = Message(reason, values)
        super().__init__(str(self.reason))
