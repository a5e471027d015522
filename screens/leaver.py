"""Somebody leaves: the last day, then everything of theirs that is still open, to the last
password."""

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from policy.access import PASSWORD, WAYS
from screens.act import Act
from screens.confirm import Confirm
from screens.marks import Health
from screens.page import Sheet
from screens.pane import Pane
from screens.widgets.field import DateField, Field
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from somesec import clock
from somesec.errors import InputError
from somesec.exchange.own import parse_day
from somesec.language import N_, _, current, ngettext, show_date
from somesec.model import Account
from somesec.register import access, people
from somesec.register.access import Access, Reach

if TYPE_CHECKING:
    from screens.app import SomesecApp

_MEMBER = "member"
_ON_THE_CARD = ("administrator", "moderator", "second-factor", "recovery-phone")


def open_leaving(app: "SomesecApp", person: UUID) -> None:
    """Asks for the last day, or goes on where it is recorded already."""
    known = app.opened.records.people.get(person)
    if known is not None:
        app.open(Leaver(person) if known.left_on else Leave(person))


class Leave(Act):
    """The last day."""

    PLACE = N_("Last day")
    HELP_TEXT = N_(
        "Records a person's last day. The password of every account within their reach becomes due "
        "to be changed, and the next page leads through all of it. [F5 leave.record] records."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "record", N_("Record the day"), id="leave.record"),
    ]
    AUTO_FOCUS = "#day Input"

    def __init__(self, person: UUID) -> None:
        super().__init__()
        self._person = person

    def body(self) -> ComposeResult:
        name = self.app.opened.records.people[self._person].name
        with Scroll(classes="sheet", can_focus=False):
            yield Static(_("{name} leaves").format(name=name), classes="title", markup=False)
            yield DateField("day", _("Last day"), value=show_date(clock.today()))
            yield Static(id="reach", markup=False)
            yield from self.ending()

    def show(self) -> None:
        register = self.app.register
        person = register.records.people.get(self._person) if register else None
        if register is not None and person is not None:
            self.app.carry_out(lambda: access.of(register, person), self._show_reach, owner=self)

    def _show_reach(self, found: Access) -> None:
        pane = Pane()
        count = len(found.reached)
        if count:
            pane.mark(
                Health.HIGH,
                ngettext(
                    "{count} password becomes due to be changed:",
                    "{count} passwords become due to be changed:",
                    count,
                ).format(count=count),
            )
        elif found.is_whole:
            pane.line(_("No account is within reach, as far as is recorded."))
        else:
            pane.mark(
                Health.UNKNOWN,
                _("No account of your own units is within reach, as far as is recorded."),
            )
        for reach in found.reached:
            pane.line(f"  {reach.account.name}   {ways_of(reach)}")
        pane.gap()
        for doubt in found.doubts:
            pane.line(str(doubt), "quiet")
        self.query_one("#reach", Static).update(pane.content)

    @on(Input.Submitted)
    def action_record(self) -> None:
        field = self.query_one("#day", Field)
        try:
            day = parse_day(field.value)
        except InputError as error:
            field.complain(str(error))
            return
        field.complain("" if day else _("Fill this in."))
        if day is None:
            return
        register, person = self.app.opened, self._person
        self.carry_out(lambda: people.leave(register, person, day), self._left, saves=True)

    def _left(self, _due: list[Account]) -> None:
        self.app.switch_screen(Leaver(self._person))


class Leaver(Sheet):
    """What is still open of somebody who leaves; each line goes when it is mended."""

    PLACE = N_("Leaving")
    HELP_TEXT = N_(
        "Everything the person could still reach. Enter does what a line needs first: change the "
        "password, name somebody else, end the membership. When their rights at the service are "
        "ended, [x leaver.take-off] records it. A line goes when nothing of it is open; when none "
        "is left, the leaving is over."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "rotate", N_("Rotate"), id="leaver.rotate", tooltip=N_("Change the password")),
        Binding(
            "x",
            "take_off",
            N_("Rights ended"),
            id="leaver.take-off",
            tooltip=N_("The person's rights at the service are gone"),
        ),
        Binding("e", "edit", N_("Edit"), id="leaver.edit"),
        Binding(
            "d",
            "day",
            N_("Last day"),
            show=False,
            id="leaver.day",
            tooltip=N_("Change the last day"),
        ),
    ]
    AUTO_FOCUS = "#open"

    def __init__(self, person: UUID) -> None:
        super().__init__()
        self._person = person
        self._reached: dict[str, Reach] = {}

    def body(self) -> ComposeResult:
        yield Static(id="say", classes="empty", markup=False)
        yield Rows(
            Column("what", _("Still open"), least=18, sortable=False),
            Column("how", _("How"), least=14, sortable=False),
            Column("do", _("What to do"), least=16, sortable=False),
            id="open",
        )

    def show(self) -> None:
        register = self.app.register
        if register is not None:
            self.app.carry_out(
                lambda: access.leaver(register, self._person), self._show_open, owner=self
            )

    def _show_open(self, leaver: access.Leaver) -> None:
        self._reached = {str(reach.account.id): reach for reach in leaver.reached}
        rows = [
            Row(
                key,
                (
                    Cell(reach.account.name, "strong"),
                    Cell(ways_of(reach)),
                    Cell(_what_to_do(reach), "quiet"),
                ),
            )
            for key, reach in self._reached.items()
        ]
        rows += [
            Row(
                str(unit.id),
                (
                    Cell(unit.called(current()), "strong"),
                    Cell(_("answers for it")),
                    Cell(_("name somebody else"), "quiet"),
                ),
            )
            for unit in leaver.answers_for
        ]
        if leaver.is_member:
            rows.append(
                Row(
                    _MEMBER,
                    (
                        Cell(_("The register"), "strong"),
                        Cell(_("member of the register")),
                        Cell(_("end the membership"), "quiet"),
                    ),
                )
            )
        names = {"name": leaver.person.name, "day": show_date(leaver.left_on)}
        pane = Pane()
        if leaver.is_open:
            said = ngettext(
                "{name}, last day {day}: {count} thing still open",
                "{name}, last day {day}: {count} things still open",
                len(rows),
            )
            pane.mark(Health.HIGH, said.format(count=len(rows), **names))
        elif leaver.is_over:
            pane.mark(
                Health.IN_ORDER,
                _("{name}, last day {day}: nothing is open any more.").format(**names),
            )
        else:
            said = _("{name}, last day {day}: nothing is open any more in your own units.")
            pane.mark(Health.UNKNOWN, said.format(**names))
        if not leaver.is_whole:
            pane.line(str(access.NOT_READ), "quiet")
        self.query_one("#say", Static).update(pane.content)
        self.query_one(Rows).show(rows)
        self.query_one(Rows).display = bool(rows)
        self.refresh_bindings()

    # Keys

    @property
    def _chosen(self) -> Reach | None:
        return self._reached.get(self.query_one(Rows).key or "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        reach = self._chosen if self.is_mounted else None
        if action == "take_off":
            return reach is not None and bool(set(reach.ways) & set(_ON_THE_CARD))
        return reach is not None if action in ("rotate", "edit") else True

    @on(Rows.Highlighted)
    def _other_row(self) -> None:
        self.refresh_bindings()

    @on(Rows.Chosen)
    def _mend(self) -> None:
        from screens.unit_form import UnitForm

        key, reach = self.query_one(Rows).key, self._chosen
        if reach is not None:
            if PASSWORD in reach.ways:
                self.action_rotate()
            elif set(reach.ways) & set(_ON_THE_CARD):
                self.action_take_off()
            else:
                self.action_edit()
        elif key == _MEMBER:
            self._end_membership()
        elif key:
            self.app.open(UnitForm(UUID(key), "responsible"))

    def action_rotate(self) -> None:
        from screens.rotation import Rotation

        if self._chosen:
            self.app.open(Rotation(self._chosen.account.id))

    def action_edit(self) -> None:
        from screens.account_form import AccountForm

        reach = self._chosen
        if reach:
            fields = [way.replace("-", "_") for way in reach.ways if way not in _ON_THE_CARD]
            self.app.open(AccountForm(reach.account.id, next(iter(fields), "administrators")))

    def action_take_off(self) -> None:
        reach, register = self._chosen, self.app.opened
        person = register.records.people.get(self._person)
        if reach is None or person is None:
            return
        names = {"name": person.name, "account": reach.account.name}

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.app.carry_out(
                    lambda: people.take_off(register, person.id, reach.account.id),
                    lambda _account: self.app.say(
                        _("{name} holds no rights to {account} any more.").format(**names)
                    ),
                    owner=self,
                    saves=True,
                )

        self.app.open(
            Confirm(
                _(
                    "Did you end the rights of {name} at the service itself? Then they are taken "
                    "off the card of {account}."
                ).format(**names),
                _("Yes, they are ended"),
                _("Not yet"),
            ),
            answered,
        )

    def action_day(self) -> None:
        self.app.switch_screen(Leave(self._person))

    def _end_membership(self) -> None:
        from screens.members_removal import Removal
        from somesec.register import rights

        register = self.app.opened
        person = register.records.people.get(self._person)
        member = access.member_of(register, person) if person else None
        if member is None:
            return
        if rights.decides(register):
            self.app.open(Removal(member))
        else:
            self.app.say(_("A coordinator ends memberships. Ask one."), wrong=True)


def ways_of(reach: Reach) -> str:
    """By which ways somebody gets in, in words; perhaps, where that is not certain."""
    ways = ", ".join(_(WAYS[way]) for way in reach.ways)
    return ways if reach.is_certain else _("perhaps: {ways}").format(ways=ways)


def _what_to_do(reach: Reach) -> str:
    if PASSWORD in reach.ways:
        return _("change the password")
    if set(reach.ways) & set(_ON_THE_CARD):
        return _("end the rights at the service")
    return _("write another address on the card")
