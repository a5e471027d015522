"""The command line: the top floor. See `main`."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from somesec import __version__
from somesec.cli.output import finish, is_for_terminal, note, prepare_streams, refused, say
from somesec.errors import CheckError, InputError, SomesecError
from somesec.language import _, choose

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command in `argv` (without the program's name; None takes the process's own).

    Returns the exit code. Every mistake is said in one sentence on standard error."""
    words = list(sys.argv[1:] if argv is None else argv)
    choose(_language_in(words))
    prepare_streams()
    try:
        code = _run(words)
        finish()
        return code
    except KeyboardInterrupt:
        note("")
        return INTERRUPTED
    except Exception as error:
        return _told(_as_ours(error))


def say_refused(error: OSError) -> int:
    """Says that standard output took no more, for what was printed before anything was loaded. A
    reader who has had enough is no error.

    Returns the exit code."""
    choose()
    ours = refused(error, lost="")
    return 0 if isinstance(error, BrokenPipeError) else _told(ours)


def _run(words: Sequence[str]) -> int:
    from somesec.cli.commands import add_all
    from somesec.cli.options import EVERYWHERE, add_everywhere
    from somesec.cli.parser import Parser

    parser = Parser(
        prog="somesec",
        description=_(
            "A register of a town's social media accounts: sealed, audited against the "
            "guideline. Without a command, the screens."
        ),
        epilog=_("'somesec COMMAND --help' says more about a command."),
    )
    parser.add_argument(
        "--version", action="version", version=f"somesec {__version__}", help=_("print the version")
    )
    add_everywhere(parser)
    add_all(parser)
    parser.set_defaults(**EVERYWHERE, run=_screens)
    try:
        options = parser.parse_args(words)
    except SystemExit:  # argparse ends so once it has printed help or the version
        return 0
    code: int = options.run(options)
    return code


def _screens(options: Namespace) -> int:
    from somesec.cli.unlocking import member_of, on_terminal, place_of

    if not on_terminal() or not is_for_terminal():
        raise InputError(
            _("The screens need a terminal. For a command instead, see 'somesec --help'.")
        )
    if options.no_color:
        os.environ["NO_COLOR"] = "1"
    place = place_of(options)
    from screens.app import run

    return run(place, member=member_of(options), speaks=options.language)


def _language_in(words: Sequence[str]) -> str | None:
    """The language asked for, known before the parser is made: its texts are in that language."""
    for place, word in enumerate(words):
        if word.startswith("--language="):
            return word.partition("=")[2]
        if word == "--language" and place + 1 < len(words):
            return words[place + 1]
    return None


def _told(error: SomesecError) -> int:
    say(str(error))
    return error.exit_code


def _as_ours(error: Exception) -> SomesecError:
    """The error in a sentence. Some can come of anything that a command does with what was typed,
    or with where it was typed; what else is none of ours is our fault."""
    if isinstance(error, SomesecError):
        return error
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return InputError(_("What was typed is not UTF-8 text. Check the terminal's encoding."))
    if isinstance(error, FileNotFoundError) and _is_nowhere():
        return InputError(_("The current folder is gone. Go to another one first."))
    return CheckError(_internal(error))


def _is_nowhere() -> bool:
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def _internal(error: Exception) -> str:
    """Where a fault of ours lies. Never the exception's own text: it may quote a secret."""
    from traceback import walk_tb

    where = "somesec"
    for frame, line in walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in ("somesec", "policy", "screens"):
            where = f"{module}:{line}"
    return _(
        "Internal error ({kind}) in {where}. No half-made change was kept; please report this line."
    ).format(kind=type(error).__name__, where=where)
