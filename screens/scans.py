"""Looks through browsers and for addresses elsewhere: those made so far, and one made by hand."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.form import Form
from screens.page import Sheet
from screens.widgets.field import ChoiceField, Field, LinesField, parted
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import parse_day
from somesec.language import N_, _, show_date
from somesec.model import Scan, ScanKind
from somesec.register import accounts, cells, people, scans

_KINDS = {
    ScanKind.BROWSER: N_("a person's browsers"),
    ScanKind.ADDRESSES: N_("addresses at other services"),
}


class Scans(Sheet):
    PLACE = N_("Looks so far")
    HELP_TEXT = N_(
        "Every look through somebody's browsers, and for the organisation's addresses at other "
        "services, the newest first. A look that found nothing counts too. [n scans.record] "
        "records one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "record", N_("Record a look"), id="scans.record"),
    ]
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield Rows(
            Column("day", _("Day"), sortable=False),
            Column("kind", _("Looked through"), least=14, sortable=False),
            Column("person", _("Person"), least=10, sortable=False),
            Column("found", _("Found"), least=12, sortable=False),
            Column("by", _("Recorded by"), least=8, rank=1, sortable=False),
            id="list",
        )
        yield Static(
            _(
                "Nobody has looked yet. Press [n scans.record] to record a look, or go back to "
                "make one."
            ),
            id="empty",
            classes="empty",
            markup=False,
        )

    def show(self) -> None:
        if self.app.register is None:
            return
        rows = [self._row(scan) for scan in scans.listed(self.app.opened)]
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.query_one("#empty").display = not rows

    def _row(self, scan: Scan) -> Row:
        records = self.app.opened.records
        person = records.people.get(scan.person) if scan.person else None
        found = [records.accounts[one].name for one in scan.accounts if one in records.accounts]
        found += [f"{place.address} ({place.service})" for place in scan.addresses]
        return Row(
            str(scan.id),
            (
                Cell(show_date(scan.made_on)),
                Cell(_(_KINDS[scan.kind]), "strong"),
                Cell(person.name if person else ""),
                Cell(", ".join(found) or _("nothing"), "" if found else "quiet"),
                Cell(scan.recorded_by, "quiet"),
            ),
        )

    def action_record(self) -> None:
        self.app.open(ScanForm())


class ScanForm(Form):
    """A look that somebody made outside the program."""

    PLACE = N_("Record a look")
    LABELS: ClassVar[Mapping[str, str]] = {
        "looked": N_("Looked through"),
        "made_on": N_("Day"),
        "person": N_("Whose browsers"),
        "stored": N_("Logins stored there"),
        "places": N_("Addresses found"),
        "source": N_("Where it was looked up"),
    }
    HELP_TEXT = N_(
        "A look through a person's browsers finds accounts whose login is stored there. A look for "
        "addresses finds them at services: write each as address=service, one a line. Nothing "
        "found is worth recording too. [F5 form.save] saves."
    )

    def heading(self) -> str:
        return _("A look that was made elsewhere")

    def values(self) -> dict[str, str]:
        return {"looked": ScanKind.BROWSER, "made_on": clock.today().isoformat()}

    def _control(self, name: str, label: str, value: str) -> Field:
        if name == "looked":
            kinds = [(_(word), kind.value) for kind, word in _KINDS.items()]
            return ChoiceField(name, label, kinds, value=value)
        if name in ("stored", "places"):
            return LinesField(name, label, value=value, suggestions=self.suggestions(name))
        return super()._control(name, label, value)

    def given(self) -> dict[str, str]:
        return self.typed()

    def store(self, changed: Mapping[str, str]) -> None:
        register = self.app.opened
        day, person = parse_day(changed["made_on"]), changed["person"].strip()
        scans.record(
            register,
            kind=ScanKind(changed["looked"]),
            made_on=day or clock.today(),
            source=changed["source"],
            person=people.find(register, person).id if person else None,
            accounts=[self._account(name) for name in parted(changed["stored"])],
            addresses=[_place(text) for text in parted(changed["places"])],
        )

    def _account(self, name: str) -> UUID:
        return accounts.find(self.app.opened, name).id

    def read_again(self) -> None:
        """A look is new: nobody else can have changed it."""

    def problem(self, name: str, value: str) -> str:
        if name == "made_on":
            return cells.problem(self.app.opened, "account", "last_look_on", value)
        try:
            if name == "person" and value.strip():
                people.find(self.app.opened, value)
            if name == "stored":
                for part in parted(value):
                    self._account(part)
            if name == "places":
                for part in parted(value):
                    _place(part)
        except InputError as error:
            return str(error)
        return ""

    def suggestions(self, field: str) -> list[str]:
        records = self.app.opened.records
        if field == "person":
            return sorted(person.name for person in records.people.values())
        if field == "stored":
            return sorted(account.name for account in records.accounts.values())
        return []


def _place(text: str) -> tuple[str, str]:
    address, mark, service = (part.strip() for part in text.partition("="))
    if not (mark and service and "@" in address):
        raise InputError(_("ADDRESS=SERVICE is wanted, such as palaute@testila.fi=X"))
    return address, service
