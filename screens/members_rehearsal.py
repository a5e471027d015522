"""Trying the recovery kit: whether the paper is at hand and legible."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from screens.act import Act
from screens.widgets.field import Field
from screens.widgets.password import PasswordInput
from screens.widgets.scroll import Scroll
from somesec.language import N_, _
from somesec.register import recovery


class Rehearsal(Act):
    PLACE = N_("Try the recovery kit")
    HELP_TEXT = N_(
        "Fetch the paper with the recovery kit and type a part of its key. So you know that it is "
        "where it should be and can be read. The part does not open the register. "
        "[F5 rehearsal.compare] compares it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "compare", N_("Compare"), id="rehearsal.compare"),
    ]

    def body(self) -> ComposeResult:
        with Scroll(classes="sheet", can_focus=False):
            yield Static(_("Try the recovery kit"), classes="title", markup=False)
            yield Static(id="asked", markup=False)
            yield Field("groups", _("The groups"), PasswordInput())
            yield from self.ending()

    def on_mount(self) -> None:
        self.query_one("#groups", Field).enter()
        register = self.app.opened
        self.app.carry_out(
            lambda: recovery.groups_asked(register), self._ask, owner=self, failed=self.failed
        )

    def _ask(self, groups: tuple[int, ...]) -> None:
        self.query_one("#asked", Static).update(
            _(
                "The key on the paper is in groups. Counted from the first, type these: {groups}. "
                "Then put the paper back."
            ).format(groups=", ".join(map(str, groups)))
        )

    @on(Input.Submitted)
    def action_compare(self) -> None:
        register, field = self.app.opened, self.query_one(PasswordInput)
        groups = field.value
        if not groups.strip():
            self.complain(_("Type the groups first."))
            return
        self.carry_out(lambda: recovery.rehearse(register, groups), self._matched, saves=True)

    def _matched(self, _nothing: None) -> None:
        self.app.say(_("That is the register's kit. The trail keeps that it was at hand today."))
        self.dismiss(None)
