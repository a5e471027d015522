"""The card of an account, to edit or to add."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from screens.form import Form
from somesec.language import N_, _
from somesec.register import accounts
from somesec.register.labels import ACCOUNT

_UNIT_FIELDS = ("unit",)
_PERSON_FIELDS = ("recovery_phone_of", "second_factor_of", "administrators", "moderators")
_NOT_ON_THE_CARD = ("terms_reviewed_on",)


class AccountForm(Form):
    """The form of one account, or of a new one where `account` is None."""

    PLACE = N_("Account")
    LABELS: ClassVar[Mapping[str, str]] = {
        name: label for name, label in ACCOUNT.items() if name not in _NOT_ON_THE_CARD
    }

    def __init__(self, account: UUID | None, field: str = "") -> None:
        super().__init__(field)
        self._account = account
        self._revision = 0

    def heading(self) -> str:
        if self._account is None:
            return _("A new account")
        return self.app.opened.records.accounts[self._account].name

    def values(self) -> dict[str, str]:
        if self._account is None:
            return {}
        register = self.app.opened
        self._revision = self._revision or register.revision(self._account)
        account = register.records.accounts[self._account]
        main = "yes" if account.main_page else "no"
        return {**accounts.as_values(register, account), "main_page": main}

    def store(self, changed: Mapping[str, str]) -> None:
        card = {name: value for name, value in changed.items() if name != "main_page"}
        register, account = self.app.opened, self._account
        if account is None:
            account = accounts.add(register, card).id
        elif card:
            accounts.edit(register, account, card, expected=self._revision)
        if "main_page" in changed:
            accounts.set_main_page(register, account, changed["main_page"] == "yes")

    def read_again(self) -> None:
        if self._account is not None:
            self._revision = self.app.opened.revision(self._account)

    def suggestions(self, field: str) -> list[str]:
        records = self.app.opened.records
        if field in _UNIT_FIELDS:
            return sorted(unit.name for unit in records.units.values())
        if field in _PERSON_FIELDS:
            return sorted(person.name for person in records.people.values())
        return []
