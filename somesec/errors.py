"""What can go wrong, as one sentence that says what happened and what to do next.

Every error carries its exit code, so that the command line needs no table of its own.
"""


class SomesecError(Exception):
    """Root of all errors that are shown to people. The text is one or two clear sentences,
    already in the reader's language, and never holds a secret."""

    exit_code = 2


class InputError(SomesecError):
    """Wrong use, a bad input file or an unknown name."""


class LockedError(SomesecError):
    """Wrong passphrase or key file, or no right to what was asked."""

    exit_code = 3


class TamperedError(SomesecError):
    """What is stored does not verify: damaged, exchanged, cut or put back."""

    exit_code = 4


class CheckError(SomesecError):
    """A rule or a check failed to run, so its answer is unknown."""

    exit_code = 5


class ConflictError(SomesecError):
    """Somebody else changed it first, or the register is in use."""

    exit_code = 6
