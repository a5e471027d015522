"""Whether everything in the register is as it was written."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.act import Act
from screens.marks import Health
from screens.pane import Pane
from screens.widgets.scroll import Scroll
from somesec.errors import SomesecError, TamperedError
from somesec.language import N_, _
from somesec.register import verifying
from somesec.register.verifying import Verdict


class Checking(Act):
    PLACE = N_("Check all of it")
    HELP_TEXT = N_(
        "Reads the register anew and checks every row, seal and signature, the passwords' too, as "
        "far as you hold their keys. No secret is shown. [F5 check.again] checks once more."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "check", N_("Check again"), id="check.again"),
    ]
    AUTO_FOCUS = "#scroll"

    def body(self) -> ComposeResult:
        with Scroll(id="scroll", classes="sheet keeping"):
            yield Static(_("Is the register whole?"), classes="title", markup=False)
            yield Static(id="said", markup=False)
            yield from self.ending()

    def on_mount(self) -> None:
        self.action_check()

    def action_check(self) -> None:
        register = self.app.opened
        self.query_one("#said", Static).update(_("Every row is read and checked …"))
        self.carry_out(lambda: verifying.verified(register), self._checked, saves=False)

    def failed(self, error: SomesecError) -> None:
        """So much may be damaged that not even the rest can be counted."""
        super().failed(error)
        pane = Pane()
        pane.mark(Health.CRITICAL, _("It does not verify. Restore a backup."))
        self.query_one("#said", Static).update(
            pane.content if isinstance(error, TamperedError) else ""
        )

    def _checked(self, verdict: Verdict) -> None:
        pane = Pane()
        if verdict.problems:
            pane.mark(Health.CRITICAL, _("It does not verify. Restore a backup."))
        else:
            pane.line(_("✓ Everything is as it was written."), "in-order")
        pane.gap()
        for label, count in (
            (_("Records"), verdict.records),
            (_("Entries in the trail"), verdict.entries),
            (_("Members"), verdict.members),
            (_("Problems"), len(verdict.problems)),
        ):
            pane.columns((label, str(count)), (26,))
        for problem in verdict.problems:
            pane.mark(Health.CRITICAL, problem)
        if verdict.silent_entries:
            pane.gap()
            pane.mark(
                Health.MEDIUM,
                _("These entries of the trail do not say what they were for: {numbers}.").format(
                    numbers=", ".join(map(str, verdict.silent_entries))
                ),
            )
        self.query_one("#said", Static).update(pane.content)
