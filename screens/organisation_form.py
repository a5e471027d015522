"""What is said of the organisation itself, to edit."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from screens.form import Form
from somesec.language import N_
from somesec.register import organisation


class OrganisationForm(Form):
    PLACE = N_("Organisation")
    LABELS: ClassVar[Mapping[str, str]] = {
        "name": N_("Organisation"),
        "domains": N_("Mail domains"),
        "website": N_("Website"),
        "collection_page": N_("List page"),
        "approver_roles": N_("Approver roles"),
    }

    def __init__(self, field: str = "") -> None:
        super().__init__(field)
        self._revision = 0

    def heading(self) -> str:
        return self.app.opened.records.organisation.name

    def values(self) -> dict[str, str]:
        register = self.app.opened
        self._revision = self._revision or register.revision(register.id)
        values = organisation.as_values(register.records.organisation)
        return {name: values[name] for name in self.LABELS}

    def store(self, changed: Mapping[str, str]) -> None:
        organisation.edit(self.app.opened, changed, expected=self._revision)

    def read_again(self) -> None:
        self._revision = self.app.opened.revision(self.app.opened.id)

    def subject(self) -> UUID | None:
        return self.app.opened.id
