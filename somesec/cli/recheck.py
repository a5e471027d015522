"""`somesec recheck`: measuring again what is out of date."""

from argparse import Namespace

from somesec.cli.checked import named, with_reasons
from somesec.cli.options import add_format
from somesec.cli.output import write, write_json
from somesec.cli.parser import Parser
from somesec.cli.progress import progress
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.language import _, ngettext


def fill(parser: Parser) -> None:
    """Gives `recheck` its options."""
    add_format(parser)
    parser.set_defaults(run=recheck)


def recheck(options: Namespace) -> int:
    """Measures again, and prints whose passwords keep the facts they have, and why."""
    from somesec.register import rechecking

    with opened(options) as register:
        with progress(_("Measuring")) as tell:
            result = rechecking.recheck(register, tell)
        if options.format == "json":
            measured = named(register, result.measured)
            unknown = with_reasons(register, result.unknown)
            write_json({"measured": measured, "unknown": unknown})
            return 0
        text = ngettext(
            "{count} password measured again.",
            "{count} passwords measured again.",
            len(result.measured),
        ).format(count=len(result.measured))
        accounts = register.records.accounts
        rows = [(accounts[one].name, _(reason)) for one, reason in result.unknown]
        write(text + ("\n\n" + table((_("Account"), _("Left as it is")), rows) if rows else ""))
    return 0
