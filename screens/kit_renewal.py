"""A new recovery kit in the place of one that is lost."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Checkbox, Static

from screens.act import Act
from screens.confirm import Confirm
from screens.marks import Health
from screens.pane import Pane
from screens.widgets.scroll import Scroll
from somesec.errors import SomesecError
from somesec.language import N_, _
from somesec.model import Account
from somesec.register import RecoveryKit, recovery


class KitRenewal(Act):
    PLACE = N_("New recovery kit")
    HELP_TEXT = N_(
        "Whoever makes a kit sees its key, which opens everything. So only a coordinator makes one "
        "who opens the passwords of every unit. Have a printer and a witness at hand: the page is "
        "shown once, and the register locks as always when nobody is there."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "renew", N_("Make it"), id="renewal.do"),
    ]
    AUTO_FOCUS = "#exposed"

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet keeping", can_focus=False):
            yield Static(id="said", markup=False)
            yield Checkbox(
                _("Somebody else may have the lost page: have its passwords rotated"),
                id="exposed",
                compact=True,
            )
            yield from self.ending()

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        lost = recovery.opened_by_kit_alone(register)
        pane = Pane()
        pane.title(_("Make a new recovery kit"))
        pane.gap()
        pane.line(_("The kit so far opens nothing any more, from now on."))
        pane.line(_("New keys are made for all that it could read."))
        pane.line(_("The new one is shown next, once. Print it and put it into the safe."))
        if lost:
            pane.gap()
            pane.mark(
                Health.HIGH,
                _("Nobody opens the passwords of {units} any more after that.").format(
                    units=", ".join(unit.name for unit in lost)
                ),
            )
        self.query_one("#said", Static).update(pane.content)

    def action_renew(self) -> None:
        register, is_exposed = self.app.opened, self.query_one("#exposed", Checkbox).value
        lost = recovery.opened_by_kit_alone(register)

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.app.risk_kit()
                self.carry_out(
                    lambda: recovery.renew(register, is_exposed=is_exposed, by_force=bool(lost)),
                    self._made,
                    saves=True,
                )

        self.app.open(
            Confirm(
                _("Make a new recovery kit? The one so far cannot be brought back."),
                _("Make it"),
                _("Go back"),
            ),
            answered,
        )

    def failed(self, error: SomesecError) -> None:
        self.app.kit_is_safe()
        super().failed(error)

    def _made(self, made: tuple[RecoveryKit, list[Account]]) -> None:
        from screens.kit import Kit
        from screens.members_due import Due

        kit, due = made
        accounts = [account.id for account in due]

        def shown(_nothing: object) -> None:
            if accounts:
                self.app.open(Due(_("The lost recovery kit"), accounts))

        self.app.pop_screen()
        self.app.open(Kit(kit), shown)
