"""What the fields of a finding, a terms review and a secret are called.

The columns of units, people and accounts have their names in `somesec.register.labels`.
"""

from somesec.language import N_
from somesec.model import TermsPoint

# Where a rule names a record's field that has another name in a form.
FORM_FIELDS = {
    "approval": "approved_by",
    "second_factor_of": "second_factor_of",
    "closing": "status",
    "addresses": "address",
    "declarations": "declared_on",
}

# What a finding's evidence is called; what is not here, the sentence of the finding says already.
EVIDENCE = {
    "address": N_("Address"),
    "domain": N_("Domain"),
    "imitates": N_("Looks like"),
    "person": N_("Person"),
    "approved_by": N_("Approved by"),
    "approver_role": N_("Approver's role"),
    "main_page": N_("The town's main page"),
    "second_factor": N_("Second factor"),
    "administrators": N_("Administrators"),
    "display_name": N_("Display name"),
    "since": N_("Since"),
    "due": N_("Next due"),
    "briefed_on": N_("Briefed on"),
    "left_on": N_("Left on"),
    "ends_on": N_("Ends on"),
    "reviewed_on": N_("Read on"),
    "checked_on": N_("Checked on"),
    "days": N_("Days since"),
}

POINT_QUESTIONS = {
    TermsPoint.USAGE_RIGHTS: N_("Which rights to use our material do we give the service?"),
    TermsPoint.COPYRIGHT: N_("Who has the copyright to what we publish there?"),
    TermsPoint.THIRD_PARTIES: N_(
        "What do the terms say of other people's material that we publish?"
    ),
    TermsPoint.RESERVED_RIGHTS: N_(
        "Which rights does the service keep to what we made and stored there?"
    ),
    TermsPoint.MINORS: N_("What do the terms say of minors and their data?"),
    TermsPoint.REPRESENTATION: N_("Who may agree to the terms and act for an organisation?"),
    TermsPoint.TERMINATION: N_(
        "How does the agreement end, and what becomes of our material then?"
    ),
}
"""What each point of a terms review asks."""

SECRETS = {
    "password": N_("Password"),
    "totp": N_("Second factor's key"),
    "recovery_codes": N_("Recovery codes"),
    "answers": N_("Answers to questions"),
    "notes": N_("Secret notes"),
}
