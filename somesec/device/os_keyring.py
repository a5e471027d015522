"""The system's keyring: which one is trusted, and how it is asked without waiting for it.

Asking blocks: a locked keyring shows a prompt, a hanging one answers never. So each question goes
to a daemon thread of its own, which holds up neither the program nor its end. A process could be
ended, but would have to be handed the secrets, and takes longer to start than a keyring to answer.
"""

import base64
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

PATIENCE = 4.0
"""Seconds that one question may take. One who is asked to unlock the keyring may take longer; the
next question after that finds it unlocked."""

_USERNAME = "somesec"
_TRUSTED = {
    "darwin": ("keyring.backends.macOS.Keyring",),
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
}
_TRUSTED_ELSEWHERE = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
)


class KeyringSilentError(Exception):
    """There is no keyring, or it is locked, hangs, failed, or did not keep what it was given. Says
    no more: what a keyring reports may hold what it was asked to keep."""


class Keyring(Protocol):
    """Keeps few bytes by name. Every method raises KeyringSilentError when there is no answer."""

    def get(self, name: str) -> bytes | None:
        """What is kept under the name: None for nothing, no bytes for what was not put there so."""

    def put(self, name: str, value: bytes) -> None:
        """Returns when the value is kept, as reading it back shows."""

    def drop(self, name: str) -> None:
        """Returns when nothing is kept under the name."""


class NoKeyring:
    """Where everything is to be kept in files."""

    def get(self, name: str) -> bytes | None:
        raise KeyringSilentError

    def put(self, name: str, value: bytes) -> None:
        raise KeyringSilentError

    def drop(self, name: str) -> None:
        raise KeyringSilentError


class OsKeyring:
    """The keyring of whoever is logged in. Any thread may ask; questions are asked in turn, each is
    given up after about `patience` seconds."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._in_turn = Lock()
        self._unanswered: Thread | None = None

    def get(self, name: str) -> bytes | None:
        kept = self._ask(lambda ring: ring.get_password(name, _USERNAME))
        try:
            return None if kept is None else base64.b64decode(kept, validate=True)
        except ValueError:
            return b""

    def put(self, name: str, value: bytes) -> None:
        text = base64.b64encode(value).decode()

        def write(ring: "KeyringBackend") -> bool:
            ring.set_password(name, _USERNAME, text)
            return ring.get_password(name, _USERNAME) == text

        if not self._ask(write):
            raise KeyringSilentError

    def drop(self, name: str) -> None:
        def delete(ring: "KeyringBackend") -> bool:
            if ring.get_password(name, _USERNAME) is not None:
                ring.delete_password(name, _USERNAME)
            return ring.get_password(name, _USERNAME) is None

        if not self._ask(delete):
            raise KeyringSilentError

    def _ask(self, question: Callable[["KeyringBackend"], T]) -> T:
        answers: SimpleQueue[T] = SimpleQueue()
        done: SimpleQueue[None] = SimpleQueue()

        def ask() -> None:
            # Whatever a keyring raises, it has not answered.
            with suppress(Exception):
                answers.put(question(trusted_keyring()))
            done.put(None)

        with self._in_turn:
            # At most one is left waiting, and what it may still write is never overtaken.
            if self._unanswered is not None and self._unanswered.is_alive():
                raise KeyringSilentError
            thread = Thread(target=ask, name="keyring", daemon=True)
            thread.start()
            try:
                done.get(timeout=self._patience)
                return answers.get_nowait()
            except Empty:
                self._unanswered = thread
                raise KeyringSilentError from None


def trusted_keyring() -> "KeyringBackend":
    """The keyring that this system's own programs use. Slow: asks the system which there are.

    The package's own choice is not asked. It can be turned by PYTHON_KEYRING_BACKEND, a
    configuration file or an installed plugin to a keyring that keeps everything in plain sight or
    nothing at all. Raises KeyringSilentError when there is none."""
    found = {}
    for name in _TRUSTED.get(sys.platform, _TRUSTED_ELSEWHERE):
        module, _dot, kind = name.rpartition(".")
        # One that cannot be used says so by raising: anything, when it is asked for its priority.
        with suppress(Exception):
            backend: type[KeyringBackend] = getattr(import_module(module), kind)
            found[backend] = backend.priority
    if not found:
        raise KeyringSilentError
    return _unsteered(max(found, key=found.__getitem__))()


@cache
def _unsteered(backend: "type[KeyringBackend]") -> "type[KeyringBackend]":
    """The same without a say for KEYRING_PROPERTY_* variables: one could have everything put into a
    collection that lasts until logout."""
    return type(backend.__name__, (backend,), {"set_properties_from_env": lambda ring: None})
