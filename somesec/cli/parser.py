"""The argument parser: argparse in the reader's language, with commands that build their options
only when they are asked for, and mistakes said in one sentence."""

import argparse
from argparse import Action, Namespace
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from somesec.cli.output import write
from somesec.errors import InputError
from somesec.language import N_, _

# argparse asks the C library's message catalogue; ours is another one. These are the words of
# argparse that a reader of ours can meet, so that they are found for translation.
argparse._ = _  # type: ignore[attr-defined]
_WORDS_OF_ARGPARSE = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("not allowed with argument %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("ignored explicit argument %r"),
)

Fill = Callable[["Parser"], None]


class Parser(argparse.ArgumentParser):
    """A parser whose options are filled in at the moment it first parses something."""

    def __init__(self, *, fill: Fill | None = None, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=_Formatter, **settings)
        self._fill = fill

    def commands(self, dest: str) -> "Commands":
        """Makes room for commands under this parser, one of which must be named."""
        return Commands(self, dest)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> tuple[Namespace, list[str]]:
        """As argparse has it, once the options are there."""
        fill, self._fill = self._fill, None
        if fill:
            fill(self)
        return super().parse_known_args(args, namespace)

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Namespace | None = None
    ) -> Namespace:
        """The options given.

        Raises InputError for a mistake. What argparse could not place is named only where it is an
        option: a word too many may be a password that does not belong on the command line."""
        parsed, rest = self.parse_known_args(args, namespace)
        options = [word.partition("=")[0] for word in rest if word.startswith("--")]
        if options:
            self.error(_("there is no option {names} here").format(names=", ".join(options)))
        if rest:
            self.error(_("there are more words than this command takes"))
        return parsed

    def error(self, message: str) -> NoReturn:
        """Says a mistake of use, and where help is."""
        raise InputError(
            _("{message}. See '{program} --help'.").format(message=message, program=self.prog)
        )

    def _print_message(self, message: str, file: Any = None) -> None:
        # All that is printed so is help and the version: argparse would hide that it was not.
        write(message, lost="")

    def _check_value(self, action: Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            self.error(_unknown_command(str(value), tuple(action.choices)))
        super()._check_value(action, value)


class _Formatter(argparse.HelpFormatter):
    """Fills sentences to the terminal's width and leaves indented lines, the examples, alone."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        filled = []
        for line in text.splitlines():
            example = not line or line[0].isspace()
            filled.append(line if example else super()._fill_text(line, width, indent))
        return "\n".join(filled)


class Commands:
    """The commands under a parser."""

    def __init__(self, parser: Parser, dest: str) -> None:
        self._group = parser.add_subparsers(
            dest=dest, metavar=_("COMMAND"), title=_("commands"), parser_class=Parser
        )
        self._parser = parser
        self._parser.set_defaults(run=self._none_named)

    def add(self, name: str, purpose: str, fill: Fill, *, examples: str = "") -> None:
        """Adds a command with its one-line purpose; `fill` gives it its options later."""
        self._group.add_parser(
            name,
            help=purpose,
            description=purpose,
            epilog=_("Examples:") + "\n" + examples if examples else None,
            fill=fill,
        )

    def _none_named(self, options: Namespace) -> int:
        self._parser.error(
            _("name a command: {names}").format(names=", ".join(self._group.choices))
        )


def _unknown_command(value: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(value, known, n=1)
    if near:
        return _("there is no command {value}; the nearest is '{near}'").format(
            value=repr(value), near=near[0]
        )
    return _("there is no command {value}").format(value=repr(value))
