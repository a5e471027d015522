"""`somesec member invite`, `join` and `accept`: how somebody becomes a member, step by step."""

from argparse import Namespace
from typing import TYPE_CHECKING

from policy.reports.harmless import harmless
from somesec.cli.asking import asked
from somesec.cli.commands import verb
from somesec.cli.options import add_computer
from somesec.cli.output import note, save, write, write_file
from somesec.cli.parser import Commands, Parser
from somesec.cli.unlocking import STANDARD_INPUT as STANDARD_OUTPUT
from somesec.cli.unlocking import (
    key_file_of,
    locks_to_computer,
    new_passphrase,
    on_terminal,
    opened,
    whole_text,
)
from somesec.errors import InputError
from somesec.language import _, show_date

if TYPE_CHECKING:
    from somesec.register import Member, Register
    from somesec.register.joining import Candidate

# Those of somesec.register.roles, so that --help needs no register; a test holds them together.
ROLES = ("coordinator", "unit-admin", "auditor")
_ATTEMPTS = 3


def add_verbs(commands: Commands) -> None:
    """Adds the three commands."""
    verb(
        commands,
        "invite",
        _("write an invitation to send; whoever is invited joins with it"),
        _fill_invite,
        '  somesec member invite --name "Eino Koe" --role unit-admin --unit Kirjasto\n'
        "      --output eino.invitation",
    )
    verb(
        commands,
        "join",
        _("answer an invitation on your own computer; prints the six words to read aloud"),
        _fill_join,
        "  somesec member join eino.invitation --output eino.reply",
    )
    verb(
        commands,
        "accept",
        _("make who answered a member, once the six words are the same"),
        _fill_accept,
        "  somesec member accept eino.reply",
    )


def _fill_invite(parser: Parser) -> None:
    parser.add_argument("--name", metavar=_("NAME"), required=True, help=_("who is invited"))
    parser.add_argument(
        "--role",
        choices=ROLES,
        required=True,
        help=_(
            "a coordinator decides who is a member, a unit admin looks after units, an auditor "
            "reads all but passwords"
        ),
    )
    parser.add_argument(
        "--unit",
        dest="units",
        metavar=_("UNIT"),
        action="append",
        default=[],
        help=_("a unit that a unit admin looks after; may be given several times"),
    )
    _add_output(parser)
    parser.set_defaults(run=invite)


def _fill_join(parser: Parser) -> None:
    parser.add_argument(
        "invitation", metavar=_("INVITATION"), help=_("the invitation's file, '-' reads it")
    )
    _add_output(parser)
    add_computer(parser, _("so it is without either where --register names no server"))
    parser.set_defaults(run=join)


def _fill_accept(parser: Parser) -> None:
    parser.add_argument("reply", metavar=_("REPLY"), help=_("the reply's file, '-' reads it"))
    parser.add_argument(
        "--fingerprint",
        metavar=_("WORDS"),
        help=_("the six words, as the newcomer read them from their own screen"),
    )
    parser.set_defaults(run=accept)


def _add_output(parser: Parser) -> None:
    parser.add_argument(
        "--output",
        metavar=_("FILE"),
        required=True,
        help=_("where to write it; '-' prints it"),
    )


def invite(options: Namespace) -> int:
    """Writes the invitation."""
    from somesec.register import joining, units

    with opened(options) as register:
        invited = [units.find(register, name) for name in options.units]
        text = joining.invite(register, options.name, options.role, invited)
        _put(text, options)
        last = joining.invited(text).last_day
        note(
            _(
                "Send it to {name}, who can answer until {day} with "
                "'somesec member join INVITATION --output REPLY'."
            ).format(name=options.name, day=show_date(last))
        )
        note(_("The register's words: {words}").format(words=" ".join(register.fingerprint)))
        note(
            _("Then 'somesec member accept REPLY', with {name} on the telephone.").format(
                name=options.name
            )
        )
    return 0


def join(options: Namespace) -> int:
    """Makes the newcomer's keys and the reply, and prints the words that vouch for it."""
    from somesec.register import Device, joining
    from somesec.register.labels import shown
    from somesec.register.passphrases import weakness

    text = whole_text(options.invitation)
    invited = joining.invited(text)
    note(
        _("{organisation} invites {name} as {role}.").format(
            organisation=invited.organisation, name=invited.name, role=shown("role", invited.role)
        )
    )
    passphrase = new_passphrase(options)
    advice = weakness(passphrase, invited.organisation)
    if advice:
        note(advice)
    joined = joining.join(
        text,
        passphrase,
        key_file=key_file_of(options),
        device=Device.at_home(),
        with_device_secret=locks_to_computer(options),
    )
    _put(joined.reply, options)
    words = " ".join(joined.words)
    note(_("Send the reply to the coordinator. Then call them, and read these six words aloud:"))
    # A reply that is printed may go into a mail as it is. The words go another way.
    if options.output == STANDARD_OUTPUT:
        note(words)
    else:
        write(words)
    note(
        _("Ask them to read you the register's words. They must be: {words}").format(
            words=" ".join(joined.register_words)
        )
    )
    return 0


def accept(options: Namespace) -> int:
    """Makes the newcomer a member.

    The words are typed as the newcomer reads them, and never shown here before: so whoever only
    says yes, or reads them to the newcomer instead, cannot accept anybody."""
    from somesec.register import joining

    if options.fingerprint is None and not on_terminal():
        raise InputError(
            _(
                "Say the six words that the newcomer read from their own screen: "
                "--fingerprint WORDS."
            )
        )
    text = whole_text(options.reply)
    with opened(options) as register:
        candidate = joining.candidate(register, text)
        note(_about(candidate))
        if options.fingerprint is not None:
            member = joining.accept(register, candidate, options.fingerprint)
        else:
            member = _accepted_by_ear(register, candidate)
        note(_("{name} is a member now.").format(name=member.name))
        _say_what_is_closed(register, member)
    return 0


def _accepted_by_ear(register: "Register", candidate: "Candidate") -> "Member":
    from somesec.register import joining

    note(_("The register's words: {words}").format(words=" ".join(register.fingerprint)))
    question = _("The six words that {name} reads to you: ").format(name=harmless(candidate.name))
    spoken = asked(question)
    for _attempt in range(1, _ATTEMPTS):
        if candidate.has_words(spoken):
            break
        note(
            _("Those are other words. Let {name} read them once more.").format(name=candidate.name)
        )
        spoken = asked(question)
    return joining.accept(register, candidate, spoken)


def _about(candidate: "Candidate") -> str:
    from somesec.register.labels import shown

    role = shown("role", candidate.role)
    if candidate.units:
        return _("{name} answers the invitation as {role} of {units}.").format(
            name=candidate.name, role=role, units="; ".join(candidate.units)
        )
    return _("{name} answers the invitation as {role}.").format(name=candidate.name, role=role)


def _say_what_is_closed(register: "Register", member: "Member") -> None:
    """Which passwords the newcomer was to open and this member had no key to hand on."""
    from somesec.register import members
    from somesec.register.roles import COORDINATOR

    held = next(one for one in members.listed(register) if one.member.id == member.id)
    closed = [
        register.records.units[unit].name for unit in member.units if unit not in held.secrets
    ]
    if closed:
        note(
            _(
                "You cannot open the passwords of {units}, so {name} cannot either. Ask somebody "
                "who can: 'somesec grant NAME --unit UNIT'."
            ).format(units="; ".join(closed), name=member.name)
        )
    elif member.role == COORDINATOR:
        note(
            _(
                "{name} opens no passwords so far; 'somesec grant NAME --unit UNIT' opens them."
            ).format(name=member.name)
        )


def _put(text: str, options: Namespace) -> None:
    if options.output == STANDARD_OUTPUT:
        write_file(text.encode())
    else:
        save(options.output, text.encode(), overwrite=False)
        note(_("Written to {file}.").format(file=options.output))
