"""Everybody who can open the register, what each can read, and the recovery kit."""

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from screens.marks import STYLES, Health
from screens.members_detail import detail
from screens.page import WIDE, Page
from screens.widgets.detail import Detail
from screens.widgets.rows import Cell, Column, Row, Rows
from screens.widgets.scroll import Scroll
from somesec.language import N_, _, current, ngettext, show_date
from somesec.register import history, members, rights
from somesec.register.labels import shown
from somesec.register.members import Holding
from somesec.register.roles import COORDINATOR, RECOVERY

_REHEARSED, _RENEWED = "recovery-rehearsed", "recovery-renewed"


class Members(Page):
    PLACE = N_("Members and keys")
    HELP_TEXT = N_(
        "Those who open the register, each with a passphrase of their own, and what each can read "
        "there. A coordinator decides who is a member, a unit admin looks after units, an auditor "
        "reads all but passwords. The numbers count the units whose accounts they read and whose "
        "passwords they open. The recovery kit opens everything; try now and then that the paper "
        "is at hand."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "invite", N_("Invite"), id="members.invite"),
        Binding(
            "a",
            "accept_reply",
            N_("Accept"),
            id="members.accept",
            tooltip=N_("Take in the reply to an invitation"),
        ),
        Binding(
            "g",
            "grant",
            N_("Grant"),
            id="members.grant",
            tooltip=N_("Let the member open a unit's accounts"),
        ),
        Binding(
            "r",
            "revoke",
            N_("Revoke"),
            show=False,
            id="members.revoke",
            tooltip=N_("End that the member opens a unit's passwords"),
        ),
        Binding("x", "remove", N_("Remove"), id="members.remove", tooltip=N_("End the membership")),
        Binding(
            "s",
            "keeping",
            N_("Keeping"),
            id="members.keeping",
            tooltip=N_("Copies, checks, passphrase, recovery kit"),
        ),
        Binding("t", "trail", N_("Trail"), id="members.trail", tooltip=N_("Who did what and when")),
        Binding(
            "p",
            "rehearse",
            N_("Try the kit"),
            show=False,
            id="members.rehearse",
            tooltip=N_("Show that the recovery kit is at hand and legible"),
        ),
        Binding("escape", "leave", N_("Back"), id="members.back", show=False),
    ]
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self._holdings: dict[str, Holding] = {}

    def body(self) -> ComposeResult:
        yield Static(id="line", markup=False)
        with Horizontal(id="halves"):
            with Vertical(id="list-half"):
                yield Rows(
                    Column("name", _("Name"), least=16, sortable=False),
                    Column("role", _("Role"), sortable=False),
                    Column("units", _("Looks after"), least=14, rank=1, sortable=False),
                    Column("cards", _("Reads"), right=True, sortable=False),
                    Column("secrets", _("Opens"), right=True, sortable=False),
                    id="list",
                )
                yield Static(id="kit", markup=False)
            with Scroll(id="pane"):
                yield Detail("detail")

    # What it shows

    def show(self) -> None:
        register = self.app.register
        if register is None:
            return
        holdings = members.listed(register)
        people = [held for held in holdings if held.member.role != RECOVERY]
        self._holdings = {str(held.member.id): held for held in people}
        self.query_one(Rows).show([self._row(held) for held in people])
        self.query_one("#line", Static).update(
            _summary(people, may_invite=rights.decides(register))
        )
        self.query_one("#kit").display = len(holdings) > len(people)
        self._show_detail()

        def rehearsed() -> date | None:
            for event in history.events(register, newest_first=True):
                if event.act == _RENEWED:
                    return None
                if event.act == _REHEARSED:
                    return event.at.astimezone().date()
            return None

        self.app.carry_out(rehearsed, self._show_kit, owner=self)

    def _row(self, held: Holding) -> Row:
        member, units = held.member, self.app.opened.records.units
        is_me = member.id == self.app.opened.member.id
        looks_after = sorted(units[u].called(current()) for u in member.units if u in units)
        return Row(
            str(member.id),
            (
                Cell(
                    _("{name} (you)").format(name=member.name) if is_me else member.name, "strong"
                ),
                Cell(shown("role", member.role)),
                Cell(", ".join(looks_after), "quiet"),
                _number(len(held.cards & units.keys())),
                _number(len(held.secrets & units.keys())),
            ),
        )

    def _show_kit(self, rehearsed: date | None) -> None:
        if rehearsed is None:
            health, said = Health.HIGH, _("never tried: press [p members.rehearse]")
        else:
            health = Health.IN_ORDER
            said = _("last tried on {day}").format(day=show_date(rehearsed))
        self.query_one("#kit", Static).update(
            Content.assemble(
                (_("Recovery kit"), "bold"),
                ("   " + _("opens everything") + "   ", STYLES["quiet"]),
                (f"{health.shape} {said}", STYLES[health.tone]),
            )
        )

    @property
    def chosen(self) -> Holding | None:
        """The member under the cursor."""
        return self._holdings.get(self.query_one(Rows).key or "")

    @on(Rows.Highlighted)
    def _show_detail(self) -> None:
        held = self.chosen if self.app.register else None
        self.query_one("#detail", Detail).update(detail(self.app.opened, held) if held else "")
        self.query_one("#pane", Scroll).scroll_home(animate=False)
        self.refresh_bindings()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        register, held = self.app.register, self.chosen if self.is_mounted else None
        if action in ("invite", "accept_reply", "remove"):
            return register is not None and rights.decides(register)
        if action in ("grant", "revoke"):
            offered = rights.grantable if action == "grant" else rights.revocable
            return bool(register and held and offered(register, held.member))
        return True

    @on(Rows.Chosen)
    def _open(self) -> None:
        self.add_class("-detail")
        if self.app.size.width >= WIDE:
            self.query_one("#pane").focus()
        else:
            self.call_after_refresh(self.query_one("#pane").focus)

    def action_leave(self) -> None:
        self.remove_class("-detail")
        self.query_one(Rows).focus()

    def action_invite(self) -> None:
        from screens.invite import Invite

        self.app.open(Invite())

    def action_accept_reply(self) -> None:
        from screens.accepting import Accepting

        self.app.open(Accepting())

    def action_grant(self) -> None:
        from screens.members_keys import Grant

        if self.chosen:
            self.app.open(Grant(self.chosen.member))

    def action_revoke(self) -> None:
        from screens.members_keys import Revoke

        if self.chosen:
            self.app.open(Revoke(self.chosen.member))

    def action_remove(self) -> None:
        from screens.members_removal import Removal

        if self.chosen:
            self.app.open(Removal(self.chosen.member))

    def action_trail(self) -> None:
        from screens.trail import Trail

        self.app.open(Trail())

    def action_keeping(self) -> None:
        from screens.keeping import Keeping

        self.app.open(Keeping())

    def action_rehearse(self) -> None:
        from screens.members_rehearsal import Rehearsal

        self.app.open(Rehearsal())


def _number(count: int) -> Cell:
    return Cell(str(count)) if count else Cell("–", "quiet")


def _summary(people: list[Holding], *, may_invite: bool) -> Content:
    parts = [
        Content.styled(
            ngettext("{count} member", "{count} members", len(people)).format(count=len(people)),
            "bold",
        )
    ]
    if may_invite and sum(held.member.role == COORDINATOR for held in people) == 1:
        alone = _("one coordinator only: invite another")
        parts.append(Content.styled(f"{Health.MEDIUM.shape} {alone}", STYLES["medium"]))
    return Content("   ").join(parts)
