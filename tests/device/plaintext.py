"""A keyring as some plugins are: preferred to all others, and everything in plain sight."""

from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.compat import properties


class Plaintext(KeyringBackend):
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    @properties.classproperty
    def priority(self) -> float:
        return 99

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password
