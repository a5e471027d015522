"""How kinds are named inside a sentence."""

from somesec.language import N_, Message
from somesec.model import SecondFactor, TermsPoint

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
    TermsPoint.RESERVED_RIGHTS: Message(N_("rights that the service reserves")),
}
"""The points of a terms review that the guideline names (clauses 3.2-e and 5-j)."""
