"""The card of an account, to edit or to add."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from policy.catalogue import load_catalogue
from screens.form import Form
from somesec.language import N_, _
from somesec.model import Status
from somesec.register import accounts, card
from somesec.register.labels import ACCOUNT

_UNIT_FIELDS = ("unit",)
_PERSON_FIELDS = ("administrators", "moderators")
_HOLDER_FIELDS = ("recovery_phone_of", "second_factor_of")
_MAIL_FIELDS = ("registered_address", "recovery_address", "login")

PLANNING_PART = N_("Weighed before it is opened: the day of each")
_PARTS = {
    N_("What it is"): (
        "unit",
        "platform",
        "handle",
        "profile_address",
        "display_name",
        "main_page",
        "kind",
        "subject",
        "ends_on",
        "status",
    ),
    N_("Mailbox and ways in"): (
        "registered_address",
        "login",
        "recovery_address",
        "recovery_phone",
        "recovery_phone_of",
        "second_factor",
        "second_factor_of",
    ),
    N_("People and rights"): ("administrators", "moderators"),
    N_("Approval"): ("approved_by", "approver_role", "approved_on"),
    PLANNING_PART: tuple(card.PLANNING),
    N_("Dates"): (
        "opened_on",
        "maintainer_stated_on",
        "unit_page_linked_on",
        "collection_page_linked_on",
        "last_post_on",
        "last_look_on",
        "risk_reviewed_on",
    ),
    N_("Closing"): card.CLOSING,
    N_("Notes"): ("notes",),
}


class AccountForm(Form):
    """The form of one account, or of a new one where `account` is None."""

    PLACE = N_("Account")
    KIND = "account"
    PARTS: ClassVar[Mapping[str, tuple[str, ...]]] = _PARTS
    LABELS: ClassVar[Mapping[str, str]] = {
        name: {**card.LABELS, **ACCOUNT}[name] for names in _PARTS.values() for name in names
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
            return {"main_page": "no", "status": Status.OPEN}
        register = self.app.opened
        self._revision = self._revision or register.revision(self._account)
        account = register.records.accounts[self._account]
        return {**accounts.as_values(register, account), **card.as_values(account)}

    def store(self, changed: Mapping[str, str]) -> None:
        if self._account is None:
            accounts.add(self.app.opened, changed)
        else:
            accounts.edit(self.app.opened, self._account, changed, expected=self._revision)

    def read_again(self) -> None:
        if self._account is not None:
            self._revision = self.app.opened.revision(self._account)

    def subject(self) -> UUID | None:
        return self._account

    def suggestions(self, field: str) -> list[str]:
        records = self.app.opened.records
        names: list[str] = []
        if field in (*_UNIT_FIELDS, *_HOLDER_FIELDS):
            names += sorted(unit.name for unit in records.units.values() if unit.active)
        if field in (*_PERSON_FIELDS, *_HOLDER_FIELDS):
            names += sorted(person.name for person in records.people.values())
        if field in _MAIL_FIELDS:
            names = sorted({box for unit in records.units.values() for box in unit.mailboxes})
        if field == "platform":
            names = sorted(platform.id for platform in load_catalogue())
        return names


class AccountPlanning(AccountForm):
    """The planning checklist of an account alone."""

    PLACE = N_("Planning")
    HELP_TEXT = N_(
        "What the guideline asks a unit to weigh before a page is opened. [F4 form.today] writes "
        "today on a line; an empty line is still open. [F5 form.save] saves."
    )
    PARTS: ClassVar[Mapping[str, tuple[str, ...]]] = {PLANNING_PART: tuple(card.PLANNING)}
    LABELS: ClassVar[Mapping[str, str]] = {name: card.LABELS[name] for name in card.PLANNING}
