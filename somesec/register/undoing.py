"""Taking back an edit of one card: a new change, in the trail like any other, that writes the card
as it was before. Secrets are never taken back so; a rotation keeps the one before."""

from typing import NamedTuple
from uuid import UUID

from somesec.model import Account, Incident, Organisation, Person, Unit
from somesec.register.incidents import gives_away_the_password
from somesec.register.session import Register

Edited = Account | Incident | Organisation | Person | Unit

_ACTS: dict[type, str] = {
    Account: "account-edited",
    Incident: "incident-edited",
    Organisation: "organisation-edited",
    Person: "person-edited",
    Unit: "unit-edited",
}


class Undo(NamedTuple):
    """An edit that can be taken back: the card as it was, and the revision that the edit made."""

    card: Edited
    revision: int


def card_of(register: Register, id_: UUID) -> Edited | None:
    """The card of an account, an incident, a unit, a person or the organisation."""
    records = register.records
    if id_ == register.id:
        return records.organisation
    return (
        records.accounts.get(id_)
        or records.units.get(id_)
        or records.people.get(id_)
        or records.incidents.get(id_)
    )


def edit_since(register: Register, before: Edited, revision: int) -> Undo | None:
    """What takes back the one edit since `before` was read at a revision; None where there was
    none, where there were more, or where it touched what goes with a secret or made one due."""
    now = card_of(register, before.id)
    if now is None or now == before or register.revision(before.id) != revision + 1:
        return None
    if _is_tied(now, before):
        return None
    return Undo(before, revision + 1)


def undo(register: Register, edit: Undo) -> None:
    """Writes the card as it was before the edit.

    Raises ConflictError when somebody changed it since."""
    act = _ACTS[type(edit.card)]
    with register.change(act, subject=edit.card.id) as change:
        change.put(edit.card, edit.revision)


def _is_tied(now: Edited, before: Edited) -> bool:
    """Whether the secret, which stays as it is, goes with one of the two cards only, or became due
    by the edit and stays so."""
    match now, before:
        case Account(), Account():
            return (now.unit, now.facts, now.pending_since, now.rotation_due) != (
                before.unit,
                before.facts,
                before.pending_since,
                before.rotation_due,
            )
        case Incident(), Incident():
            is_elsewhere = now.account != before.account
            return now.unit != before.unit or (
                gives_away_the_password(now)
                and (is_elsewhere or not gives_away_the_password(before))
            )
    return False
