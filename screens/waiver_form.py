"""A waiver to be made: which rule, on which record, why, and until when."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from policy.rules import RULES
from screens.form import Form
from screens.widgets.field import Field, NotesField
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import parse_day
from somesec.language import N_, _, collation
from somesec.register import incidents, waivers


class WaiverForm(Form):
    PLACE = N_("New waiver")
    HELP_TEXT = N_(
        "A rule by its code or name, and the one account, unit, person or incident that it is "
        "about, or the organisation's name. The reason is read by whoever audits. [F5 form.save] "
        "saves."
    )
    LABELS: ClassVar[Mapping[str, str]] = {
        "rule": N_("Rule"),
        "subject": N_("Record"),
        "reason": N_("Reason"),
        "until_on": N_("Until"),
    }

    def heading(self) -> str:
        return _("Accept a finding for a while")

    def _control(self, name: str, label: str, value: str) -> Field:
        if name == "reason":
            return NotesField(name, label, value=value)
        return super()._control(name, label, value)

    def values(self) -> dict[str, str]:
        interval = self.app.opened.view().pack.intervals.waiver
        return {"until_on": (clock.today() + timedelta(interval)).isoformat()}

    def given(self) -> dict[str, str]:
        return self.typed()

    def suggestions(self, field: str) -> list[str]:
        if field == "rule":
            return [rule.code for rule in RULES] + [rule.name for rule in RULES]
        if field != "subject":
            return []
        register = self.app.opened
        records = register.records
        found = [
            r.name
            for kept in (records.accounts, records.units, records.people)
            for r in kept.values()
        ]
        found += [incidents.name_of(register, i) for i in records.incidents.values()]
        return sorted({*found, records.organisation.name}, key=collation)

    def store(self, changed: Mapping[str, str]) -> None:
        for name in ("rule", "subject", "reason", "until_on"):
            if not changed[name].strip():
                raise InputError(_("{field}: fill this in.").format(field=name))
        try:
            until = parse_day(changed["until_on"])
        except InputError as error:
            raise InputError(f"until_on: {error}") from None
        if until is not None:
            waivers.add(
                self.app.opened,
                rule=changed["rule"].strip(),
                subject=changed["subject"].strip(),
                reason=changed["reason"],
                expires_on=until,
            )

    def read_again(self) -> None:
        """It is a new record: there is nothing that it could collide with."""
