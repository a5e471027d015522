"""The words that our own CSV files take for kinds, statuses, employments and second factors.

The first word of each line is ours, in English; the rest are what people in Finnish and Swedish
offices write. Case, and whether words are joined by a space or a hyphen, does not matter.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from somesec.model import AccountKind, Employment, SecondFactor, Status

Word = TypeVar("Word", bound=StrEnum)

YES = frozenset({"yes", "kyllä", "ja", "1", "true"})
NO = frozenset({"no", "ei", "nej", "0", "false"})

_KINDS = {
    AccountKind.PERMANENT: "permanent, pysyvä, vakituinen, jatkuva, toistaiseksi, tillsvidare",
    AccountKind.FIXED_TERM: "fixed-term, fixed term, temporary, määräaikainen, tilapäinen, "
    "tidsbegränsad, tillfällig",
}
_STATUSES = {
    Status.PLANNED: "planned, suunniteltu, suunnitteilla, planerad",
    Status.OPEN: "open, avoin, auki, avattu, käytössä, öppen, öppet, öppnad",
    Status.CLOSING: "closing, suljetaan, sulkeutumassa, suljettavana, stängs, under stängning",
    Status.CLOSED: "closed, suljettu, poistettu, lakkautettu, stängd, stängt, nedlagd",
}
_EMPLOYMENTS = {
    Employment.PERMANENT: "permanent, vakituinen, vakinainen, pysyvä, toistaiseksi, fast, "
    "fast anställd, ordinarie, tillsvidare",
    Employment.FIXED_TERM: "fixed-term, määräaikainen, visstid, visstidsanställd, tidsbegränsad",
    Employment.INTERN: "intern, trainee, harjoittelija, kesätyöntekijä, praktikant",
    Employment.TEMPORARY: "temporary, substitute, sijainen, tilapäinen, vikarie, tillfällig",
    Employment.ELECTED: "elected, luottamushenkilö, förtroendevald",
    Employment.CONTRACTOR: "contractor, consultant, konsultti, ostopalvelu, palveluntuottaja, "
    "ulkopuolinen, konsult, köptjänst, underleverantör",
}
_SECOND_FACTORS = {
    SecondFactor.NONE: "none, off, no, ei, ei mitään, ei ole, ei käytössä, nej, ingen, 0, false",
    SecondFactor.TOTP: "totp, authenticator, authenticator app, todennussovellus, "
    "autentikointisovellus, autentiseringsapp",
    SecondFactor.APP: "app, sovellus, app prompt, puhelinsovellus, appen",
    SecondFactor.SMS: "sms, text message, tekstiviesti, textmeddelande",
    SecondFactor.EMAIL: "email, e-mail, mail, sähköposti, e-post, epost",
    SecondFactor.KEY: "key, security key, yubikey, suojausavain, turva-avain, turvallisuusavain, "
    "säkerhetsnyckel",
    SecondFactor.PASSKEY: "passkey, avainkoodi, pääsyavain, nyckel, inloggningsnyckel",
    SecondFactor.CODES: "codes, backup codes, recovery codes, varakoodit, palautuskoodit, "
    "tunnuslukulista, koder, reservkoder, säkerhetskoder",
}


def plain(text: str) -> str:
    """The text as words are compared: folded, joined by single spaces."""
    return re.sub(r"[\s_-]+", " ", text.strip().casefold())


def _by_word(words: Mapping[Word, str]) -> dict[str, Word]:
    return {plain(word): value for value, line in words.items() for word in line.split(",")}


KINDS = _by_word(_KINDS)
STATUSES = _by_word(_STATUSES)
EMPLOYMENTS = _by_word(_EMPLOYMENTS)
SECOND_FACTORS = _by_word(_SECOND_FACTORS)
