"""The columns of our CSV as options of the command line, each with what it means."""

from collections.abc import Mapping

from somesec.language import N_

UNIT: Mapping[str, str] = {
    "name": N_("the unit's main name"),
    "name_fi": N_("its name in Finnish"),
    "name_sv": N_("its name in Swedish"),
    "parent": N_("the unit it belongs to"),
    "responsible": N_("the person responsible for it"),
    "mailboxes": N_("its shared addresses, parted by ';'"),
    "website": N_("the address of its page on the organisation's website"),
}

PERSON: Mapping[str, str] = {
    "name": N_("the person's name"),
    "address": N_("mail addresses, parted by ';'"),
    "units": N_("the units the person works in, parted by ';'"),
    "employment": N_("permanent, fixed-term, intern, temporary, elected or contractor"),
    "briefed_on": N_("the day of the latest briefing"),
    "left_on": N_("the person's last day at work"),
    "declared_on": N_("the day of the latest yearly declaration"),
}

ACCOUNT: Mapping[str, str] = {
    "unit": N_("the unit that owns the account"),
    "platform": N_("the service, such as facebook"),
    "handle": N_("the account's name on the service"),
    "profile_address": N_("the page's web address; gives platform and handle where they lack"),
    "display_name": N_("the name that readers see"),
    "kind": N_("permanent or fixed-term"),
    "subject": N_("what a fixed-term account is about, such as an event"),
    "ends_on": N_("the last day of a fixed-term account"),
    "status": N_("planned, open, closing or closed"),
    "login": N_("the user name for signing in"),
    "registered_address": N_("the mail address the account was founded with"),
    "recovery_address": N_("the mail address for getting back in"),
    "recovery_phone": N_("the phone number for getting back in"),
    "recovery_phone_of": N_("the person or unit whose phone is for getting back in"),
    "second_factor": N_("none, totp, app, sms, email, key, passkey or codes"),
    "second_factor_of": N_("the person or unit that has the second factor"),
    "administrators": N_("people who administer the account, parted by ';'"),
    "moderators": N_("everyone who may moderate, administrators too, parted by ';'"),
    "approved_by": N_("who approved the page"),
    "approver_role": N_("in which role"),
    "approved_on": N_("on which day"),
    "opened_on": N_("the day the account was opened"),
    "maintainer_stated_on": N_("the day the page was last seen to name its maintainer"),
    "unit_page_linked_on": N_("the day the unit's web page was last seen to link here"),
    "collection_page_linked_on": N_("the day the collection page was last seen to link here"),
    "last_post_on": N_("the day of the latest post"),
    "last_look_on": N_("the day somebody last looked at the page"),
    "risk_reviewed_on": N_("the day of the latest risk review"),
    "notes": N_("anything else that is no secret"),
}

_MANY = (
    "mailboxes",
    "address",
    "units",
    "administrators",
    "moderators",
    "domains",
    "approver_roles",
)


def for_programs(values: Mapping[str, str]) -> dict[str, object]:
    """The values with those of which there can be several as lists."""
    return {
        name: [part.strip() for part in value.split(";") if part.strip()]
        if name in _MANY
        else value
        for name, value in values.items()
    }
