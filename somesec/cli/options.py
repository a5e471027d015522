"""Options that several commands share, and the types of their values."""

import argparse
from argparse import Namespace, _ArgumentGroup
from collections.abc import Mapping
from datetime import date

from somesec import clock
from somesec.cli.parser import Parser
from somesec.errors import InputError
from somesec.language import LANGUAGES, _

COLUMN = "column_"


def add_everywhere(parser: Parser) -> None:
    """Adds the options that go with every command, before it and after it."""
    group = parser.add_argument_group(_("options of every command"))
    _add(
        group,
        "--register",
        _("WHERE"),
        _("the register: a file, or a server's postgresql:// address (or SOMESEC_REGISTER)"),
    )
    _add(
        group,
        "--member",
        _("NAME"),
        _("who unlocks it; without it, who used it last on this computer (or SOMESEC_MEMBER)"),
    )
    _add(
        group,
        "--passphrase-file",
        _("FILE"),
        _("read the passphrase from the first line of FILE, '-' for standard input"),
    )
    _add(group, "--key-file", _("FILE"), _("the key file, where the register needs one"))
    group.add_argument(
        "--language",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=_("the language of texts; without it, the system's"),
    )
    group.add_argument(
        "--no-color", action="store_true", default=argparse.SUPPRESS, help=_("no colours")
    )


# What holds when an option of every command is not given. Kept apart from the options themselves,
# which stand both before and after the command: the later parser must not undo the earlier.
EVERYWHERE: Mapping[str, object] = {
    "register": None,
    "member": None,
    "passphrase_file": None,
    "key_file": None,
    "language": None,
    "no_color": False,
}


def _add(group: _ArgumentGroup, name: str, metavar: str, text: str) -> None:
    group.add_argument(name, metavar=metavar, default=argparse.SUPPRESS, help=text)


def add_format(parser: Parser) -> None:
    """Adds --format text|json."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=_("how to print it")
    )


def add_computer(parser: Parser, default: str) -> None:
    """Adds what says whether new keys open on this computer only; `default` is what holds when
    neither is said, as a text for --help."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--this-computer-only",
        action="store_true",
        default=None,
        help=_("keep a secret on this computer without which the passphrase opens nothing"),
    )
    which.add_argument(
        "--any-computer",
        dest="this_computer_only",
        action="store_false",
        default=None,
        help=_("open with the passphrase on every computer; {default}").format(default=default),
    )


def add_columns(parser: Parser, columns: Mapping[str, str], required: tuple[str, ...] = ()) -> None:
    """Adds an option for each column of our CSV: `--display-name` for display_name."""
    for column, text in columns.items():
        parser.add_argument(
            "--" + column.replace("_", "-"),
            dest=COLUMN + column,
            metavar=_("TEXT"),
            required=column in required,
            help=_(text),
        )


def given_columns(options: Namespace) -> dict[str, str]:
    """The columns given as options, by name; "" empties one."""
    return {
        name.removeprefix(COLUMN): value
        for name, value in vars(options).items()
        if name.startswith(COLUMN) and value is not None
    }


def changed_columns(options: Namespace, *others: object) -> dict[str, str]:
    """The columns given to a command that changes something.

    Raises InputError when there are none, and none of the `others` is given either."""
    columns = given_columns(options)
    if not columns and all(other is None for other in others):
        raise InputError(_("Say what to change; --help lists the options for it."))
    return columns


def add_length(parser: Parser) -> None:
    """Adds what says how a generated password looks."""
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--length", type=count, metavar=_("N"), help=_("a password of N characters"))
    size.add_argument("--words", type=count, metavar=_("N"), help=_("a passphrase of N words"))
    parser.add_argument(
        "--words-in", choices=LANGUAGES, help=_("the language of a passphrase's words")
    )


def count(text: str) -> int:
    """A whole number above zero, as argparse wants its types."""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) == int(text)):
        raise argparse.ArgumentTypeError(_("a whole number above zero is wanted"))
    return int(text)


def day(text: str) -> date:
    """A date as YYYY-MM-DD, as D.M.YYYY, or the word today."""
    if text.casefold() == "today":
        return clock.today()
    try:
        if "." in text:
            in_month, month, year = text.split(".")
            return date(int(year), int(month), int(in_month))
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("give a real date as YYYY-MM-DD or D.M.YYYY")) from None
