"""The waivers: findings that are accepted for a while, each with its reason and its end."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from screens import explaining
from screens.confirm import Confirm
from screens.listed import Listed
from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.rows import Cell, Column, Row
from somesec.language import N_, _, show_date
from somesec.register import waivers
from somesec.register.waivers import EXPIRED, IN_FORCE, NO_EFFECT, UNUSED, WaiverState

_STATES = {
    IN_FORCE: (Health.IN_ORDER, N_("in force")),
    UNUSED: (Health.LOW, N_("unused")),
    EXPIRED: (Health.CLOSED, N_("expired")),
    NO_EFFECT: (Health.HIGH, N_("no effect")),
}


class Waivers(Listed, Sheet):
    PLACE = N_("Waivers")
    EMPTY = N_(
        "No finding is accepted for now. Press [n waivers.new] to accept one, with a reason and an "
        "end; [w findings.waive] on a finding does the same."
    )
    HELP_TEXT = N_(
        "A waiver accepts the findings of one rule on one record until a day. Then the finding "
        "comes back by itself. An unused one accepts nothing at present."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New"), id="waivers.new"),
        Binding("x", "remove", N_("Remove"), id="waivers.remove", tooltip=N_("End it now")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._waivers: dict[str, WaiverState] = {}

    def columns(self) -> Sequence[Column]:
        return (
            Column("state", _("State"), sortable=False),
            Column("until", _("Until"), right=True, sortable=False),
            Column("rule", _("Rule"), sortable=False),
            Column("record", _("Record"), least=20, sortable=False),
        )

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            audit = self.app.audit
            self.app.carry_out(
                lambda: waivers.listed(register, audited=audit), self._take, owner=self
            )

    def _take(self, listed: list[WaiverState]) -> None:
        self._waivers = {str(one.waiver.id): one for one in listed}
        self.fill([_row(one) for one in listed])

    def detail(self, key: str) -> Content:
        one = self._waivers[key]
        pane = Pane()
        pane.title(one.waiver.rule, explaining.summary(one.waiver.rule))
        pane.line(one.subject, "bold")
        pane.value(_("Until"), show_date(one.waiver.expires_on))
        pane.value(_("Made by"), one.waiver.made_by)
        pane.value(_("Made on"), show_date(one.waiver.made_on))
        pane.heading(_("Reason"))
        pane.line(one.waiver.reason)
        return pane.content

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.key) if action == "remove" else True

    def action_add(self) -> None:
        from screens.waiver_form import WaiverForm

        self.app.open(WaiverForm())

    def action_remove(self) -> None:
        one, register = self._waivers[self.key], self.app.opened

        def answered(remove: bool | None) -> None:
            if remove:
                self.app.carry_out(
                    lambda: waivers.remove(register, one.waiver.id),
                    lambda _nothing: self.app.say(_("Removed. The finding is back.")),
                    owner=self,
                    saves=True,
                )

        self.app.open(
            Confirm(
                _("End the waiver of {rule} for {subject} now? Its finding comes back.").format(
                    rule=one.waiver.rule, subject=one.subject
                ),
                _("End it"),
                _("Keep it"),
            ),
            answered,
        )


def _row(one: WaiverState) -> Row:
    health, word = _STATES[one.state]
    return Row(
        str(one.waiver.id),
        (
            Cell(f"{health.shape} {_(word)}", health.tone),
            Cell(show_date(one.waiver.expires_on)),
            Cell(one.waiver.rule, "strong"),
            Cell(one.subject),
        ),
    )
