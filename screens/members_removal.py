"""Ending a membership, with what comes of it in plain words."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.act import Act
from screens.confirm import Confirm
from screens.marks import Health
from screens.members_keys import alone_sentence
from screens.pane import Pane
from screens.widgets.scroll import Scroll
from somesec.language import N_, _, current, ngettext
from somesec.model import Account
from somesec.register import members, rights
from somesec.register.keys import SECRET
from somesec.register.session import Member


class Removal(Act):
    PLACE = N_("Remove a member")
    HELP_TEXT = N_(
        "Ends that somebody opens the register. They keep what they have seen and copied, so the "
        "passwords they could open become due for rotation. [F5 removal.do] asks once more, then "
        "does it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "remove", N_("Remove"), id="removal.do"),
    ]
    AUTO_FOCUS = "#removal"

    def __init__(self, member: Member) -> None:
        super().__init__()
        self._member = member

    def body(self) -> ComposeResult:
        with Scroll(id="removal", classes="sheet"):
            yield Static(id="consequences", markup=False)
            yield from self.ending()

    def show(self) -> None:
        register, member = self.app.register, self._member
        if register is None:
            return
        opened = register.authority.scopes_held(member.id, SECRET)
        units = register.records.units
        due = len(rights.passwords_in(register, opened))
        names = sorted(units[scope].called(current()) for scope in opened if scope in units)
        alone = alone_sentence(register, member, register.records.units.values())
        pane = Pane()
        pane.title(_("Remove {name}").format(name=member.name))
        pane.gap()
        pane.line(_("{name} opens this register no more, from now on.").format(name=member.name))
        if member.id == register.member.id:
            pane.mark(Health.HIGH, _("That is you: the register locks for you."))
        pane.gap()
        pane.line(
            _("What {name} has seen or copied cannot be taken back.").format(name=member.name)
        )
        pane.line(_("New keys are made for all that {name} could read.").format(name=member.name))
        if due:
            pane.line(
                ngettext(
                    "{count} password becomes due for rotation: {units}.",
                    "{count} passwords become due for rotation: {units}.",
                    due,
                ).format(count=due, units=", ".join(names))
            )
        if alone:
            pane.gap()
            pane.mark(Health.HIGH, alone)
        pane.gap()
        pane.line(_("[F5 removal.do] removes, Escape leaves everything as it is."), "quiet")
        self.query_one("#consequences", Static).update(pane.content)

    def action_remove(self) -> None:
        register, member = self.app.opened, self._member
        alone = alone_sentence(register, member, register.records.units.values())

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.carry_out(
                    lambda: members.remove(register, member, by_force=bool(alone)),
                    self._removed,
                    saves=True,
                )

        question = _(
            "Remove {name}? This cannot be undone: to come back, {name} must be invited anew."
        ).format(name=member.name)
        if alone:
            question = alone
        self.app.open(
            Confirm(
                question,
                _("Remove all the same") if alone else _("Remove"),
                _("Go back"),
            ),
            answered,
        )

    def _removed(self, due: list[Account]) -> None:
        from screens.members_due import Due

        name = self._member.name
        self.app.say(_("{name} is no member any more.").format(name=name))
        if due:
            self.app.switch_screen(Due(name, [account.id for account in due]))
        else:
            self.dismiss(None)
