"""What is known of one person, and of one unit, for the pane beside the list."""

from uuid import UUID

from textual.content import Content

from policy.access import WAYS
from screens.marks import Health
from screens.pane import Pane
from screens.standing import Answers
from somesec.language import _, current, ngettext, show_date
from somesec.model import Account, Person, Unit
from somesec.register import Register, people, rights, units
from somesec.register.access import NOT_READ, Leaver
from somesec.register.labels import PERSON, UNIT

_MOST_LINES = 30


def person_detail(
    register: Register,
    person: Person,
    answers: Answers,
    held: list[Account],
    leaver: Leaver | None,
) -> Content:
    """A person: what is found, what is known, the accounts they run, what is open of a leaving."""
    pane = Pane()
    pane.title(person.name)
    _add_answers(pane, answers, person.id)
    if leaver is not None:
        _add_leaving(pane, leaver)
    pane.heading(_("What is known"))
    for name, value in people.as_values(register, person).items():
        if value and name != "name":
            pane.field(name, _(PERSON[name]), value)
    pane.heading(_("Runs these accounts"))
    _add_accounts(pane, held, is_whole=rights.reads_all(register))
    pane.gap()
    pane.line(_("a shows all that is within reach, now or on an earlier day."), "quiet")
    return pane.content


def _add_leaving(pane: Pane, leaver: Leaver) -> None:
    pane.gap()
    day = show_date(leaver.left_on)
    if leaver.is_over:
        pane.mark(Health.IN_ORDER, _("Last day {day}; nothing is open any more.").format(day=day))
        return
    if not leaver.is_open:
        said = _("Last day {day}; nothing is open any more in your own units.")
        pane.mark(Health.UNKNOWN, said.format(day=day))
        return
    pane.mark(Health.HIGH, _("Last day {day}. Still open:").format(day=day))
    for reach in leaver.reached[:_MOST_LINES]:
        ways = ", ".join(_(WAYS[way]) for way in reach.ways)
        pane.line(f"  {reach.account.name} ({ways})")
    for unit in leaver.answers_for:
        pane.line("  " + _("answers for {unit}").format(unit=unit.called(current())))
    if leaver.is_member:
        pane.line("  " + _("member of the register"))
    pane.line(_("[l people.leave] goes through it."), "quiet")


def unit_detail(register: Register, unit: Unit, answers: Answers, owned: list[Account]) -> Content:
    """A unit: what is found, what is known, its mailboxes, people and accounts, and who opens its
    passwords."""
    records = register.records
    pane = Pane()
    pane.title(unit.called(current()), "" if unit.active else _("no longer in use"))
    _add_answers(pane, answers, unit.id)
    pane.heading(_("What is known"))
    for name, value in units.as_values(register, unit).items():
        if value and name not in ("name", "mailboxes"):
            pane.field(name, _(UNIT[name]), value)
    pane.heading(_("Unit mailboxes"))
    for box in unit.mailboxes:
        used = len(units.users_of_mailbox(register, box))
        text = ngettext("{count} account uses it", "{count} accounts use it", used)
        pane.line(f"{box}   {text.format(count=used)}")
    if not unit.mailboxes:
        pane.line(_("None yet: press [m people.mailboxes] to add one."), "quiet")
    pane.heading(_("People"))
    members = sorted(p.name for p in records.people.values() if unit.id in p.units)
    pane.line(", ".join(members) or "–")
    pane.heading(_("Accounts"))
    _add_accounts(pane, owned, is_whole=rights.reads(register, unit.id))
    pane.heading(_("Opens its passwords"))
    pane.line(", ".join(rights.openers(register, unit)) or "–")
    return pane.content


def _add_answers(pane: Pane, answers: Answers, subject: UUID) -> None:
    """What the audit says, each sentence once: several accounts may say the same of a person."""
    found = answers.findings.get(subject, ())
    said = ((Health.of(one.severity), str(one.message), str(one.remedy)) for one in found)
    for health, message, remedy in sorted(dict.fromkeys(said), key=lambda one: one[0]):
        pane.gap()
        pane.mark(health, message)
        pane.hint(remedy)
    unknown = dict.fromkeys(str(answer.reason) for answer in answers.unknown.get(subject, ()))
    if unknown:
        pane.gap()
    for reason in unknown:
        pane.mark(Health.UNKNOWN, reason)


def _add_accounts(pane: Pane, accounts: list[Account], *, is_whole: bool) -> None:
    for account in sorted(accounts, key=lambda one: one.name)[:_MOST_LINES]:
        pane.line(account.name)
    if len(accounts) > _MOST_LINES:
        pane.line(_("and {count} more").format(count=len(accounts) - _MOST_LINES), "quiet")
    if not is_whole:
        pane.mark(Health.UNKNOWN, str(NOT_READ))
    elif not accounts:
        pane.line("–")
