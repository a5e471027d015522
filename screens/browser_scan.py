"""Whether browsers on this computer keep logins of the register's services."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from textual.app import ComposeResult

from screens.check import Check, Line, Outcome, Tell
from screens.marks import Health
from screens.widgets.field import ChoiceField, FileField, TextField
from somesec.errors import InputError
from somesec.language import N_, _, ngettext
from somesec.register import browsers, people
from somesec.register.browsers import Look


class Scanned(NamedTuple):
    """What the look found, and for whom it was recorded, "" for nobody."""

    look: Look
    recorded_for: str


class BrowserScan(Check[Scanned]):
    PLACE = N_("Browsers on this computer")
    HELP_TEXT = N_(
        "A password of an account is not to be stored in a browser. This reads for which sites the "
        "browsers here keep a login, and no user name or password; sites of no account in the "
        "register are counted and named nowhere. The look is recorded for whose browsers they are."
    )
    INTRO = N_("Does a browser on this computer keep the login of one of the accounts?")

    def fields(self) -> ComposeResult:
        register = self.app.opened
        names = sorted(person.name for person in register.records.people.values())
        me = register.member.name if register.member.name in names else ""
        yes_or_no = [(_("yes"), "yes"), (_("no"), "no")]
        yield ChoiceField("save", _("Record the look"), yes_or_no, value="yes")
        yield TextField("person", _("Whose browsers"), value=me, suggestions=names)
        yield FileField("profile", _("Profile's folder"), _("empty for the usual places"))

    def prepared(self) -> Callable[[Tell], Scanned] | None:
        register, named, saves = self.app.opened, self.value("profile"), self.value("save") == "yes"
        person = None
        if saves:
            try:
                person = people.find(register, self.value("person"))
            except InputError as error:
                self.complain_at("person", str(error))
                return None

        def work(_tell: Tell) -> Scanned:
            found = browsers.look(register, Path(named).expanduser() if named else None)
            if person is None or not found.profiles or any(p.problem for p in found.profiles):
                return Scanned(found, "")
            browsers.save(register, found, person)
            return Scanned(found, person.name)

        return work

    def outcome(self, result: Scanned) -> Outcome:
        look = result.look
        headline = ngettext(
            "{count} profile was looked through.",
            "{count} profiles were looked through.",
            len(look.profiles),
        ).format(count=len(look.profiles))
        lines = [
            Line(
                login.profile.browser,
                _("keeps a login for {site}: {accounts}").format(
                    site=login.origin, accounts=", ".join(a.name for a in login.accounts)
                ),
                account=login.accounts[0].id if len(login.accounts) == 1 else None,
            )
            for login in look.stored
        ]
        lines += [
            Line(looked.profile.browser, looked.problem, Health.UNKNOWN)
            for looked in look.profiles
            if looked.problem
        ]
        steps = []
        if look.stored:
            steps.append(
                _(
                    "Delete these logins in the browser and change the passwords. Which account a "
                    "login is of is not read."
                )
            )
        if result.recorded_for:
            steps.append(_("The look is recorded for {name}.").format(name=result.recorded_for))
        elif not look.profiles:
            steps.append(_("No browser's profile was found. Name its folder, if there is one."))
        elif self.value("save") == "yes":
            steps.append(_("Not every profile could be looked through, so nothing is recorded."))
        health = min(
            (line.health for line in lines),
            default=Health.IN_ORDER if look.profiles else Health.UNKNOWN,
        )
        return Outcome(headline, health, lines, steps)
