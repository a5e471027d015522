"""`somesec recovery`: whether the kit is at hand, the way back in with it, and a new one."""

from argparse import Namespace
from typing import TYPE_CHECKING

from somesec.cli.asking import asked
from somesec.cli.commands import verb
from somesec.cli.kit_file import add_kit_file, kit_file
from somesec.cli.output import note
from somesec.cli.parser import Parser
from somesec.cli.unlocking import (
    existing_place,
    key_file_of,
    member_of,
    new_passphrase,
    on_terminal,
    opened,
    typed,
    whole_text,
)
from somesec.errors import InputError
from somesec.language import _, ngettext

if TYPE_CHECKING:
    from uuid import UUID

    from somesec.register import Register


def fill(parser: Parser) -> None:
    """Gives `recovery` its commands."""
    commands = parser.commands("verb")
    verb(
        commands,
        "rehearse",
        _("show that the recovery kit is at hand and legible; the trail keeps the day"),
        _fill_rehearse,
        "  somesec recovery rehearse",
    )
    verb(
        commands,
        "use",
        _("open the register with the recovery kit, and make a coordinator"),
        _fill_use,
        '  somesec recovery use --member "Aino Testi" --recovery-kit new-kit.txt',
    )
    verb(
        commands,
        "renew",
        _("make a new recovery kit in the place of one that was lost"),
        _fill_renew,
        "  somesec recovery renew --recovery-kit kit.txt",
    )


def _fill_rehearse(parser: Parser) -> None:
    _add_kit(parser, _("read the kit's page, or the groups asked for, from FILE; '-' reads it"))
    parser.set_defaults(run=rehearse)


def _fill_use(parser: Parser) -> None:
    _add_kit(parser, _("read the kit's page, or its key alone, from FILE; '-' reads it"))
    add_kit_file(parser, _("write a new kit to FILE; the one in use opens nothing from then on"))
    parser.set_defaults(run=use)


def _fill_renew(parser: Parser) -> None:
    add_kit_file(parser, _("write the new kit to FILE instead of printing it"))
    parser.add_argument(
        "--exposed",
        action="store_true",
        help=_("somebody else may have the lost page: have all passwords it opened rotated"),
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help=_("even if nobody opens some units' passwords any more then"),
    )
    parser.set_defaults(run=renew)


def _add_kit(parser: Parser, purpose: str) -> None:
    parser.add_argument("--kit", metavar=_("FILE"), help=purpose)


def rehearse(options: Namespace) -> int:
    """Compares the groups with what the register knows of its kit."""
    from somesec.register import recovery

    with opened(options) as register:
        if options.kit is None and not on_terminal():
            raise InputError(_("There is no terminal to type the groups on. Give --kit FILE."))
        groups = ", ".join(map(str, recovery.groups_asked(register)))
        if options.kit is not None:
            text = recovery.key_on(whole_text(options.kit))
        else:
            text = typed(_("Groups {groups} of the recovery kit: ").format(groups=groups))
        recovery.rehearse(register, text)
        note(_("That is the register's kit. The trail keeps that it was at hand today."))
        if recovery.shut_to_kit(register):
            note_reach_of_kit(register)
    return 0


def renew(options: Namespace) -> int:
    """Ends the kit in use and hands over a new one."""
    from somesec.register import recovery

    with opened(options) as register:
        recovery.require_right_to_renew(register)
        with kit_file(options) as keep:
            kit, due = recovery.renew(register, is_exposed=options.exposed, by_force=options.force)
            keep(kit.text())
        if options.recovery_kit is None:
            note(_("Print this page, put it in a safe, and clear the screen."))
        else:
            _note_new_kit(options)
        note(_("The kit so far opens nothing any more. If its page is found, destroy it."))
        if due:
            note(
                ngettext(
                    "{count} password is to be rotated; 'somesec rotate list' has it.",
                    "{count} passwords are to be rotated; 'somesec rotate list' has them.",
                    len(due),
                ).format(count=len(due))
            )
        if recovery.shut_to_kit(register):
            note_reach_of_kit(register)
    return 0


def note_reach_of_kit(register: "Register") -> None:
    """Says which passwords the kit is a way back to, and which not."""
    from somesec.register import recovery

    shut = recovery.shut_to_kit(register)
    names = ", ".join(unit.name for unit in shut)
    if shut:
        note(_("The recovery kit opens all but the passwords of {units}.").format(units=names))
    else:
        note(_("Besides them, the recovery kit opens everything."))


def _note_new_kit(options: Namespace) -> None:
    note(
        _("Print the recovery kit {file}, put it in a safe, then delete the file.").format(
            file=options.recovery_kit
        )
    )


def use(options: Namespace) -> int:
    """Makes a coordinator with every key, in the place of a member of that name."""
    from somesec.register import Device, recovery
    from somesec.register.passphrases import weakness

    name = member_of(options)
    if not name:
        raise InputError(_("Say who is to be coordinator: --member NAME."))
    place = existing_place(options)
    page = typed(_("The recovery key: ")) if options.kit is None else whole_text(options.kit)
    with (
        kit_file(options) as keep,
        recovery.open_with_kit(place, recovery.key_on(page)) as register,
    ):
        _compare_words(register, page)
        passphrase = new_passphrase(options)
        advice = weakness(passphrase, register.records.organisation.name)
        if advice:
            note(advice)
        before = _people(register)
        member, kit = recovery.use(
            register,
            member=name,
            passphrase=passphrase,
            key_file=key_file_of(options),
            device=Device.at_home(),
            renews_kit=options.recovery_kit is not None,
        )
        has_replaced = bool(before - _people(register))
        if kit is not None:
            keep(kit.text())
    note(_("{name} is coordinator now and has every key.").format(name=member.name))
    if has_replaced:
        note(_("The keys that {name} had before open nothing any more.").format(name=member.name))
    if kit is not None:
        _note_new_kit(options)
        note(_("The kit that was used opens nothing any more. Destroy its page."))
    return 0


def _people(register: "Register") -> "set[UUID]":
    from somesec.register.roles import RECOVERY

    return {member.id for member in register.members() if member.role != RECOVERY}


def _compare_words(register: "Register", page: str) -> None:
    """The key cannot know whose register this is; the words on the kit's page can.

    Raises InputError where they are other words, or nobody says that they are the same."""
    from somesec.register import recovery

    words = " ".join(register.fingerprint)
    note(_("The register's words: {words}").format(words=words))
    on_page = recovery.words_on(page)
    if on_page == register.fingerprint:
        note(_("They are the words on the kit's page."))
    elif on_page:
        raise InputError(
            _("The page has other words, so this is not its register. Nothing was changed.")
        )
    elif on_terminal():
        last = asked(_("Compare them with the kit's page, and type the page's last word: "))
        if last.casefold() != register.fingerprint[-1]:
            raise InputError(
                _("The page has other words, so this is not its register. Nothing was changed.")
            )
    else:
        note(_("Compare them with the kit's page."))
