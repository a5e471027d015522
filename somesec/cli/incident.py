"""`somesec incident`: what happened, who was told, which step comes next."""

from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from somesec import clock
from somesec.cli import evidence
from somesec.cli.commands import verb
from somesec.cli.options import add_format, day
from somesec.cli.output import note, write, write_json
from somesec.cli.parser import Parser
from somesec.cli.table import pairs, table
from somesec.cli.unlocking import opened
from somesec.errors import InputError
from somesec.language import N_, _, show_date

if TYPE_CHECKING:
    from uuid import UUID

    from policy.playbooks import Step
    from somesec.model import Incident
    from somesec.register import Register

# The values of model.IncidentKind, so that --help needs no model; a test holds them together.
KINDS = (
    *("leak", "wrong-information", "stolen-credentials", "hijack"),
    *("threat-to-employee", "threat-to-town", "discrimination", "striking-writing"),
    *("phishing", "malware", "spam"),
)
_DAYS = {
    "supervisor_told_on": N_("the day the unit's supervisor was told"),
    "authorities_told_on": N_("the day the authorities were told"),
    "removal_asked_on": N_("the day the service was asked to remove it"),
    "removed_on": N_("the day it was gone"),
}


def fill(parser: Parser) -> None:
    """Gives `incident` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "add",
        _("record an incident, and say what to do first"),
        _fill_add,
        "  somesec incident add --kind hijack --account facebook/testilankirjasto\n"
        "  somesec incident add --kind threat-to-town --unit Kirjasto\n"
        "      --authorities-told-on today --supervisor-told-on today",
    )
    verb(commands, "list", _("list the incidents, the newest first"), _fill_list)
    verb(commands, "show", _("show one incident, with its steps and evidence"), _fill_show)
    verb(
        commands,
        "update",
        _("change what is said of an incident; an empty value clears it"),
        _fill_update,
    )
    verb(commands, "next", _("say the next step to take"), _fill_next)
    verb(commands, "done", _("record that a step was taken"), _fill_done)
    commands.add("evidence", _("keep, list and take out files of evidence"), evidence.fill)


def _fill_add(parser: Parser) -> None:
    parser.add_argument(
        "--kind", required=True, choices=KINDS, help=_("what kind of incident it is")
    )
    _add_place(parser, required=True)
    parser.add_argument(
        "--on", type=day, metavar=_("DATE"), help=_("the day it happened; without it, today")
    )
    _add_said(parser, day)
    parser.set_defaults(run=add)


def _fill_list(parser: Parser) -> None:
    parser.add_argument("--open", action="store_true", help=_("only those that are not closed"))
    add_format(parser)
    parser.set_defaults(run=list_all)


def _fill_show(parser: Parser) -> None:
    evidence.add_incident(parser)
    add_format(parser)
    parser.set_defaults(run=show)


def _fill_update(parser: Parser) -> None:
    evidence.add_incident(parser)
    parser.add_argument("--kind", choices=KINDS, help=_("what kind of incident it is"))
    _add_place(parser, required=False)
    parser.add_argument("--on", type=day, metavar=_("DATE"), help=_("the day it happened"))
    _add_said(parser, _day_or_none)
    parser.add_argument(
        "--closed-on",
        type=_day_or_none,
        metavar=_("DATE"),
        help=_("the day it was over; empty opens it again"),
    )
    parser.set_defaults(run=update)


def _fill_next(parser: Parser) -> None:
    evidence.add_incident(parser)
    parser.add_argument(
        "--start-rotation",
        action="store_true",
        help=_("where the step is to change the password: make the new one and print it"),
    )
    parser.set_defaults(run=next_step)


def _fill_done(parser: Parser) -> None:
    evidence.add_incident(parser)
    parser.add_argument("step", metavar=_("STEP"), help=_("the step, as 'incident show' names it"))
    parser.add_argument("--on", type=day, metavar=_("DATE"), help=_("the day; without it, today"))
    parser.set_defaults(run=done)


def _add_place(parser: Parser, *, required: bool) -> None:
    where = parser.add_mutually_exclusive_group(required=required)
    where.add_argument("--account", metavar=_("ACCOUNT"), help=_("the account it happened on"))
    where.add_argument("--unit", metavar=_("UNIT"), help=_("the unit, where it is on no account"))


def _add_said(parser: Parser, kind: Callable[[str], date | str]) -> None:
    parser.add_argument("--reported-by", metavar=_("NAME"), help=_("who told of it"))
    parser.add_argument("--description", metavar=_("TEXT"), help=_("what happened"))
    for name, text in _DAYS.items():
        parser.add_argument(
            "--" + name.replace("_", "-"), type=kind, metavar=_("DATE"), help=_(text)
        )


def _day_or_none(text: str) -> date | str:
    """A date, or "" for what is to be cleared."""
    return day(text) if text else ""


def add(options: Namespace) -> int:
    """Records the incident; its id is the data, so that scripts can go on with it."""
    from somesec.model import IncidentKind
    from somesec.register import incidents

    with opened(options) as register:
        account_id, unit = _place(register, options)
        incident = incidents.add(
            register,
            kind=IncidentKind(options.kind),
            account_id=account_id,
            unit=unit,
            happened_on=options.on,
            texts=_texts(options),
            days=_days(options, _DAYS),
        )
        write(str(incident.id))
        _say_urgent(incident)
        _say_next(incident)
    return 0


def list_all(options: Namespace) -> int:
    """Prints the incidents."""
    from policy.wording import INCIDENT_KINDS
    from somesec.register import incidents

    with opened(options) as register:
        listed = incidents.listed(register, only_open=options.open)
        if options.format == "json":
            write_json([_for_programs(register, incident) for incident in listed])
        else:
            write(
                table(
                    (_("Id"), _("Day"), _("Kind"), _("Where"), _("Next step")),
                    [
                        (
                            str(incident.id)[:8],
                            show_date(incidents.day_of(incident)),
                            str(INCIDENT_KINDS[incident.kind]),
                            incidents.place_name(register, incident),
                            _state(incident),
                        )
                        for incident in listed
                    ],
                )
            )
    return 0


def show(options: Namespace) -> int:
    """Prints one incident."""
    from somesec.register import incidents

    with opened(options) as register:
        incident = incidents.find(register, options.incident)
        if options.format == "json":
            write_json(_for_programs(register, incident))
        else:
            write(_page(register, incident))
    return 0


def update(options: Namespace) -> int:
    """Changes what is given."""
    from somesec.model import IncidentKind
    from somesec.register import incidents

    texts, days = _texts(options), _days(options, (*_DAYS, "closed_on"))
    kind = IncidentKind(options.kind) if options.kind else None
    if not (texts or days or kind or options.on or options.account or options.unit):
        raise InputError(_("Say what to change; --help lists the options for it."))
    with opened(options) as register:
        incident = incidents.find(register, options.incident)
        account_id, unit = _place(register, options)
        changed = incidents.edit(
            register,
            incident.id,
            kind=kind,
            account_id=account_id,
            unit=unit,
            happened_on=options.on,
            texts=texts,
            days=days,
        )
        note(_("Changed {name}.").format(name=incidents.name_of(register, changed)))
        _say_urgent(changed)
        _say_next(changed)
    return 0


def next_step(options: Namespace) -> int:
    """Prints the next step, or the new password where that is asked for and comes next."""
    from policy.playbooks import ROTATE, open_steps
    from somesec.register import accounts, incidents, rotation

    with opened(options) as register:
        incident = incidents.find(register, options.incident)
        steps = open_steps(incident)
        if options.start_rotation:
            if not steps or steps[0].id != ROTATE or incident.account is None:
                raise InputError(_("The next step is not to change a password."))
            account = accounts.find(register, str(incident.account))
            write(rotation.start(register, account.id))
            note(
                _(
                    "Change it at the service, then 'somesec rotate confirm {account}' and "
                    "'somesec incident done {incident} rotate'."
                ).format(account=account.name, incident=str(incident.id)[:8])
            )
        elif steps:
            write(f"{steps[0].id}: {_(steps[0].text)}")
            _say_how(incident, steps[0])
        else:
            note(_("No step is open."))
    return 0


def done(options: Namespace) -> int:
    """Records the step, and says the next."""
    from somesec.register import incidents

    with opened(options) as register:
        incident = incidents.find(register, options.incident)
        on = options.on or clock.today()
        changed = incidents.do(register, incident.id, options.step, on)
        note(_("Recorded: {step} on {day}.").format(step=options.step, day=show_date(on)))
        _say_next(changed)
    return 0


def _place(register: "Register", options: Namespace) -> "tuple[UUID | None, UUID | None]":
    from somesec.register import accounts, units

    account, unit = options.account, options.unit
    return (
        accounts.find(register, account).id if account else None,
        units.find(register, unit).id if unit else None,
    )


def _texts(options: Namespace) -> dict[str, str]:
    given = {name: getattr(options, name) for name in ("reported_by", "description")}
    return {name: text for name, text in given.items() if text is not None}


def _days(options: Namespace, names: Iterable[str]) -> dict[str, date | None]:
    given = {name: getattr(options, name) for name in names}
    return {name: value or None for name, value in given.items() if value is not None}


def _say_urgent(incident: "Incident") -> None:
    from policy.playbooks import urgent_steps

    if incident.closed_on is None:
        for step in urgent_steps(incident):
            note(_("At once: {step}").format(step=_(step.text)))
            _say_how(incident, step)


def _say_next(incident: "Incident") -> None:
    from policy.playbooks import open_steps

    steps = open_steps(incident)
    if steps and not steps[0].is_urgent:
        note(_("Next: {step}").format(step=_(steps[0].text)))
        _say_how(incident, steps[0])


def _say_how(incident: "Incident", step: "Step") -> None:
    from policy.playbooks import KEEP_EVIDENCE, ROTATE

    id_ = str(incident.id)[:8]
    if step.id == KEEP_EVIDENCE:
        note(f"  somesec incident evidence add {id_} " + _("FILE"))
    elif step.id == ROTATE:
        note(f"  somesec incident next {id_} --start-rotation")
    else:
        note(f"  somesec incident done {id_} {step.id}")


def _state(incident: "Incident") -> str:
    from policy.playbooks import open_steps

    if incident.closed_on is not None:
        return _("closed {day}").format(day=show_date(incident.closed_on))
    steps = open_steps(incident)
    return steps[0].id if steps else _("none is open")


def _page(register: "Register", incident: "Incident") -> str:
    from policy.playbooks import steps_of
    from policy.wording import INCIDENT_KINDS
    from somesec.register import incidents

    parts = [
        pairs(
            (
                (_("Id"), str(incident.id)),
                (_("Kind"), str(INCIDENT_KINDS[incident.kind])),
                (_("Day"), show_date(incidents.day_of(incident))),
                (_("Where"), incidents.place_name(register, incident)),
                (_("Reported by"), incident.reported_by),
                (_("Description"), incident.description),
                (_("Closed"), _shown(incident.closed_on)),
            )
        ),
        table(
            (_("Step"), _("Done"), _("What to do")),
            [(s.step.id, _shown(s.done_on), _(s.step.text)) for s in steps_of(incident)],
        ),
    ]
    if incident.evidence:
        parts.append(evidence.as_table(incident))
    return "\n\n".join(parts)


def _shown(on: date | None) -> str:
    return show_date(on) if on else ""


def _for_programs(register: "Register", incident: "Incident") -> dict[str, object]:
    from policy.playbooks import open_steps, steps_of
    from somesec.register import incidents

    records = register.records
    account = records.accounts.get(incident.account) if incident.account else None
    unit = records.units.get(incident.unit)
    steps = open_steps(incident)
    return {
        "id": incident.id,
        "kind": incident.kind.value,
        "happened_on": incidents.day_of(incident),
        "account": account.name if account else None,
        "unit": unit.name if unit else None,
        "reported_by": incident.reported_by,
        "description": incident.description,
        **{name: getattr(incident, name) for name in _DAYS},
        "closed_on": incident.closed_on,
        "next": steps[0].id if steps else None,
        "steps": [{"step": s.step.id, "done_on": s.done_on} for s in steps_of(incident)],
        "evidence": evidence.for_programs(incident),
    }
