"""Handing on the keys of a unit to a member, and taking them back."""

from abc import abstractmethod
from collections.abc import Collection
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Select, Static

from screens.act import Act
from screens.confirm import Confirm
from screens.marks import Health
from screens.pane import Pane
from screens.text import clean
from screens.widgets.field import ChoiceField, Field
from screens.widgets.scroll import Scroll
from somesec.language import N_, _, current, ngettext
from somesec.model import Unit
from somesec.register import members, rights
from somesec.register.keys import SECRET
from somesec.register.roles import LEADING, UNIT_ADMIN
from somesec.register.session import Member, Register

_PASSWORDS, _CARDS = "passwords", "cards"


class _Keys(Act):
    """A unit is chosen, what would come of it is said, and F5 does it."""

    def __init__(self, member: Member) -> None:
        super().__init__()
        self._member = member
        self._units = self.offered()

    @abstractmethod
    def offered(self) -> list[Unit]:
        """The units to choose from."""

    @abstractmethod
    def heading(self) -> str:
        """What this is, with the member's name."""

    @abstractmethod
    def consequences(self, unit: Unit) -> Content:
        """What would come of it."""

    @abstractmethod
    def act_on(self, unit: Unit) -> None:
        """Does it."""

    def body(self) -> ComposeResult:
        choices = [(unit.called(current()), str(unit.id)) for unit in self._units]
        with Scroll(classes="sheet", can_focus=False):
            yield Static(clean(self.heading()), classes="title", markup=False)
            yield ChoiceField(
                "unit", _("Unit"), choices, value=choices[0][1] if len(choices) == 1 else ""
            )
            yield from self.more_fields()
            yield Static(id="consequences", markup=False)
            yield from self.ending()

    def more_fields(self) -> ComposeResult:
        """What else is chosen."""
        yield from ()

    def on_mount(self) -> None:
        self._say_consequences()
        self.query_one("#unit Select").focus()

    @property
    def _unit(self) -> Unit | None:
        wanted = self.query_one("#unit", Field).value
        return next((unit for unit in self._units if str(unit.id) == wanted), None)

    @on(Select.Changed)
    def _say_consequences(self) -> None:
        if self.app.register is not None:
            unit = self._unit
            said = self.consequences(unit) if unit else ""
            self.query_one("#consequences", Static).update(said)

    def action_go_on(self) -> None:
        unit = self._unit
        self.query_one("#unit", Field).complain("" if unit else _("Choose a unit."))
        if unit is not None:
            self.act_on(unit)

    def _saved(self, said: str) -> None:
        self.app.say(said)
        self.dismiss(None)


class Grant(_Keys):
    """Lets a member open what they could not."""

    PLACE = N_("Grant keys")
    HELP_TEXT = N_(
        "Hands on the keys of a unit to the member. Who reads the accounts sees everything but the "
        "passwords; who opens them sees those too. [F5 grant.do] does it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("Grant"), id="grant.do"),
    ]

    def offered(self) -> list[Unit]:
        return rights.grantable(self.app.opened, self._member)

    def heading(self) -> str:
        return _("Grant keys to {name}").format(name=self._member.name)

    def more_fields(self) -> ComposeResult:
        choices = [
            (_("the accounts and their passwords"), _PASSWORDS),
            (_("the accounts only"), _CARDS),
        ]
        yield ChoiceField("what", _("What they open"), choices, value=_PASSWORDS)

    def _cards_only(self, unit: Unit) -> bool:
        register = self.app.opened
        if rights.lacks_only_fingerprints(register, self._member, unit):
            return False
        # Nobody hands on a key to passwords that they do not hold.
        return self.query_one("#what", Field).value == _CARDS or not register.holds(unit.id, SECRET)

    def consequences(self, unit: Unit) -> Content:
        register, member = self.app.opened, self._member
        names = {"name": member.name, "unit": unit.called(current())}
        pane = Pane()
        if rights.lacks_only_fingerprints(register, member, unit):
            pane.line(
                _(
                    "{name} opens these passwords already, and then holds the key to their "
                    "fingerprints too."
                ).format(**names)
            )
            return pane.content
        if self._cards_only(unit):
            pane.line(_("Then {name} reads the accounts of {unit}.").format(**names))
        else:
            pane.line(
                _("Then {name} reads the accounts of {unit} and opens their passwords.").format(
                    **names
                )
            )
            if member.role == UNIT_ADMIN and register.member.role in LEADING:
                pane.line(_("{name} looks after {unit} from then on.").format(**names))
        if not register.holds(unit.id, SECRET):
            pane.gap()
            pane.mark(Health.MEDIUM, _who_can_open(self, unit))
        return pane.content

    def act_on(self, unit: Unit) -> None:
        register, member, cards_only = self.app.opened, self._member, self._cards_only(unit)
        said = (
            _("{name} reads the accounts of {unit} now.")
            if cards_only
            else _("{name} opens the passwords of {unit} now.")
        ).format(name=member.name, unit=unit.called(current()))
        self.carry_out(
            lambda: members.grant(register, member, unit, cards_only=cards_only),
            lambda _nothing: self._saved(said),
            saves=True,
        )


class Revoke(_Keys):
    """Ends that a member opens a unit's passwords."""

    PLACE = N_("Revoke keys")
    HELP_TEXT = N_(
        "Ends that the member opens the passwords of a unit. What they have seen they may still "
        "know: so those passwords become due for rotation, and new keys are made. [F5 revoke.do] "
        "does it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "go_on", N_("Revoke"), id="revoke.do"),
    ]

    def offered(self) -> list[Unit]:
        return rights.revocable(self.app.opened, self._member)

    def heading(self) -> str:
        return _("Revoke keys of {name}").format(name=self._member.name)

    def consequences(self, unit: Unit) -> Content:
        register, member = self.app.opened, self._member
        names = {"name": member.name, "unit": unit.called(current())}
        pane = Pane()
        pane.line(_("Then {name} opens the passwords of {unit} no more.").format(**names))
        if member.role == UNIT_ADMIN:
            pane.line(_("{name} reads its accounts no more, and looks after it no more.").format(
                **names
            ))  # fmt: skip
        if member.id != register.member.id:
            pane.gap()
            pane.line(what_stays_known(len(rights.passwords_in(register, [unit.id]))))
        alone = alone_sentence(register, member, [unit])
        if alone:
            pane.gap()
            pane.mark(Health.HIGH, alone)
        return pane.content

    def act_on(self, unit: Unit) -> None:
        register, member = self.app.opened, self._member
        alone = alone_sentence(register, member, [unit])

        def revoke(by_force: bool | None) -> None:
            if by_force is None:
                return
            self.carry_out(
                lambda: members.revoke(register, member, unit, by_force=by_force),
                lambda due: self._saved(
                    _revoked(member.name, unit.called(current()), due)
                ),
                saves=True,
            )  # fmt: skip

        if not alone:
            revoke(False)
            return
        self.app.open(
            Confirm(alone, _("Revoke all the same"), _("Go back")),
            lambda agreed: revoke(True) if agreed else None,
        )


def what_stays_known(due: int) -> str:
    """What revoking does about the passwords that were open to somebody."""
    if not due:
        return _("New keys are made. No password is kept there so far.")
    return ngettext(
        "What they have seen cannot be taken back. {count} password becomes due for rotation, and "
        "new keys are made.",
        "What they have seen cannot be taken back. {count} passwords become due for rotation, and "
        "new keys are made.",
        due,
    ).format(count=due)


def alone_sentence(register: Register, member: Member, units: Collection[Unit]) -> str:
    """That nobody else opens the units' passwords or looks after the units, and what to do about
    it; "" where somebody does."""
    opens = [unit for unit in members.opens_alone(register, member) if unit in units]
    looks_after = [unit for unit in members.looks_after_alone(register, member) if unit in units]
    said = ""
    if opens:
        said = _(
            "{name} is the last who opens the passwords of {units}. Grant them to somebody else "
            "first. Else only the recovery kit opens them."
        )
    elif looks_after:
        said = _(
            "{name} is the last unit admin of {units}. Grant that to another unit admin first. "
            "Else nobody looks after it."
        )
    names = ", ".join(unit.called(current()) for unit in opens or looks_after)
    return said.format(name=member.name, units=names)


def _revoked(name: str, unit: str, due: int) -> str:
    said = _("{name} opens the passwords of {unit} no more.").format(name=name, unit=unit)
    if not due:
        return said
    more = ngettext(
        "{count} password is due for rotation.", "{count} passwords are due for rotation.", due
    ).format(count=due)
    return f"{said} {more}"


def _who_can_open(page: Act, unit: Unit) -> str:
    """Who can hand on the keys to a unit's passwords, where one cannot oneself."""
    names = rights.openers(page.app.opened, unit)
    if not names:
        return _("Nobody but the recovery kit opens the passwords of {unit}.").format(
            unit=unit.called(current())
        )
    return _(
        "You cannot open the passwords of {unit}. Who can, and can grant them: {names}."
    ).format(unit=unit.called(current()), names=", ".join(names))
