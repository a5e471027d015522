"""What the columns of units, people and accounts are called, and the words for their fixed values.

Keys are the columns of the project's own CSV files.
"""

from datetime import date

from somesec.language import N_, _, show_date

ACCOUNT = {
    "unit": N_("Unit"),
    "platform": N_("Platform"),
    "handle": N_("Handle"),
    "profile_address": N_("Profile address"),
    "display_name": N_("Display name"),
    "main_page": N_("The town's main page"),
    "kind": N_("Kind"),
    "subject": N_("Subject"),
    "ends_on": N_("Ends on"),
    "status": N_("Status"),
    "login": N_("Login"),
    "registered_address": N_("Registered address"),
    "recovery_address": N_("Recovery address"),
    "recovery_phone": N_("Recovery phone"),
    "recovery_phone_of": N_("Recovery phone is of"),
    "second_factor": N_("Second factor"),
    "second_factor_of": N_("Second factor is with"),
    "administrators": N_("Administrators"),
    "moderators": N_("Moderators"),
    "approved_by": N_("Approved by"),
    "approver_role": N_("Approver's role"),
    "approved_on": N_("Approved on"),
    "opened_on": N_("Opened on"),
    "maintainer_stated_on": N_("Maintainer stated on"),
    "unit_page_linked_on": N_("Unit's page links on"),
    "collection_page_linked_on": N_("List page links on"),
    "last_post_on": N_("Last post on"),
    "last_look_on": N_("Last look on"),
    "risk_reviewed_on": N_("Risks reviewed on"),
    "terms_reviewed_on": N_("Terms reviewed on"),
    "notes": N_("Notes"),
}
UNIT = {
    "name": N_("Name"),
    "name_fi": N_("Name in Finnish"),
    "name_sv": N_("Name in Swedish"),
    "parent": N_("Part of"),
    "responsible": N_("Responsible person"),
    "mailboxes": N_("Unit mailboxes"),
    "website": N_("Website"),
    "active": N_("In use"),
}
PERSON = {
    "name": N_("Name"),
    "address": N_("Addresses"),
    "units": N_("Units"),
    "employment": N_("Employment"),
    "briefed_on": N_("Briefed on"),
    "left_on": N_("Left on"),
    "declared_on": N_("Declared on"),
}
INCIDENT = {
    "kind": N_("Kind"),
    "account": N_("Account"),
    "unit": N_("Unit"),
    "happened_on": N_("Happened on"),
    "reported_by": N_("Reported by"),
    "description": N_("Description"),
    "supervisor_told_on": N_("Supervisor told on"),
    "authorities_told_on": N_("Authorities told on"),
    "removal_asked_on": N_("Removal asked on"),
    "removed_on": N_("Removed on"),
    "closed_on": N_("Closed on"),
}

# Fields of several values, which semicolons part.
LISTS = ("address", "administrators", "mailboxes", "moderators", "units")
# The fixed values of a field, each with its word.
CHOICES = {
    "kind": {"permanent": N_("permanent"), "fixed-term": N_("fixed-term")},
    "status": {
        "planned": N_("planned"),
        "open": N_("open"),
        "closing": N_("closing"),
        "closed": N_("closed"),
    },
    "second_factor": {
        "none": N_("none"),
        "totp": N_("code app (TOTP)"),
        "app": N_("the service's own app"),
        "sms": N_("text message"),
        "email": N_("email"),
        "key": N_("security key"),
        "passkey": N_("passkey"),
        "codes": N_("printed codes"),
    },
    "employment": {
        "permanent": N_("permanent"),
        "fixed-term": N_("fixed-term"),
        "intern": N_("intern"),
        "temporary": N_("temporary"),
        "elected": N_("elected"),
        "contractor": N_("contractor"),
    },
    "active": {"yes": N_("yes"), "no": N_("no")},
    "breach": {"yes": N_("yes"), "no": N_("no"), "unknown": N_("not known")},
    "intranet": {"yes": N_("yes"), "no": N_("no"), "unknown": N_("not known")},
    "main_page": {"yes": N_("yes"), "no": N_("no")},
    "role": {
        "coordinator": N_("coordinator"),
        "unit-admin": N_("unit admin"),
        "auditor": N_("auditor"),
    },
    "decision": {
        "go-on": N_("go on using the service"),
        "go-on-with-measures": N_("go on, with measures"),
        "stop": N_("stop using the service"),
    },
}


def is_day(field: str) -> bool:
    """Whether a field of a form holds a day; those of the planning checklist do."""
    return field.endswith("_on") or field.startswith("planning-")


def shown(field: str, value: str) -> str:
    """A field's value as the reader's language says it: a fixed value's word, a date as it is
    written there, several values with a space between."""
    words = CHOICES.get(field, {})
    if value in words:
        return _(words[value])
    if field in LISTS:
        return "; ".join(value.split(";"))
    if is_day(field) or field in ("since", "due"):
        try:
            return show_date(date.fromisoformat(value))
        except ValueError:
            return value
    return value
