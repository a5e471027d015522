"""At which services the organisation's addresses were found, from a domain search."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from textual.app import ComposeResult

from screens.check import Check, Line, Outcome, Tell
from screens.marks import Health
from screens.widgets.field import ChoiceField, DateField, FileField
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import parse_day
from somesec.language import N_, _, ngettext, show_date
from somesec.register import monitoring
from somesec.register.monitoring import Monitored


class BreachMonitoring(Check[Monitored]):
    PLACE = N_("Addresses at other services")
    HELP_TEXT = N_(
        "A domain search of haveibeenpwned.com says at which services addresses of the "
        "organisation's domain were used. Save it there as JSON or CSV and name the file here: "
        "what no account in the register explains becomes a finding. The file is not kept."
    )
    INTRO = N_("Where were the organisation's addresses used that the register knows nothing of?")

    def fields(self) -> ComposeResult:
        domains = self.app.opened.records.organisation.domains
        first = domains[0] if domains else ""
        yield FileField("file", _("The search"), "domain-search.json")
        yield ChoiceField("domain", _("Its domain"), [(d, d) for d in domains], value=first)
        yield DateField("day", _("Day of the search"), value=show_date(clock.today()))

    def prepared(self) -> Callable[[Tell], Monitored] | None:
        register, named, domain = self.app.opened, self.value("file"), self.value("domain")
        if not named:
            self.complain_at("file", _("Name a file first."))
            return None
        try:
            day: date | None = parse_day(self.value("day"))
        except InputError as error:
            self.complain_at("day", str(error))
            return None
        return lambda _tell: monitoring.record(
            register, Path(named).expanduser(), domain=domain, made_on=day
        )

    def outcome(self, result: Monitored) -> Outcome:
        headline = ngettext(
            "{count} use of an address found, {unknown} of them without an account here.",
            "{count} uses of addresses found, {unknown} of them without an account here.",
            len(result.scan.addresses),
        ).format(count=len(result.scan.addresses), unknown=len(result.unknown))
        lines = [Line(each.address, each.service, Health.MEDIUM) for each in result.unknown]
        lines += [
            Line(
                _("Left out"),
                _("at {line}: {reason}").format(line=left.line, reason=left.reason),
                Health.UNKNOWN,
            )
            for left in result.left
        ]
        steps = []
        if result.unknown:
            steps.append(_("Ask whose these are: add the account, or have the address changed."))
        steps.append(_("The file is not kept; delete it when it has served."))
        health = min((line.health for line in lines), default=Health.IN_ORDER)
        return Outcome(headline, health, lines, steps)
