"""The command line as its own tests run it."""

from tests.cli.conftest import at_town, passphrase_file, run

__all__ = ["at_town", "passphrase_file", "run"]
