"""What workers and widgets tell: messages go up, method calls go down."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.dom import DOMNode
from textual.message import Message

from somesec.errors import SomesecError


@dataclass
class Done(Message):
    """A worker finished. `then` is called on the app's own loop, unless the screen it was for is
    gone or the register has been locked since."""

    owner: DOMNode
    session: int
    then: Callable[[], None]
    saved: bool


@dataclass
class Failed(Message):
    """A worker could not do its work, for a reason that can be shown."""

    owner: DOMNode
    session: int
    error: SomesecError
    failed: Callable[[SomesecError], None] | None


@dataclass
class Heard(Message):
    """Others wrote something, or `error` says why that cannot be told."""

    session: int
    error: SomesecError | None


@dataclass
class Progress(Message):
    """How far long work has come; a later one takes the place of an earlier one."""

    done: int
    total: int

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Progress)
