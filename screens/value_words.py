"""What the guideline's values are called, what they mean and how much they are, in the reader's
language."""

from enum import StrEnum
from typing import Any

from policy.catalogue import load_catalogue
from policy.finding import Severity
from screens import explaining
from somesec.language import N_, _, collation, ngettext
from somesec.register import policies


class Group(StrEnum):
    """The values of one kind, by what their keys begin with, in the order shown."""

    THRESHOLDS = "thresholds"
    INTERVALS = "intervals"
    TERMS_REVIEW = "terms_review"
    TEXT_CHANGED = "text_changed"
    SEVERITIES = "severities"
    OFF = policies.OFF

    @property
    def called(self) -> str:
        """The group in the reader's language."""
        return _(_GROUPS[self])


def group_of(key: str) -> Group:
    """The group that a value is of."""
    return Group(key.partition(".")[0])


def place(key: str) -> tuple[int, tuple[str, str]]:
    """Where a value stands among all: by its group, and there by its name."""
    return list(Group).index(group_of(key)), collation(name(key))


def name(key: str) -> str:
    """What a value is called."""
    _group, _dot, part = key.partition(".")
    match group_of(key):
        case Group.SEVERITIES:
            return f"{part}  {explaining.summary(part)}"
        case Group.TERMS_REVIEW | Group.TEXT_CHANGED:
            platform = load_catalogue().get(part)
            return platform.name if platform else part
    return _(_NAMES[key]) if key in _NAMES else key


def meaning(key: str) -> str:
    """What is counted, in a sentence; "" where the name says all."""
    group = group_of(key)
    if group in (Group.TERMS_REVIEW, Group.TEXT_CHANGED):
        key = f"{Group.INTERVALS}.{group}"
    return _(_MEANINGS[key]) if key in _MEANINGS else ""


def said(key: str, value: Any) -> str:
    """How much it is, with what it is counted in; "–" for nothing."""
    if isinstance(value, int) and group_of(key) is not Group.THRESHOLDS:
        return ngettext("{count} day", "{count} days", value).format(count=value)
    if group_of(key) is Group.SEVERITIES and value:
        return Severity(value).label
    return policies.said(value) or "–"


_GROUPS = {
    Group.THRESHOLDS: N_("Least amounts"),
    Group.INTERVALS: N_("Longest times"),
    Group.TERMS_REVIEW: N_("Review of the terms of a service"),
    Group.TEXT_CHANGED: N_("Reading changed terms of a service"),
    Group.SEVERITIES: N_("Severities"),
    Group.OFF: N_("Rules"),
}
_NAMES = {
    "off": N_("Not checked"),
    "thresholds.strength": N_("Strength of a password"),
    "thresholds.length": N_("Length of a password"),
    "thresholds.length_with_factor": N_("Length with a second factor"),
    "thresholds.administrators": N_("Administrators of an account"),
    "intervals.breach_check": N_("Look into known breaches"),
    "intervals.intranet_check": N_("Comparison with the intranet"),
    "intervals.measurement": N_("Measuring of a password"),
    "intervals.pending": N_("Unfinished rotation"),
    "intervals.terms_review": N_("Review of terms"),
    "intervals.terms_due_soon": N_("Review of terms due soon"),
    "intervals.briefing": N_("Briefing"),
    "intervals.declaration": N_("Declaration"),
    "intervals.maintainer": N_("Look for the maintainer on the page"),
    "intervals.links": N_("Look for the website's links"),
    "intervals.post": N_("Post on a page"),
    "intervals.look": N_("Look at a page"),
    "intervals.risk_review": N_("Review of risks"),
    "intervals.text_changed": N_("Reading changed terms"),
    "intervals.closing": N_("Closing of a page"),
    "intervals.incident": N_("Dealing with an incident"),
    "intervals.scan": N_("Look for logins in browsers"),
    "intervals.waiver": N_("Waiver"),
}
_MEANINGS = {
    "off": N_("Rules that are not checked."),
    "thresholds.strength": N_("The least strength of a password, from 0 to 4."),
    "thresholds.length": N_("The least number of a password's characters."),
    "thresholds.length_with_factor": N_("The same where there is a second factor."),
    "thresholds.administrators": N_("How many administrators an account has at least."),
    "intervals.breach_check": N_("Days between looks into known breaches."),
    "intervals.intranet_check": N_("Days between comparisons with the intranet's passwords."),
    "intervals.measurement": N_("Days until a password is measured again."),
    "intervals.pending": N_("Days that a rotation may stay unfinished."),
    "intervals.terms_review": N_("Days between reviews of terms of service."),
    "intervals.terms_due_soon": N_("Days before that, from which on it is due soon."),
    "intervals.briefing": N_("Days between briefings of an administrator."),
    "intervals.declaration": N_("Days between declarations of an administrator."),
    "intervals.maintainer": N_("Days between looks whether the page says who maintains it."),
    "intervals.links": N_("Days between looks whether the website links to the page."),
    "intervals.post": N_("Days between posts on a page."),
    "intervals.look": N_("Days between looks at a page."),
    "intervals.risk_review": N_("Days between reviews of an account's risks."),
    "intervals.text_changed": N_("Days to review terms whose text has changed."),
    "intervals.closing": N_("Days that the closing of an account may take."),
    "intervals.incident": N_("Days until an incident's steps are taken."),
    "intervals.scan": N_("Days between looks for logins kept in browsers."),
    "intervals.waiver": N_("The longest that a waiver may run, in days."),
}
