"""From a finding to the place that mends it."""

from typing import TYPE_CHECKING
from uuid import UUID

from policy.finding import Finding, SubjectKind, Unknown
from screens.labels import FORM_FIELDS
from somesec.language import _
from somesec.model import Account

if TYPE_CHECKING:
    from screens.app import SomesecApp

_PASSWORD_RULES = ("SOM2", "SOM3", "SOM4")


def mend(app: "SomesecApp", answer: Finding | Unknown) -> None:
    """Opens the form on the finding's field, the rotation, or the review of terms."""
    field = answer.field if isinstance(answer, Finding) else ""
    if answer.subject_kind is SubjectKind.ACCOUNT:
        account = app.opened.records.accounts.get(answer.subject)
        if account is not None:
            _mend_account(app, answer.rule, FORM_FIELDS.get(field, field), account)
    elif answer.subject_kind is SubjectKind.UNIT:
        from screens.unit_form import UnitForm

        app.open(UnitForm(answer.subject, FORM_FIELDS.get(field, field)))
    elif answer.subject_kind is SubjectKind.PERSON:
        open_person(app, answer.subject, FORM_FIELDS.get(field, field))
    elif answer.subject_kind is SubjectKind.INCIDENT:
        from screens.incident import IncidentPage

        app.open(IncidentPage(answer.subject))
    else:
        app.say(
            _("This is about the whole organisation: its settings are changed in the terminal.")
        )


def open_person(app: "SomesecApp", person: UUID, field: str = "") -> None:
    """Opens the form of a person."""
    from screens.person_form import PersonForm

    app.open(PersonForm(person, field))


def _mend_account(app: "SomesecApp", rule: str, field: str, account: Account) -> None:
    if rule.startswith("SOM5"):
        from screens.terms_review import ReviewTerms

        app.open(ReviewTerms(account.platform))
    elif rule.startswith(_PASSWORD_RULES) and account.facts is not None:
        from screens.rotation import Rotation

        app.open(Rotation(account.id))
    elif rule.startswith(_PASSWORD_RULES):
        from screens.secret import SecretPage

        app.open(SecretPage(account.id))
    else:
        from screens.account_form import AccountForm

        app.open(AccountForm(account.id, field))
