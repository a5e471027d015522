"""People and units: who runs what, briefings of many, and a leaving to the last password."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from textual.widgets import Static

from screens.leaver import Leave, Leaver
from screens.leavers import Leavers
from screens.mailboxes import Mailboxes
from screens.marks import Health
from screens.people import People
from screens.person_access import PersonAccess
from screens.rotation import Rotation
from screens.unit_form import UnitForm
from screens.widgets.field import Field, LinesField
from screens.widgets.rows import Rows
from somesec import clock
from somesec.model import Scan, ScanKind
from somesec.register import Register, access, accounts, people, units
from somesec.register.roles import UNIT_ADMIN
from tests.conftest import TODAY, Town
from tests.register.newcomers import let_in
from tests.screens.conftest import SIZES, Show, Stage


async def _people(stage: Stage, *keys: str) -> None:
    stage.app.switch_mode("people")
    await stage.settled()
    await stage.press(*keys)


async def test_people_are_listed_with_what_lacks_and_the_units_one_key_away(
    town: Town, show: Show
) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        await _people(stage)
        assert "People 3   Units 2" in stage.text
        assert stage.text.count("never") >= 6
        assert "Runs these accounts" in stage.text
        await stage.press("u")
        assert "nuoriso@testila.fi" in stage.text
        assert "1 account uses it" in stage.text or "2 accounts use it" in stage.text
        await stage.press("p")
        assert "Siiri Malli" in stage.text


async def test_units_stand_below_the_one_they_are_part_of(town: Town, show: Show) -> None:
    library = units.find(town.register, "Kirjasto")
    units.edit(town.register, library.id, {"parent": "Nuorisopalvelut"})
    async with show(town.register) as stage:
        await _people(stage, "u")
        names = [row.cells[1].text for row in stage.one(Rows, "#units").rows]
        assert names == ["Nuorisopalvelut", "  Kirjasto"]


async def test_many_are_briefed_and_give_their_word_at_once(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "space", "space", "b")
        assert "Aino Testi, Eino Koe" in stage.text
        stage.fill("day", "1.9.2026")
        await stage.press("f5")
        assert isinstance(stage.app.screen, People)
        await stage.press("ctrl+a", "d", "f5")
        briefed = {p.name: p.briefed_on for p in people.listed(town.register)}
        assert briefed == {
            "Aino Testi": date(2026, 9, 1),
            "Eino Koe": date(2026, 9, 1),
            "Siiri Malli": None,
        }
        assert all(p.declarations for p in people.listed(town.register))


async def test_a_day_to_come_is_refused_beside_its_field(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "b")
        stage.fill("day", "1.9.2099")
        await stage.press("f5")
        assert stage.one(Field, "#day").is_wrong
        assert people.listed(town.register)[0].briefed_on is None


@pytest.mark.parametrize("size", SIZES)
async def test_a_leaver_is_handled_to_the_last_rotation(
    town: Town, show: Show, size: tuple[int, int]
) -> None:
    register = town.register
    eino = people.find(register, "Eino Koe")
    units.edit(register, units.find(register, "Kirjasto").id, {"responsible": "Eino Koe"})
    youtube = accounts.find(register, "youtube/testilannuoret")
    accounts.edit(register, youtube.id, {"second_factor_of": "Eino Koe"})
    async with show(register, size=size) as stage:
        await _people(stage, "down", "l")
        assert isinstance(stage.app.screen, Leave)
        assert "4 passwords become due" in stage.text
        await stage.press("f5")
        assert isinstance(stage.app.screen, Leaver)
        assert "5 things still open" in stage.text
        for left in (4, 3, 2, 1):
            stage.one(Rows, "#open").go_to(stage.one(Rows, "#open").rows[0].key)
            await stage.press("enter")
            assert isinstance(stage.app.screen, Rotation)
            # Four steps, and then who must know: not the one who leaves.
            for _step in range(4):
                await stage.press("f5")
            assert "Tell them: Aino Testi\n" in stage.text
            await stage.press("f5")
            assert isinstance(stage.app.screen, Leaver)
            # The rights at the service are still there until somebody ends them.
            await stage.press("x", "right", "enter")
            assert f"{left} thing" in stage.text
        await stage.press("enter")
        assert isinstance(stage.app.screen, UnitForm)
        stage.fill("responsible", "Aino Testi")
        await stage.press("f5")
        assert "nothing is open any more" in stage.text
        assert access.leaver(register, eino.id).is_over
        assert register.records.accounts[youtube.id].second_factor_of is None
        assert all(account.rotation_due is None for account in register.records.accounts.values())


async def test_everybody_who_leaves_is_listed_with_what_is_open(town: Town, show: Show) -> None:
    people.leave(town.register, people.find(town.register, "Eino").id, TODAY)
    people.leave(town.register, people.find(town.register, "Siiri").id, TODAY)
    async with show(town.register) as stage:
        await _people(stage, "o")
        assert isinstance(stage.app.screen, Leavers)
        states = [(row.cells[1].text, row.cells[3].text) for row in stage.one(Rows).rows]
        assert sorted(states) == [("Eino Koe", "4"), ("Siiri Malli", "1")]


async def test_access_is_shown_now_and_on_an_earlier_day(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "a")
        assert isinstance(stage.app.screen, PersonAccess)
        assert "gets into 4 accounts" in stage.text
        stage.fill("day", "2020-01-01")
        await stage.press("d", "enter")
        assert "gets into 0 accounts" in stage.text
        assert "was not in the register then" in " ".join(stage.text.split())


async def test_a_mailbox_is_added_moved_and_removed_with_a_warning(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "u", "m")
        assert isinstance(stage.app.screen, Mailboxes)
        await stage.press("n")
        stage.fill("mailbox", "uusi@testila.fi")
        stage.fill("unit", "Kirjasto")
        await stage.press("f5")
        stage.one(Rows).go_to("uusi@testila.fi")
        await stage.press("e")
        stage.fill("unit", "Nuorisopalvelut")
        await stage.press("f5")
        assert units.find(town.register, "Nuoriso").mailboxes == (
            "nuoriso@testila.fi",
            "uusi@testila.fi",
        )
        stage.one(Rows).go_to("kirjasto@testila.fi")
        await stage.press("x")
        assert "2 accounts use it" in str(stage.one(Static, "#question").render())
        await stage.press("right", "enter")
        assert units.find(town.register, "Kirjasto").mailboxes == ()


async def test_rights_that_were_ended_leave_others_alone(town: Town) -> None:
    register = town.register
    eino, facebook = people.find(register, "Eino"), accounts.find(register, "facebook")
    accounts.edit(register, facebook.id, {"moderators": "Aino Testi;Eino Koe"})
    left = people.take_off(register, eino.id, facebook.id)
    assert [a.person for a in left.administrators] == [people.find(register, "Aino").id]
    assert left == msgspec.structs.replace(
        accounts.find(register, "facebook"), administrators=left.administrators
    )


async def test_a_list_of_names_grows_a_line_and_completes_names(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage, "e")
        units_field = stage.one(LinesField, "#units")
        assert units_field.value == "Kirjasto"
        units_field._lines[-1].focus()
        await stage.write("nuor")
        await stage.press("enter")
        assert units_field.value == "Kirjasto;Nuorisopalvelut"
        assert len(units_field._lines) == 3
        await stage.press("f5")
        assert len(people.find(town.register, "Aino").units) == 2


EINO = "vihrea lintu laulaa"
REMARK = "those of others are not known to you"


@pytest.fixture
def elsewhere(town: Town) -> Iterator[Register]:
    """The register as Eino opens it, who looks after the library; Siiri alone runs the accounts of
    the youth services."""
    register = town.register
    for name in ("tiktok", "youtube"):
        account = accounts.find(register, name)
        accounts.edit(register, account.id, {"administrators": "Siiri Malli"})
    let_in(register, "Eino Koe", UNIT_ADMIN, EINO, [units.find(register, "Kirjasto")])
    with Register.open(town.place, EINO) as own:
        yield own


def _left(register: Register, name: str, days_ago: int = 1) -> None:
    last = clock.today() - timedelta(days_ago)
    people.leave(register, people.find(register, name).id, last)


def _states(stage: Stage, rows: str = "#people") -> dict[str, str]:
    return {row.cells[1].text.strip(): row.cells[0].text for row in stage.one(Rows, rows).rows}


def _said(stage: Stage) -> str:
    """The pane beside the people, or all of another page, in one line."""
    if isinstance(stage.app.screen, People):
        columns = [line.rpartition("│")[2] for line in stage.text.splitlines() if "│" in line]
        return " ".join(" ".join(columns).split())
    return " ".join(stage.text.split())


async def _show_again(stage: Stage) -> None:
    page = stage.app.screen
    assert isinstance(page, People)
    page.show()
    await stage.settled()


async def test_a_unit_admin_is_told_what_of_a_leaver_they_cannot_see(
    town: Town, elsewhere: Register, show: Show
) -> None:
    siiri = people.find(elsewhere, "Siiri")
    async with show(elsewhere, size=(160, 45)) as stage:
        await _people(stage, "down", "down")
        assert REMARK in _said(stage)
        await stage.press("a")
        assert isinstance(stage.app.screen, PersonAccess)
        assert "gets into 0 accounts of your own units" in _said(stage)
        assert f"? {Health.UNKNOWN.word} You read only" in _said(stage)
        await stage.press("escape", "l")
        assert isinstance(stage.app.screen, Leave)
        assert "No account is within reach, as far" not in _said(stage)
        assert f"? {Health.UNKNOWN.word} No account of your own units" in _said(stage)
        assert REMARK in _said(stage)
        await stage.press("f5")
        assert isinstance(stage.app.screen, Leaver)
        assert str(Health.IN_ORDER) not in _said(stage)
        assert f"? {Health.UNKNOWN.word} Siiri Malli, last day" in _said(stage)
        assert REMARK in _said(stage)
        await stage.press("escape", "o")
        assert [row.cells[0].text for row in stage.one(Rows).rows] == [str(Health.UNKNOWN)]
        assert REMARK in _said(stage)
        await stage.press("escape")
        assert "nothing is open any more in your own units" in _said(stage)
        assert str(Health.IN_ORDER) not in _said(stage)
    town.register.refresh()
    assert len(access.leaver(town.register, siiri.id).reached) == 2


async def test_what_a_unit_admin_sees_open_stands_before_what_they_cannot_see(
    elsewhere: Register, show: Show
) -> None:
    _left(elsewhere, "Aino")
    async with show(elsewhere, size=(160, 45)) as stage:
        await _people(stage)
        said = _said(stage)
        assert "Still open:" in said
        assert said.index("Still open:") < said.index(REMARK)
        await stage.press("a")
        said = _said(stage)
        assert said.index("gets into 2 accounts of your own units") < said.index(REMARK)
        await stage.press("escape", "l")
        said = _said(stage)
        assert said.index("3 things still open") < said.index(REMARK)
        await stage.press("escape", "o")
        (row,) = stage.one(Rows).rows
        assert (row.cells[0].text, row.cells[3].text) == ("▲ open", "3+")


async def test_who_left_and_still_gets_in_is_not_in_order(town: Town, show: Show) -> None:
    _left(town.register, "Siiri")  # Her address opens an account; she administers none.
    async with show(town.register) as stage:
        await _people(stage)
        assert _states(stage)["Siiri Malli"] == str(Health.HIGH)
        people.edit(town.register, people.find(town.register, "Siiri").id, {"address": ""})
        youth = accounts.find(town.register, "tiktok")
        with town.register.change("account-edited", subject=youth.id) as change:
            change.put(msgspec.structs.replace(youth, rotation_due=None))
        await _show_again(stage)
        assert _states(stage)["Siiri Malli"] == str(Health.IN_ORDER)


async def test_who_leaves_on_a_day_to_come_gets_in_rightly(town: Town, show: Show) -> None:
    _left(town.register, "Siiri", days_ago=-3)
    async with show(town.register) as stage:
        await _people(stage)
        assert _states(stage)["Siiri Malli"] == str(Health.IN_ORDER)


def _in_order(register: Register, name: str) -> None:
    """Records all that the rules ask of a person."""
    who, today = people.find(register, name), clock.today()
    people.brief(register, who.id, today)
    people.declare(register, who.id, today)
    _look(register, name, days_ago=1)


def _look(register: Register, name: str, *found: str, days_ago: int = 0) -> None:
    """Records a look through the person's browsers that found the logins of accounts."""
    who = people.find(register, name)
    with register.change("browser-scanned", subject=who.id) as change:
        change.put(
            Scan(
                id=uuid4(),
                kind=ScanKind.BROWSER,
                made_on=clock.today() - timedelta(days_ago),
                source="a browser",
                person=who.id,
                accounts=tuple(accounts.find(register, text).id for text in found),
            )
        )


async def test_what_is_not_known_of_a_person_is_not_in_order(town: Town, show: Show) -> None:
    register = town.register
    _in_order(register, "Aino")
    people.brief(register, people.find(register, "Eino").id, clock.today())
    people.declare(register, people.find(register, "Eino").id, clock.today())
    async with show(register, size=(160, 45)) as stage:
        await _people(stage, "down")
        states = _states(stage)
        assert states["Aino Testi"] == str(Health.IN_ORDER)
        assert states["Eino Koe"] == str(Health.UNKNOWN)
        assert "nobody has looked for logins in the person's browsers" in _said(stage)


async def test_who_runs_accounts_and_was_never_briefed_is_not_in_order(
    town: Town, show: Show
) -> None:
    register = town.register
    for name in ("Aino", "Eino"):
        _in_order(register, name)
    eino = people.find(register, "Eino")
    people.edit(register, eino.id, {"briefed_on": ""})
    async with show(register, size=(160, 45)) as stage:
        await _people(stage, "down")
        states = _states(stage)
        assert states["Aino Testi"] == str(Health.IN_ORDER)
        assert states["Eino Koe"] == str(Health.MEDIUM)
        # No account is hers, so the guideline asks nothing of her.
        assert states["Siiri Malli"] == str(Health.IN_ORDER)
        assert _said(stage).count("Eino Koe has not been briefed.") == 1


async def test_a_briefing_on_a_day_to_come_is_not_in_order(town: Town, show: Show) -> None:
    register = town.register
    for name in ("Aino", "Eino"):
        _in_order(register, name)
    people.brief(register, people.find(register, "Eino").id, clock.today() + timedelta(30))
    async with show(register, size=(160, 45)) as stage:
        await _people(stage, "down")
        states = _states(stage)
        assert states["Aino Testi"] == str(Health.IN_ORDER)
        assert states["Eino Koe"] == str(Health.UNKNOWN)
        assert "the date of a briefing lies in the future" in _said(stage)


async def test_a_unit_admin_takes_nobody_for_in_order_whom_no_rule_judged(
    town: Town, elsewhere: Register, show: Show
) -> None:
    for name in ("Aino", "Eino"):
        _in_order(elsewhere, name)
    async with show(elsewhere, size=(160, 45)) as stage:
        await _people(stage)
        assert _states(stage) == {
            "Aino Testi": str(Health.IN_ORDER),
            "Eino Koe": str(Health.IN_ORDER),
            "Siiri Malli": str(Health.UNKNOWN),
        }
        counts = {row.cells[1].text: row.cells[6].text for row in stage.one(Rows, "#people").rows}
        assert counts == {"Aino Testi": "2+", "Eino Koe": "2+", "Siiri Malli": "?"}
        await stage.press("u")
        units_rows = {r.cells[1].text: r.cells[5].text for r in stage.one(Rows, "#units").rows}
        assert units_rows == {"Kirjasto": "2", "Nuorisopalvelut": "?"}
        assert _states(stage, "#units")["Nuorisopalvelut"] == str(Health.UNKNOWN)
        await stage.press("down")
        assert f"? {Health.UNKNOWN.word} You read only" in _said(stage)


async def test_a_login_of_another_unit_in_a_browser_leaves_it_unknown(
    town: Town, elsewhere: Register, show: Show
) -> None:
    for name in ("Aino", "Eino"):
        _in_order(elsewhere, name)
    _look(town.register, "Aino", "youtube")
    elsewhere.refresh()
    async with show(elsewhere) as stage:
        await _people(stage)
        assert _states(stage)["Aino Testi"] == str(Health.UNKNOWN)
        assert _states(stage)["Eino Koe"] == str(Health.IN_ORDER)


async def test_before_the_audit_nobody_is_said_to_be_in_order(town: Town, show: Show) -> None:
    async with show(town.register) as stage:
        await _people(stage)
        stage.app.audit = None
        await _show_again(stage)
        assert set(_states(stage).values()) == {"…"}
