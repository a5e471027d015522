"""How kinds are named inside a sentence."""

from policy.pack import PlanningLine
from somesec.language import N_, Message
from somesec.model import IncidentKind, SecondFactor, TermsPoint

SECOND_FACTORS = {
    SecondFactor.NONE: Message(N_("none")),
    SecondFactor.TOTP: Message(N_("one-time codes")),
    SecondFactor.APP: Message(N_("the service's own app")),
    SecondFactor.SMS: Message(N_("text messages")),
    SecondFactor.EMAIL: Message(N_("email")),
    SecondFactor.KEY: Message(N_("a security key")),
    SecondFactor.PASSKEY: Message(N_("a passkey")),
    SecondFactor.CODES: Message(N_("backup codes")),
}

CONTEXT_KINDS = {
    "organisation": Message(N_("the organisation")),
    "unit": Message(N_("the unit")),
    "platform": Message(N_("the service")),
    "handle": Message(N_("the handle")),
    "login": Message(N_("the login")),
    "person": Message(N_("a person")),
}
"""What a context word found in a password is of; the kinds that facts name."""

TERMS_POINTS = {
    TermsPoint.USAGE_RIGHTS: Message(N_("usage rights")),
    TermsPoint.COPYRIGHT: Message(N_("copyright")),
    TermsPoint.THIRD_PARTIES: Message(N_("other people's material")),
    TermsPoint.RESERVED_RIGHTS: Message(N_("rights that the service reserves")),
    TermsPoint.MINORS: Message(N_("minors and their data")),
    TermsPoint.REPRESENTATION: Message(N_("who may act for the organisation")),
    TermsPoint.TERMINATION: Message(N_("termination")),
}
"""What a terms review answers."""

PLANNING_LINES = {
    PlanningLine.OTHER_CHANNELS: Message(N_("key notices also go out through other channels")),
    PlanningLine.TOPICS: Message(N_("the page's topics")),
    PlanningLine.TIME: Message(N_("who has time to update the page")),
    PlanningLine.GOALS: Message(N_("the goals of the unit's communication")),
    PlanningLine.NEED: Message(N_("the nature of the channel and the need for the page")),
    PlanningLine.OPEN_PART: Message(N_("a part open to all, with the unit's basic facts")),
    PlanningLine.FEEDBACK: Message(N_("feedback is directed to the website")),
    PlanningLine.MODERATION: Message(N_("moderation and tone")),
}
"""The lines of the planning checklist (clauses 3.1-b, c, d, 3.2-d, 3.3-a and c)."""

INCIDENT_KINDS = {
    IncidentKind.LEAK: Message(N_("a leak")),
    IncidentKind.WRONG_INFORMATION: Message(N_("wrong information")),
    IncidentKind.STOLEN_CREDENTIALS: Message(N_("stolen credentials")),
    IncidentKind.HIJACK: Message(N_("a hijack")),
    IncidentKind.THREAT_TO_EMPLOYEE: Message(N_("a threat against an employee")),
    IncidentKind.THREAT_TO_TOWN: Message(N_("a threat against the town's work or premises")),
    IncidentKind.DISCRIMINATION: Message(N_("discriminating material")),
    IncidentKind.STRIKING_WRITING: Message(N_("striking writing about the unit")),
    IncidentKind.PHISHING: Message(N_("phishing")),
    IncidentKind.MALWARE: Message(N_("malware")),
    IncidentKind.SPAM: Message(N_("spam")),
}
