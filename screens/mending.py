"""From a finding to the place that mends it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from policy.due import Due
from policy.finding import Finding, SubjectKind, Unknown
from screens.labels import FORM_FIELDS
from somesec.model import Account

if TYPE_CHECKING:
    from screens.app import SomesecApp

_Record = TypeVar("_Record")

# The field of a form that ends a duty of a kind.
_DUTY_FIELDS = {
    "risk-review": "risk_reviewed_on",
    "maintainer-check": "maintainer_stated_on",
    "unit-page-link": "unit_page_linked_on",
    "collection-page-link": "collection_page_linked_on",
    "account-end": "status",
    "briefing": "briefed_on",
    "declaration": "declared_on",
    "leaving": "left_on",
}
_PASSWORD_RULES = ("SOM2", "SOM3", "SOM4")


def mend(app: "SomesecApp", answer: Finding | Unknown) -> None:
    """Opens the form on the finding's field, the rotation, the review of terms or its measures."""
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
        from screens.organisation_form import OrganisationForm

        app.open(OrganisationForm(field))


def do(app: "SomesecApp", duty: Due) -> None:
    """Opens the place where something that falls due is done."""
    records, kind, key = app.opened.records, duty.kind, duty.key.removeprefix(f"{duty.kind}-")
    account = _with_id(records.accounts, key)
    if kind == "incident-step":
        from screens.incident import IncidentPage

        # The incident's id stands before that of its step.
        app.open(IncidentPage(UUID(duty.key.removeprefix("incident-")[:36])))
    elif kind == "waiver-end":
        from screens.waivers import Waivers

        app.open(Waivers())
    elif kind == "terms" and account is not None:
        open_review(app, account)
    elif kind == "terms":
        from screens.terms_review import ReviewTerms

        app.open(ReviewTerms(key))
    elif kind == "measure":
        from screens.terms_measures import TermsMeasures

        app.open(TermsMeasures(key))
    elif account is not None and kind in ("rotation", "pending-rotation"):
        from screens.rotation import Rotation

        app.open(Rotation(account.id))
    elif account is not None:
        from screens.account_form import AccountForm

        app.open(AccountForm(account.id, _DUTY_FIELDS.get(kind, "")))
    elif person := _with_id(records.people, key):
        open_person(app, person.id, _DUTY_FIELDS.get(kind, ""))
    else:
        app.go_to_rule("")


def _with_id(kept: Mapping[UUID, _Record], text: str) -> _Record | None:
    try:
        return kept.get(UUID(text))
    except ValueError:
        return None


def open_person(app: "SomesecApp", person: UUID, field: str = "") -> None:
    """Opens the form of a person."""
    from screens.person_form import PersonForm

    app.open(PersonForm(person, field))


def open_review(app: "SomesecApp", account: Account) -> None:
    """Opens the review of the terms that serves an account: its own where it has one."""
    from screens.terms_review import ReviewTerms
    from somesec.register import terms

    app.open(ReviewTerms(account.platform, terms.own_account(app.opened, account)))


def _mend_account(app: "SomesecApp", rule: str, field: str, account: Account) -> None:
    if rule == "SOM508":
        from screens.terms_measures import TermsMeasures

        app.open(TermsMeasures())
    elif rule.startswith("SOM5"):
        open_review(app, account)
    elif rule.startswith(_PASSWORD_RULES) and account.facts is not None:
        from screens.rotation import Rotation

        app.open(Rotation(account.id))
    elif rule.startswith(_PASSWORD_RULES):
        from screens.secret import SecretPage

        app.open(SecretPage(account.id))
    else:
        from screens.account_form import AccountForm

        app.open(AccountForm(account.id, field))
