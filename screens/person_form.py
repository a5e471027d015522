"""A person, to edit or to add. Writing down the last day makes what they could open due."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from screens.form import Form
from somesec.language import N_, _
from somesec.register import people
from somesec.register.labels import PERSON


class PersonForm(Form):
    """The form of one person, or of a new one where `person` is None."""

    PLACE = N_("Person")
    KIND = "person"
    LABELS = PERSON

    def __init__(self, person: UUID | None, field: str = "") -> None:
        super().__init__(field)
        self._person = person
        self._revision = 0

    def heading(self) -> str:
        if self._person is None:
            return _("A new person")
        return self.app.opened.records.people[self._person].name

    def values(self) -> dict[str, str]:
        if self._person is None:
            return {}
        register = self.app.opened
        self._revision = self._revision or register.revision(self._person)
        return people.as_values(register, register.records.people[self._person])

    def store(self, changed: Mapping[str, str]) -> None:
        register = self.app.opened
        if self._person is None:
            person = people.add(register, changed)
        else:
            person = people.edit(register, self._person, changed, expected=self._revision)
        if changed.get("left_on") and isinstance(person.left_on, date):
            people.leave(register, person.id, person.left_on)

    def read_again(self) -> None:
        if self._person is not None:
            self._revision = self.app.opened.revision(self._person)

    def subject(self) -> UUID | None:
        return self._person

    def suggestions(self, field: str) -> list[str]:
        records = self.app.opened.records
        return sorted(unit.name for unit in records.units.values()) if field == "units" else []
