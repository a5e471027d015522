"""`somesec verify`: whether everything in the register is as it was written."""

from argparse import Namespace

from policy.reports.harmless import harmless
from somesec.cli.options import add_format
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import pairs
from somesec.cli.unlocking import unlocked
from somesec.errors import TamperedError
from somesec.language import _, ngettext


def fill(parser: Parser) -> None:
    """Gives `verify` its options."""
    parser.add_argument(
        "--accept",
        action="store_true",
        help=_(
            "take the register as it is now, though this computer has seen a newer or another one; "
            "only after you know why, such as a restored backup"
        ),
    )
    add_format(parser)
    parser.set_defaults(run=verify_all)


def verify_all(options: Namespace) -> int:
    """Opens and checks every row; what does not verify is the data.

    Raises TamperedError at the end where something does not."""
    from somesec.register.verifying import verified

    with unlocked(options, accepts=options.accept) as register:
        verdict = verified(register)
    if options.format == "json":
        write_json(
            {
                "records": verdict.records,
                "entries": verdict.entries,
                "members": verdict.members,
                "problems": list(verdict.problems),
                "silent_entries": list(verdict.silent_entries),
            }
        )
    else:
        write(
            pairs(
                (
                    (_("Records"), str(verdict.records)),
                    (_("Entries in the trail"), str(verdict.entries)),
                    (_("Members"), str(verdict.members)),
                    (_("Problems"), str(len(verdict.problems))),
                )
            )
        )
        if verdict.silent_entries:
            note(
                _("These entries of the trail do not say what they were for: {numbers}.").format(
                    numbers=", ".join(map(str, verdict.silent_entries))
                )
            )
        if verdict.problems:
            write("\n" + "\n".join(harmless(problem) for problem in verdict.problems))
    if verdict.problems:
        raise TamperedError(
            ngettext(
                "The register does not verify: {count} problem.",
                "The register does not verify: {count} problems.",
                len(verdict.problems),
            ).format(count=len(verdict.problems))
        )
    return 0
