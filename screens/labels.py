"""What the fields of a finding, a terms review and a secret are called.

The columns of units, people and accounts have their names in `somesec.register.labels`.
"""

from somesec.language import N_

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

REVIEW = {
    "usage-rights": N_("Rights of use"),
    "copyright": N_("Copyright"),
    "third-parties": N_("Others' material"),
    "reserved-rights": N_("Provider's rights"),
    "minors": N_("Data of minors"),
    "representation": N_("Who may act"),
    "termination": N_("Termination"),
    "decision": N_("Decision"),
    "measures": N_("Measures"),
    "reviewer": N_("Read by"),
    "reviewed_on": N_("Read on"),
    "next_due": N_("Next due"),
}

SECRETS = {
    "password": N_("Password"),
    "totp": N_("Second factor's key"),
    "recovery_codes": N_("Recovery codes"),
    "answers": N_("Answers to questions"),
    "notes": N_("Secret notes"),
}
