"""The checks that look beyond the register: what each is for, and when it was made last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, ngettext, show_date
from somesec.model import Account, Answer, ScanKind, Status
from somesec.register import Register, rechecking


@dataclass(frozen=True)
class Standing:
    """When a check was made last, None for never, and how that stands in a few words."""

    last: date | None
    health: Health
    said: str


@dataclass(frozen=True)
class _Kind:
    key: str
    name: str
    purpose: str
    standing: Callable[[Register], Standing]


class Checks(Sheet):
    PLACE = N_("Checks")
    HELP_TEXT = N_(
        "What an audit cannot see by itself is looked up here, and the answers are kept with their "
        "day. Enter opens a check. [s checks.scans] shows what was looked through before, "
        "[n checks.record] records a look that was made elsewhere."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "scans", N_("Looks so far"), id="checks.scans"),
        Binding("n", "record", N_("Record a look"), id="checks.record"),
    ]
    AUTO_FOCUS = "#list"

    def body(self) -> ComposeResult:
        yield Rows(
            Column("name", _("Check"), least=18, sortable=False),
            Column("last", _("Last made"), sortable=False),
            Column("state", _("State"), least=20, sortable=False),
            id="list",
        )
        yield Static(id="purpose", markup=False)

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            self.app.carry_out(
                lambda: [kind.standing(register) for kind in _KINDS], self._list, owner=self
            )

    def _list(self, standings: list[Standing]) -> None:
        self.query_one(Rows).show(
            [
                Row(
                    kind.key,
                    (
                        Cell(_(kind.name), "strong"),
                        Cell(show_date(found.last) if found.last else _("never")),
                        Cell(f"{found.health.shape} {found.said}", found.health.tone),
                    ),
                )
                for kind, found in zip(_KINDS, standings, strict=True)
            ]
        )
        self._say_purpose()

    @on(Rows.Highlighted)
    def _say_purpose(self) -> None:
        key = self.query_one(Rows).key
        pane = Pane()
        for kind in _KINDS:
            if kind.key == key:
                pane.line(_(kind.purpose), "quiet")
        self.query_one("#purpose", Static).update(pane.content)

    @on(Rows.Chosen)
    def _open(self, message: Rows.Chosen) -> None:
        from screens.breach_check import BreachCheck
        from screens.breach_monitoring import BreachMonitoring
        from screens.browser_scan import BrowserScan
        from screens.intranet_check import IntranetCheck
        from screens.rechecking import Recheck
        from screens.website_check import WebsiteCheck

        pages: dict[str, Callable[[], Sheet]] = {
            "breach": BreachCheck,
            "intranet": IntranetCheck,
            "recheck": Recheck,
            "browsers": BrowserScan,
            "website": WebsiteCheck,
            "monitoring": BreachMonitoring,
        }
        self.app.open(pages[message.key]())

    def action_scans(self) -> None:
        from screens.scans import Scans

        self.app.open(Scans())

    def action_record(self) -> None:
        from screens.scans import ScanForm

        self.app.open(ScanForm())


def _in_use(register: Register) -> list[Account]:
    accounts = register.records.accounts.values()
    return [account for account in accounts if account.status is not Status.CLOSED]


def _counted(unknown: int) -> tuple[Health, str]:
    if not unknown:
        return Health.IN_ORDER, _("all are known")
    said = ngettext("{count} is not known", "{count} are not known", unknown)
    return Health.UNKNOWN, said.format(count=unknown)


def _breach(register: Register) -> Standing:
    answers = [a.facts.breach for a in _in_use(register) if a.facts]
    last = max((each.checked_on for each in answers if each.checked_on), default=None)
    return Standing(last, *_counted(sum(each.seen is Answer.UNKNOWN for each in answers)))


def _intranet(register: Register) -> Standing:
    digest = register.records.intranet
    if digest is None:
        return Standing(None, Health.UNKNOWN, _("no list is loaded"))
    answers = [a.facts.intranet for a in _in_use(register) if a.facts]
    loaded = digest.loaded_at.astimezone().date()
    return Standing(loaded, *_counted(sum(each.match is Answer.UNKNOWN for each in answers)))


def _recheck(register: Register) -> Standing:
    days = [a.facts.measured_on for a in _in_use(register) if a.facts]
    stale = len(rechecking.stale(register))
    if not stale:
        return Standing(max(days, default=None), Health.IN_ORDER, _("nothing is out of date"))
    said = ngettext("{count} is out of date", "{count} are out of date", stale)
    return Standing(max(days, default=None), Health.UNKNOWN, said.format(count=stale))


def _browsers(register: Register) -> Standing:
    scans = [s for s in register.records.scans.values() if s.kind is ScanKind.BROWSER]
    seen = {scan.person for scan in scans}
    keep = {a.person for account in _in_use(register) for a in account.administrators}
    last = max((scan.made_on for scan in scans), default=None)
    unseen = len(keep - seen)
    if not unseen:
        return Standing(last, Health.IN_ORDER, _("all administrators were looked at"))
    said = ngettext(
        "{count} administrator was never looked at",
        "{count} administrators were never looked at",
        unseen,
    )
    return Standing(last, Health.UNKNOWN, said.format(count=unseen))


def _website(register: Register) -> Standing:
    accounts = [a for a in _in_use(register) if a.status is Status.OPEN]
    days = [
        day
        for account in accounts
        for day in (account.collection_page_linked_on, account.unit_page_linked_on)
    ]
    lacking = sum(day is None for day in days)
    last = max((day for day in days if day), default=None)
    if not lacking:
        return Standing(last, Health.IN_ORDER, _("every link was seen"))
    said = ngettext("{count} link was not seen", "{count} links were not seen", lacking)
    return Standing(last, Health.UNKNOWN, said.format(count=lacking))


def _monitoring(register: Register) -> Standing:
    scans = [s for s in register.records.scans.values() if s.kind is ScanKind.ADDRESSES]
    last = max((scan.made_on for scan in scans), default=None)
    if last is None:
        return Standing(None, Health.UNKNOWN, _("nobody has looked"))
    return Standing(last, Health.IN_ORDER, _("the findings say what came of it"))


_KINDS = (
    _Kind(
        "breach",
        N_("Known breaches"),
        N_("Looks the passwords up in lists of leaked ones, on this computer or online."),
        _breach,
    ),
    _Kind(
        "intranet",
        N_("The intranet's passwords"),
        N_("Holds the passwords against those of the directory, from an export of its hashes."),
        _intranet,
    ),
    _Kind(
        "browsers",
        N_("Browsers on this computer"),
        N_("Looks for which of the services a browser here keeps a login."),
        _browsers,
    ),
    _Kind(
        "website",
        N_("The town's website"),
        N_("Looks for the links to the accounts on the town's pages, and writes the public list."),
        _website,
    ),
    _Kind(
        "monitoring",
        N_("Addresses at other services"),
        N_("Takes in where addresses of the organisation's domain were used."),
        _monitoring,
    ),
    _Kind(
        "recheck",
        N_("Measure again"),
        N_("Measures strength and likeness again where what is known is out of date."),
        _recheck,
    ),
)
