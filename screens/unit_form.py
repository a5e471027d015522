"""A unit, to edit or to add."""

from collections.abc import Mapping
from uuid import UUID

from screens.form import Form
from somesec.language import N_, _
from somesec.register import units
from somesec.register.labels import UNIT


class UnitForm(Form):
    """The form of one unit, or of a new one where `unit` is None."""

    PLACE = N_("Unit")
    KIND = "unit"
    LABELS = UNIT

    def __init__(self, unit: UUID | None, field: str = "") -> None:
        super().__init__(field)
        self._unit = unit
        self._revision = 0

    def heading(self) -> str:
        if self._unit is None:
            return _("A new unit")
        return self.app.opened.records.units[self._unit].name

    def values(self) -> dict[str, str]:
        if self._unit is None:
            return {"active": "yes"}
        register = self.app.opened
        self._revision = self._revision or register.revision(self._unit)
        unit = register.records.units[self._unit]
        return {**units.as_values(register, unit), "active": "yes" if unit.active else "no"}

    def store(self, changed: Mapping[str, str]) -> None:
        if self._unit is None:
            units.add(self.app.opened, {k: v for k, v in changed.items() if k != "active"})
        else:
            units.edit(self.app.opened, self._unit, changed, expected=self._revision)

    def read_again(self) -> None:
        if self._unit is not None:
            self._revision = self.app.opened.revision(self._unit)

    def subject(self) -> UUID | None:
        return self._unit

    def suggestions(self, field: str) -> list[str]:
        records = self.app.opened.records
        if field == "parent":
            return sorted(unit.name for unit in records.units.values())
        if field == "responsible":
            return sorted(person.name for person in records.people.values())
        return []
