"""`somesec scan`: what somebody found in browsers, or of addresses at services elsewhere."""

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli.commands import verb
from somesec.cli.options import add_format, day
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.language import N_, _, show_date

if TYPE_CHECKING:
    from somesec.model import Scan
    from somesec.register import Register

# The values of model.ScanKind, so that --help needs no model; a test holds them together.
KINDS = {
    "browser": N_("a person's browsers"),
    "addresses": N_("addresses at other services"),
}


def fill(parser: Parser) -> None:
    """Gives `scan` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "record",
        _("record a look through a person's browsers, or for the organisation's addresses"),
        _fill_record,
        '  somesec scan record browser --person "Aino Testi"\n'
        '  somesec scan record browser --person "Aino Testi" --account facebook/testila\n'
        "  somesec scan record addresses --source monitor.csv"
        " --address palaute@testila.fi=Kuvapelit",
    )
    verb(commands, "list", _("list what was looked through, the newest first"), _fill_list)


def _fill_record(parser: Parser) -> None:
    parser.add_argument(
        "kind", choices=tuple(KINDS), help=_("whether browsers were looked through, or addresses")
    )
    parser.add_argument("--person", metavar=_("PERSON"), help=_("whose browsers they were"))
    parser.add_argument(
        "--account",
        dest="accounts",
        action="append",
        default=[],
        metavar=_("ACCOUNT"),
        help=_("an account whose login was stored; may be given several times, or not at all"),
    )
    parser.add_argument(
        "--address",
        dest="addresses",
        type=_place,
        action="append",
        default=[],
        metavar=_("ADDRESS=SERVICE"),
        help=_("an address and where it has an account; may be given several times, or not at all"),
    )
    parser.add_argument("--source", default="", metavar=_("TEXT"), help=_("where it was looked up"))
    parser.add_argument(
        "--on", type=day, metavar=_("DATE"), help=_("the day of the look; without it, today")
    )
    parser.set_defaults(run=record)


def _place(text: str) -> tuple[str, str]:
    address, parted, service = (part.strip() for part in text.partition("="))
    if not (parted and service and "@" in address):
        raise ArgumentTypeError(_("ADDRESS=SERVICE is wanted, such as palaute@testila.fi=X"))
    return address, service


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def record(options: Namespace) -> int:
    """Records the look."""
    from somesec.model import ScanKind
    from somesec.register import accounts, people, scans

    with opened(options) as register:
        person = people.find(register, options.person).id if options.person else None
        scan = scans.record(
            register,
            kind=ScanKind(options.kind),
            made_on=options.on or clock.today(),
            source=options.source,
            person=person,
            accounts=[accounts.find(register, name).id for name in options.accounts],
            addresses=options.addresses,
        )
        note(_("Recorded the look of {day}.").format(day=show_date(scan.made_on)))
    return 0


def list_all(options: Namespace) -> int:
    """Prints every look with what it found."""
    from somesec.register import scans

    with opened(options) as register:
        rows = [_for_programs(register, scan) for scan in scans.listed(register)]
        if options.format == "json":
            write_json(rows)
        else:
            write(
                table(
                    (_("Day"), _("Looked through"), _("Person"), _("Found")),
                    [
                        (
                            show_date(scan.made_on),
                            _(KINDS[scan.kind]),
                            _person(register, scan) or "",
                            ", ".join(_found(register, scan)) or _("nothing"),
                        )
                        for scan in scans.listed(register)
                    ],
                )
            )
    return 0


def _for_programs(register: "Register", scan: "Scan") -> dict[str, object]:
    known = register.records.accounts
    return {
        "id": scan.id,
        "kind": scan.kind,
        "made_on": scan.made_on,
        "recorded_by": scan.recorded_by,
        "source": scan.source,
        "person": _person(register, scan),
        "accounts": [known[id_].name if id_ in known else str(id_) for id_ in scan.accounts],
        "addresses": [{"address": a.address, "service": a.service} for a in scan.addresses],
    }


def _person(register: "Register", scan: "Scan") -> str | None:
    person = register.records.people.get(scan.person) if scan.person else None
    return person.name if person else None


def _found(register: "Register", scan: "Scan") -> list[str]:
    known = register.records.accounts
    return [
        *(known[id_].name if id_ in known else str(id_) for id_ in scan.accounts),
        *(f"{place.address} ({place.service})" for place in scan.addresses),
    ]
