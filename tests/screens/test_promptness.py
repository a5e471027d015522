"""The screens do once what they need to do once, and what takes long after what one waits for."""

import asyncio
import gc
import threading
from collections import Counter
from itertools import count

import pytest
from textual.css import stylesheet
from textual.strip import Strip
from textual.widgets import Static

from screens.account_form import AccountForm
from screens.accounts import Accounts
from screens.app import SomesecApp
from screens.messages import Done
from screens.page import Page
from screens.today import Today
from screens.widgets.field import Field
from screens.widgets.rows import Rows
from somesec.register import auditing
from tests.conftest import Town
from tests.register.slow import slow_database
from tests.screens.attended import attended
from tests.screens.conftest import Show


async def test_each_sheet_is_read_once_however_many_pages_are_opened(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[tuple[object, ...]] = Counter()

    def parse(scope: str, css: str, read_from: object, *rest: object, **more: object) -> object:
        read[(scope, read_from, more["tie_breaker"])] += 1
        return original(scope, css, read_from, *rest, **more)

    original = vars(stylesheet)["parse"]
    monkeypatch.setattr(stylesheet, "parse", parse)
    async with show(town.register) as stage:
        # Once more under the theme that the app itself chooses.
        read.clear()
        await stage.press("1", "3", "4", "5", "2", "e", "escape", "f", "escape")
        assert max(read.values(), default=1) == 1
        assert not [place for _scope, place, _tie in read if ".tcss" in str(place)]


async def test_the_detail_is_drawn_once_when_the_keys_pause(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with show(town.register, size=(160, 45)) as stage:
        page = stage.app.screen
        assert isinstance(page, Accounts)
        drawn: list[str] = []
        draw = page._detail

        def counted(line: object) -> object:
            drawn.append(line.account.name)  # type: ignore[attr-defined]
            return draw(line)  # type: ignore[arg-type]

        monkeypatch.setattr(page, "_detail", counted)
        monkeypatch.setattr("screens.page.STILL_SECONDS", 3600)
        for key in ("j", "j", "slash", *"face"):
            await stage.pilot.press(key)
        assert drawn == []
        assert page.chosen is not None
        monkeypatch.setattr("screens.page.STILL_SECONDS", 0.5)
        await stage.pilot.press("b")
        await stage.settled()
        assert drawn == [page.chosen.name]
        assert page.chosen.name in str(stage.one(Static, "#detail").render())


async def test_what_waits_for_the_keys_to_pause_comes_though_the_machine_stands_still_just_then(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with show(town.register) as stage:
        page = stage.app.screen
        assert isinstance(page, Accounts)
        done: list[bool] = []
        with monkeypatch.context() as standing:
            standing.setattr("textual._time.get_time", count(step=60).__next__)
            page.once_still(lambda: done.append(True))
            await asyncio.sleep(0.05)
        await stage.settled()
        assert done == [True]


async def test_the_first_page_is_there_before_the_audit_begins(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[bool] = []
    audit = auditing.audit
    apps: list[SomesecApp] = []

    def watched(*args: object, **more: object) -> object:
        page = apps[0].screen
        painted.append(isinstance(page, Page) and bool(page._compositor.visible_widgets))
        return audit(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(auditing, "audit", watched)
    app = attended(SomesecApp(register=town.register))
    apps.append(app)
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
    assert painted == [True]


async def test_what_is_found_as_the_program_ends_is_not_shown_on_a_page_that_is_half_gone(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    summaries: list[bool] = []

    def unmounted(page: Today) -> None:
        summaries.append(bool(page.query("#summary")))
        page.app._work_done(Done(page, page.app._session, page.draw, saved=False))

    monkeypatch.setattr(Today, "on_unmount", unmounted, raising=False)
    async with show(town.register, area="today"):
        pass
    assert summaries == [False]


async def test_garbage_is_looked_for_once_when_the_keys_pause(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with show(town.register) as stage:
        rounds: list[None] = []
        monkeypatch.setattr(gc, "collect", lambda: rounds.append(None))
        await stage.press("j")
        stage.app._look_around()
        assert rounds == []
        monkeypatch.setattr(stage.app.absence, "is_pausing", lambda: True)
        stage.app._look_around()
        stage.app._look_around()
        assert rounds == [None]
        await stage.press("j")
        stage.app._look_around()
        assert rounds == [None, None]


async def test_a_long_form_is_made_in_parts_and_goes_to_the_field_that_was_asked_for(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        account = next(iter(town.register.records.accounts))
        form = AccountForm(account, "last_look_on")
        stage.app.open(form)
        parts: list[int] = []
        while not form.is_mounted or not form.is_still:
            await asyncio.sleep(0)
            if form.is_mounted:
                parts.append(len(form.query(Field)))
        await stage.settled()
        assert 0 < parts[0] < len(next(iter(AccountForm.PARTS.values())))
        assert len(form.query(Field)) == len(AccountForm.LABELS)
        assert stage.app.focused in form.query_one("#last_look_on").walk_children()
        assert not form.is_unsaved()


async def test_a_letter_typed_moves_nothing_and_lays_nothing_out_anew(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with show(town.register, size=(80, 60)) as stage:
        monkeypatch.setattr("screens.page.STILL_SECONDS", 3600)
        laid_out: list[Page] = []
        lay_out = Page._refresh_layout

        def counted(page: Page, *args: object, **more: object) -> None:
            laid_out.append(page)
            lay_out(page, *args, **more)  # type: ignore[arg-type]

        await stage.press("slash")
        rows, every = stage.one(Rows), len(stage.one(Rows).rows)
        monkeypatch.setattr(Page, "_refresh_layout", counted)
        for letter in "kirja":
            await stage.pilot.press(letter)
        assert 0 < len(rows.rows) < every
        assert laid_out == []


async def test_rows_that_stay_as_they_are_are_not_drawn_again(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with show(town.register) as stage:
        monkeypatch.setattr("screens.page.STILL_SECONDS", 3600)
        await stage.press("slash")
        drawn: list[int] = []
        rows = stage.one(Rows)
        draw = rows.render_line

        def counted(y: int) -> Strip:
            drawn.append(y)
            return draw(y)

        monkeypatch.setattr(rows, "render_line", counted)
        await stage.pilot.press(*"platform", "colon", *"faceb")
        await stage.pilot.pause()
        assert drawn
        drawn.clear()
        await stage.pilot.press("o", "o")
        await stage.pilot.pause()
        assert drawn == []


async def test_what_is_wrong_with_a_filter_stands_above_the_list_which_stays_where_it_is(
    town: Town, show: Show
) -> None:
    async with show(town.register) as stage:
        rows = stage.one(Rows)
        before = rows.region
        await stage.press("slash")
        await stage.write("platform:")
        wrong = stage.one(Static, "#wrong")
        assert wrong.display
        assert wrong.region.y == before.y - 1
        assert rows.region == before


async def test_a_page_is_drawn_while_a_save_waits_for_a_slow_database(
    town: Town, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with show(town.register) as stage:
        await stage.press("e")
        stage.fill("display_name", "Uusi nimi")
        with slow_database(monkeypatch) as (waits, answers):
            gives_up = threading.Timer(30, answers.set)
            gives_up.start()
            await stage.pilot.press("f5")
            await asyncio.to_thread(waits.wait, 30)
            stage.app.redraw()
            assert not answers.is_set()
            gives_up.cancel()
        await stage.settled()
        assert "Uusi nimi" in {a.display_name for a in town.register.records.accounts.values()}
