"""What is known of one member: the role, the units, and what they can open."""

from textual.content import Content

from screens.marks import IN_ORDER
from screens.pane import Pane
from somesec.language import N_, _, collation, current
from somesec.register import Register
from somesec.register.labels import shown
from somesec.register.members import Holding
from somesec.register.roles import AUDITOR, COORDINATOR, UNIT_ADMIN

_MEANINGS = {
    COORDINATOR: N_("Decides who is a member and what each of them can read."),
    UNIT_ADMIN: N_("Looks after units: their accounts and the passwords to them."),
    AUDITOR: N_("Reads everything but passwords, and changes nothing."),
}
_UNIT_WIDTH = 24
_ANSWER_WIDTH = 14


def detail(register: Register, held: Holding) -> Content:
    """What a pane shows of the member."""
    member, units = held.member, register.records.units
    pane = Pane()
    note = shown("role", member.role)
    if member.id == register.member.id:
        note = _("{role}, that is you").format(role=note)
    pane.title(member.name, note)
    pane.line(_(_MEANINGS.get(member.role, "")), "quiet")
    names = sorted(units[unit].called(current()) for unit in member.units if unit in units)
    if names:
        pane.gap()
        pane.value(_("Looks after"), "; ".join(names))
    pane.heading(_("What they can open"))
    pane.columns((_("Unit"), _("Accounts"), _("Passwords")), (_UNIT_WIDTH, _ANSWER_WIDTH), "quiet")
    for unit in sorted(units.values(), key=lambda unit: collation(unit.called(current()))):
        pane.columns(
            (
                unit.called(current()),
                _answer(unit.id in held.cards, _("reads")),
                _answer(unit.id in held.secrets, _("opens")),
            ),
            (_UNIT_WIDTH, _ANSWER_WIDTH),
        )
    others = len((held.cards | held.secrets) - units.keys() - {register.id})
    if others:
        pane.line(_("and {count} units that you cannot read").format(count=others), "quiet")
    return pane.content


def _answer(is_so: bool, word: str) -> str:
    return f"{IN_ORDER} {word}" if is_so else "– " + _("no")
