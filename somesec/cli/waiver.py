"""`somesec waiver`: findings that are accepted for a while, with a reason and an end."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec.cli.commands import verb
from somesec.cli.options import add_format, day
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import table
from somesec.cli.unlocking import opened
from somesec.language import N_, _, show_date

if TYPE_CHECKING:
    from somesec.register.waivers import WaiverState

_STATES = {
    "in force": N_("in force"),
    "unused": N_("unused"),
    "expired": N_("expired"),
    "no effect": N_("no effect"),
}


def fill(parser: Parser) -> None:
    """Gives `waiver` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "add",
        _("accept the findings of one rule on one record until a day"),
        _fill_add,
        "  somesec waiver add --rule SOM801 --subject facebook/testilankirjasto\n"
        "      --reason 'The library moves house' --until 2027-01-31",
    )
    verb(commands, "list", _("list the waivers, and what comes of each"), _fill_list)
    verb(commands, "remove", _("end a waiver; its finding comes back"), _fill_remove)


def _fill_add(parser: Parser) -> None:
    parser.add_argument(
        "--rule", required=True, metavar=_("RULE"), help=_("the rule, by code or name")
    )
    parser.add_argument(
        "--subject",
        required=True,
        metavar=_("RECORD"),
        help=_("the one account, unit or person, or the organisation, that the rule is about"),
    )
    parser.add_argument(
        "--reason", required=True, metavar=_("TEXT"), help=_("why the finding is accepted")
    )
    parser.add_argument(
        "--until",
        required=True,
        type=day,
        metavar=_("DATE"),
        help=_("the last day it holds; the policy says how far away that may be"),
    )
    parser.set_defaults(run=add)


def _fill_list(parser: Parser) -> None:
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_remove(parser: Parser) -> None:
    parser.add_argument(
        "waiver", metavar=_("WAIVER"), help=_("its id, its rule and record, or a part that fits")
    )
    parser.set_defaults(run=remove)


def add(options: Namespace) -> int:
    """Accepts the finding."""
    from somesec.register import waivers

    with opened(options) as register:
        waiver, is_used = waivers.add(
            register,
            rule=options.rule,
            subject=options.subject,
            reason=options.reason,
            expires_on=options.until,
        )
        note(
            _("{rule} is waived for {subject} until {day}.").format(
                rule=waiver.rule,
                subject=waivers.subject_name(register, waiver.subject),
                day=show_date(waiver.expires_on),
            )
        )
        if not is_used:
            note(_("There is no such finding at present, so the waiver accepts nothing."))
    return 0


def list_all(options: Namespace) -> int:
    """Prints every waiver."""
    from somesec.register import waivers

    with opened(options) as register:
        listed = waivers.listed(register)
        if options.format == "json":
            write_json([_for_programs(one) for one in listed])
        else:
            write(
                table(
                    (_("Rule"), _("Record"), _("Until"), _("State"), _("By"), _("Reason")),
                    [
                        (
                            one.waiver.rule,
                            one.subject,
                            show_date(one.waiver.expires_on),
                            _(_STATES[one.state]),
                            one.waiver.made_by,
                            one.waiver.reason,
                        )
                        for one in listed
                    ],
                )
            )
    return 0


def remove(options: Namespace) -> int:
    """Ends the waiver."""
    from somesec.register import waivers

    with opened(options) as register:
        waiver = waivers.find(register, options.waiver)
        subject = waivers.subject_name(register, waiver.subject)
        waivers.remove(register, waiver.id)
        note(
            _("{rule} is not waived for {subject} any more.").format(
                rule=waiver.rule, subject=subject
            )
        )
    return 0


def _for_programs(one: "WaiverState") -> dict[str, object]:
    waiver = one.waiver
    return {
        "id": waiver.id,
        "rule": waiver.rule,
        "name": one.rule_name,
        "subject": one.subject,
        "subject_id": waiver.subject,
        "reason": waiver.reason,
        "made_by": waiver.made_by,
        "made_on": waiver.made_on,
        "expires_on": waiver.expires_on,
        "state": one.state,
    }
