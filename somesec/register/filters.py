"""Filters of accounts kept under a name, for everybody who reads the register."""

from uuid import UUID, uuid4

from somesec.errors import InputError
from somesec.language import _
from somesec.model import SavedFilter
from somesec.register.filter_language import parse
from somesec.register.resolve import same
from somesec.register.session import Register


def listed(register: Register) -> list[SavedFilter]:
    """The kept filters, by name."""
    return sorted(register.records.filters.values(), key=lambda kept: (same(kept.name), kept.id))


def keep(register: Register, name: str, text: str) -> SavedFilter:
    """Keeps a filter under a name, in place of one that has the name already.

    Raises InputError for a filter that cannot be read or lets everything through, and where there
    is no name; LockedError for an auditor."""
    name = " ".join(name.split())
    if not name:
        raise InputError(_("Give the filter a name."))
    wanted = parse(text)
    if not wanted.conditions:
        raise InputError(_("There is nothing to keep: type a filter first."))
    with register.change("filter-kept", name) as change:
        before = [f for f in register.records.filters.values() if same(f.name) == same(name)]
        kept = SavedFilter(
            id=before[0].id if before else uuid4(),
            name=name,
            text=str(wanted),
            made_by=register.member.name,
        )
        change.put(kept)
    return kept


def drop(register: Register, filter_id: UUID) -> None:
    """Keeps a filter no longer."""
    with register.change("filter-dropped") as change:
        if filter_id not in register.records.filters:
            raise InputError(_("There is no such filter any more."))
        change.remove(filter_id)
