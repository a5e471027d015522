"""The incidents: what happened, what is to be done at once, and what comes next."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from policy.playbooks import open_steps, urgent_steps
from policy.wording import INCIDENT_KINDS
from screens.incident_detail import detail
from screens.listed import Listed
from screens.marks import STYLES, Health
from screens.widgets.rows import Cell, Column, Row, Rows
from somesec.language import N_, _, ngettext, show_date
from somesec.model import Incident
from somesec.register import incidents
from somesec.register.session import Register


class Incidents(Listed):
    PLACE = N_("Incidents")
    EMPTY = N_(
        "No incident is recorded, and may it stay so. When a password is stolen, a page hijacked, "
        "or somebody threatened: press [n incidents.new]. The steps to take come with it."
    )
    HELP_TEXT = N_(
        "What happened on the pages, who was told and when, and the evidence. Each kind of "
        "incident has its steps: Enter walks through them one by one. What the guideline asks for "
        "at once stands first."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New"), id="incidents.new", tooltip=N_("Record an incident")),
        Binding("e", "edit", N_("Edit"), id="incidents.edit"),
        Binding(
            "v",
            "closed",
            N_("Open or all"),
            id="incidents.closed",
            tooltip=N_("Show those that are over, or hide them"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._with_closed = True

    def columns(self) -> Sequence[Column]:
        return (
            Column("state", _("State"), sortable=False),
            Column("day", _("Day"), right=True, sortable=False),
            Column("kind", _("Kind"), least=14, most=56, sortable=False),
            Column("where", _("Where"), least=16, sortable=False),
        )

    # What it shows

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        listed = incidents.listed(register, only_open=not self._with_closed)
        listed.sort(key=_order)
        self.fill([_row(register, incident) for incident in listed], _line(register))

    def detail(self, key: str) -> Content:
        register = self.app.opened
        incident = register.records.incidents.get(UUID(key))
        return detail(register, incident) if incident else Content("")

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.key) if action == "edit" else True

    def action_add(self) -> None:
        from screens.incident_form import NewIncident

        self.app.open(NewIncident(), self._added)

    def _added(self, made: object) -> None:
        if isinstance(made, UUID):
            self._go_through(made)

    @on(Rows.Chosen, "#list")
    def _open(self, event: Rows.Chosen) -> None:
        self._go_through(UUID(event.key))

    def _go_through(self, incident: UUID) -> None:
        from screens.incident import IncidentPage

        self.app.open(IncidentPage(incident))

    def action_edit(self) -> None:
        from screens.incident_form import IncidentForm

        self.app.open(IncidentForm(UUID(self.key)))

    def action_closed(self) -> None:
        self._with_closed = not self._with_closed
        self.show()


def health_of(incident: Incident) -> tuple[Health, str]:
    """How an incident stands, and the word for it."""
    if incident.closed_on is not None:
        return Health.CLOSED, _("closed")
    if urgent_steps(incident):
        return Health.CRITICAL, _("at once")
    if open_steps(incident):
        return Health.MEDIUM, _("open")
    return Health.LOW, _("to close")


def _order(incident: Incident) -> tuple[Health, float]:
    return health_of(incident)[0], -incident.happened_at.timestamp()


def _row(register: Register, incident: Incident) -> Row:
    health, word = health_of(incident)
    return Row(
        str(incident.id),
        (
            Cell(f"{health.shape} {word}", health.tone),
            Cell(show_date(incidents.day_of(incident)), "quiet"),
            Cell(str(INCIDENT_KINDS[incident.kind]), "strong"),
            Cell(incidents.place_name(register, incident)),
        ),
    )


def _line(register: Register) -> Content:
    still_open = incidents.listed(register, only_open=True)
    urgent = sum(bool(urgent_steps(incident)) for incident in still_open)
    parts = [
        Content.styled(
            ngettext("{count} open", "{count} open", len(still_open)).format(count=len(still_open)),
            "bold",
        )
    ]
    if urgent:
        said = ngettext(
            "{count} with something to do at once", "{count} with something to do at once", urgent
        ).format(count=urgent)
        parts.append(Content.styled(f"{Health.CRITICAL.shape} {said}", STYLES["critical"]))
    return Content("   ").join(parts)
