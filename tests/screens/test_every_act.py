"""Every act of the command line has its page: a command without one fails here."""

import argparse
from importlib import import_module

import pytest
from textual.screen import Screen

from somesec.cli.commands import add_all
from somesec.cli.parser import Parser
from tests.screens.test_footers import WAYS, WAYS_OUTSIDE

PAGES = {
    "init": "welcome:Welcome",
    "import": "importing:Importing",
    "export": "exporting:Exporting",
    "audit": "findings:Findings",
    "rule": "rules:Rules",
    "unit add": "unit_form:UnitForm",
    "unit list": "people:People",
    "unit show": "people:People",
    "unit edit": "unit_form:UnitForm",
    "mailbox add": "mailboxes:MailboxForm",
    "mailbox list": "mailboxes:Mailboxes",
    "mailbox show": "mailboxes:Mailboxes",
    "mailbox edit": "mailboxes:MailboxForm",
    "mailbox remove": "mailboxes:Mailboxes",
    "person add": "person_form:PersonForm",
    "person list": "people:People",
    "person show": "people:People",
    "person edit": "person_form:PersonForm",
    "person leave": "leaver:Leave",
    "person leavers": "leavers:Leavers",
    "person brief": "person_days:Briefing",
    "person declare": "person_days:Declaring",
    "person access": "person_access:PersonAccess",
    "account add": "account_form:AccountForm",
    "account list": "accounts:Accounts",
    "account show": "accounts:Accounts",
    "account edit": "account_form:AccountForm",
    "account plan": "account_form:AccountPlanning",
    "account close": "account_closing:AccountClosing",
    "secret show": "secret:SecretPage",
    "secret set": "secret:SecretPage",
    "secret generate": "rotation:Rotation",
    "rotate start": "rotation:Rotation",
    "rotate confirm": "rotation:Rotation",
    "rotate cancel": "rotation:Rotation",
    "rotate list": "unfinished:Unfinished",
    "breach check": "breach_check:BreachCheck",
    "breach monitoring": "breach_monitoring:BreachMonitoring",
    "intranet load": "intranet_check:IntranetCheck",
    "intranet check": "intranet_check:IntranetCheck",
    "intranet compare": "intranet_check:IntranetCompare",
    "browser-scan": "browser_scan:BrowserScan",
    "recheck": "rechecking:Recheck",
    "website check": "website_check:WebsiteCheck",
    "website export": "report_files:SavePublicList",
    "scan record": "scans:ScanForm",
    "scan list": "scans:Scans",
    "terms list": "terms:Terms",
    "terms review": "terms_review:ReviewTerms",
    "organisation show": "settings:Settings",
    "organisation edit": "organisation_form:OrganisationForm",
    "backup": "backing_up:BackingUp",
    "restore": "restoring:Restoring",
    "verify": "checking:Checking",
    "move": "moving:Moving",
    "passphrase": "new_lock:NewLock",
    "recovery renew": "kit_renewal:KitRenewal",
    "recovery use": "kit_use:KitUse",
    "terms show": "terms_text:TermsText",
    "terms add": "terms_documents:DocumentForm",
    "terms edit": "terms_documents:DocumentForm",
    "terms remove": "terms_documents:TermsDocuments",
    "terms add-text": "terms_text:AddText",
    "terms fetch": "terms_fetch:FetchTerms",
    "terms sync": "terms_sync:SyncTerms",
    "terms calendar": "terms_files:SaveTerms",
    "terms report": "terms_files:SaveTerms",
    "terms measure list": "terms_measures:TermsMeasures",
    "terms measure done": "terms_measures:TermsMeasures",
    "policy list": "guidelines:Guidelines",
    "policy check": "guidelines:Guidelines",
    "terms diff": "terms_review:ReviewTerms",
    "incident add": "incident_form:NewIncident",
    "incident list": "incidents:Incidents",
    "incident show": "incident:IncidentPage",
    "incident update": "incident_form:IncidentForm",
    "incident next": "incident:IncidentPage",
    "incident done": "incident_form:StepDay",
    "incident evidence add": "incident_files:KeepFile",
    "incident evidence list": "incident:IncidentPage",
    "incident evidence export": "incident_files:TakeFileOut",
    "coverage": "coverage:CoveragePage",
    "due": "falling_due:FallingDue",
    "rules": "rules:Rules",
    "policy show": "policy_values:PolicyValues",
    "policy set": "policy_values:PolicyValue",
    "policy unset": "policy_values:PolicyValue",
    "waiver add": "waiver_form:WaiverForm",
    "waiver list": "waivers:Waivers",
    "waiver remove": "waivers:Waivers",
    "member invite": "invite:Invite",
    "member join": "joining:Joining",
    "member accept": "accepting:Accepting",
    "member list": "members:Members",
    "member remove": "members_removal:Removal",
    "grant": "members_keys:Grant",
    "revoke": "members_keys:Revoke",
    "trail list": "trail:Trail",
    "trail export": "trail:Trail",
    "recovery rehearse": "members_rehearsal:Rehearsal",
}
# The made-up town is for trying the program from outside of any register.
OUTSIDE = {"demo"}


def commands() -> list[str]:
    """Every command that does something, as it is typed."""
    parser = Parser(prog="somesec")
    add_all(parser)
    return sorted(_leaves(parser, ()))


def _leaves(parser: Parser, words: tuple[str, ...]) -> list[str]:
    fill, parser._fill = parser._fill, None
    if fill:
        fill(parser)
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        return [" ".join(words)]
    return [
        leaf
        for group in groups
        for name, below in group.choices.items()
        for leaf in _leaves(below, (*words, name))
    ]


# Where there is no register yet, this is what is shown.
SHOWN_FIRST = {"Welcome"}


def test_every_command_has_its_page() -> None:
    assert set(commands()) - OUTSIDE == set(PAGES)


def test_every_page_of_a_command_is_opened_by_keys() -> None:
    pages = {place.partition(":")[2] for place in PAGES.values()}
    assert pages <= {*WAYS, *WAYS_OUTSIDE, *SHOWN_FIRST}


@pytest.mark.parametrize("place", sorted(set(PAGES.values())))
def test_the_page_is_there(place: str) -> None:
    module, _colon, name = place.partition(":")
    assert issubclass(getattr(import_module(f"screens.{module}"), name), Screen)
