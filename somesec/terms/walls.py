"""What a page shows instead of terms: nothing but a script, a wall, or an error."""

import re
from typing import NamedTuple

from somesec.language import N_

SCRIPT_ONLY = N_("The page shows its text by a script alone.")
CONSENT = N_("The page asks for consent to cookies before it shows anything.")
LOGIN = N_("The page asks to log in.")
BLOCKED = N_("The service does not let programs read the page.")
GONE = N_("The page says that it is not there.")
NO_TEXT = N_("The page holds no readable text.")

FEWEST_WORDS = 60
"""Shorter than any terms."""
_MOST_WORDS_OF_A_WALL = 350

_BLOCKED = re.compile(
    r"captcha|are you (?:a )?(?:human|robot)|not a robot|verify(?:ing)? (?:that )?you are human|"
    r"unusual traffic|access denied|request (?:was )?blocked|attention required|just a moment|"
    r"checking your browser|enable javascript and cookies to continue|incident id|ray id",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(?:accept|allow|reject|hyväksy|salli|godkänn|acceptera)\s+(?:all|only|kaikki|alla|essential|"
    r"optional|välttämät\w+|nödvändiga)?\s*(?:cookies|evästeet|kakor)|before you continue|"
    r"ennen kuin jatkat|innan du fortsätter|we value your privacy|cookie (?:settings|preferences)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"log ?in to continue|sign ?in to continue|you must (?:log|sign) ?in|please (?:log|sign) ?in|"
    r"forgot(?:ten)? (?:your )?password|kirjaudu sisään|unohditko salasana|logga in|glömt lösen",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"page (?:you requested )?(?:could )?not (?:be )?found|\b404\b|(?:isn't|is not) available|"
    r"no longer (?:exists|available)|sivua ei löydy|sidan (?:hittades inte|finns inte)",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(
    r"<noscript|enable javascript|requires javascript|<script|ng-app|data-reactroot|"
    r"id=[\"']?(?:root|app|__next)[\"'\s>]",
    re.IGNORECASE,
)


class Page(NamedTuple):
    """What is known of a page: its wording, and what it was made of."""

    wording: str
    source: str


def reason_of(page: Page) -> str:
    """Why the page is none of terms; "" where it may be one."""
    words = len(page.wording.split())
    if words > _MOST_WORDS_OF_A_WALL:
        return ""
    for pattern, reason in (
        (_BLOCKED, BLOCKED),
        (_LOGIN, LOGIN),
        (_CONSENT, CONSENT),
        (_GONE, GONE),
    ):
        if pattern.search(page.wording) or (words < FEWEST_WORDS and pattern.search(page.source)):
            return reason
    if words >= FEWEST_WORDS:
        return ""
    return SCRIPT_ONLY if _SCRIPTED.search(page.source) else NO_TEXT
