"""What there is room for is shown whole, and goes on below where it began."""

from datetime import date

import pytest

from screens.account_form import AccountPlanning
from screens.coverage import CoveragePage
from screens.incident_form import NewIncident
from screens.today import Today
from screens.widgets.detail import Detail
from screens.widgets.rows import Rows
from somesec import language
from somesec.model import Decision, IncidentKind, TermsPoint
from somesec.register import accounts, incidents, terms
from tests.conftest import TODAY, Town
from tests.screens.conftest import Show, Stage

WIDE = (160, 45)
LONG = "The service may keep, show and change all that we publish there for as long as it likes."


def _lines_with(stage: Stage, *texts: str) -> list[str]:
    return [line for line in stage.text.splitlines() if any(text in line for text in texts)]


async def test_a_wide_screen_says_whole_what_to_do_first_and_what_mends_it(
    town: Town, show: Show
) -> None:
    language.choose("fi")
    async with show(town.register, size=WIDE, area="today") as stage:
        today = stage.app.screen
        assert isinstance(today, Today)
        first = stage.one(Rows, "#first")
        for line in today._lines.values():
            assert line.said in stage.text
            assert line.where in stage.text
        key = next(k for k, line in today._lines.items() if line.item.count > 1)
        first.go_to(key)
        await stage.settled()
        finding = today._lines[key].item.findings[0]
        said = " ".join(stage.text.split())
        assert str(finding.remedy).split(".")[0] in said


async def test_administrators_stand_one_a_line(town: Town, show: Show) -> None:
    async with show(town.register, size=WIDE) as stage:
        await stage.press("slash", *"facebook", "enter")
        lines = str(stage.one(Detail, "#detail").content).splitlines()
        first = next(number for number, line in enumerate(lines) if "Administrators" in line)
        assert lines[first].endswith("  Aino Testi")
        assert lines[first + 1].endswith("  Eino Koe")
        assert lines[first].index("Aino Testi") == lines[first + 1].index("Eino Koe")


async def test_an_answer_goes_on_below_its_first_word(town: Town, show: Show) -> None:
    terms.record_review(
        town.register,
        platform="facebook",
        account_id=None,
        reviewed_on=date(2026, 2, 1),
        reviewer="Eino Koe",
        answers=dict.fromkeys(TermsPoint, LONG),
        quotations={},
        decision=Decision.GO_ON,
        measures=[],
        next_due=TODAY,
        texts=[],
    )
    async with show(town.register, size=WIDE, area="terms") as stage:
        rows = stage.one(Rows)
        rows.go_to(next(row.key for row in rows.rows if row.cells[1].text == "Facebook"))
        await stage.press("enter")
        for answered in ([], ["c"]):
            await stage.press(*answered)
            lines = [line.rpartition("│")[2].rstrip() for line in stage.text.splitlines()]
            start = next(number for number, line in enumerate(lines) if "may keep" in line)
            first = len(lines[start]) - len(lines[start].lstrip())
            assert lines[start + 1].startswith(" " * first)
            assert lines[start + 1][first] != " "


async def test_the_versions_of_a_document_stand_under_their_heading(town: Town, show: Show) -> None:
    async with show(town.register, size=WIDE, area="terms") as stage:
        await stage.press("d")
        assert _lines_with(stage, "│   Versions")


async def test_a_clause_names_the_key_by_which_it_is_recorded(town: Town, show: Show) -> None:
    async with show(town.register, size=WIDE) as stage:
        stage.app.open(CoveragePage())
        await stage.settled()
        stage.one(Rows).go_to("2-a")
        await stage.settled()
        assert "account edit" not in stage.text
        assert "2 Accounts, e Edit" in stage.text


async def test_the_days_of_planning_are_written_as_the_reader_writes_them(
    town: Town, show: Show
) -> None:
    language.choose("fi")
    facebook = accounts.find(town.register, "facebook/testilankirjasto")
    accounts.edit(town.register, facebook.id, {"planning-need": "2026-11-01"})
    async with show(town.register) as stage:
        stage.app.open(AccountPlanning(facebook.id))
        await stage.settled()
        assert "1.11.2026" in stage.text
        assert not stage.app.screen.is_unsaved()  # type: ignore[attr-defined]


@pytest.mark.parametrize("spoken", language.LANGUAGES)
async def test_labels_are_whole_beside_their_fields(town: Town, show: Show, spoken: str) -> None:
    language.choose(spoken)
    async with show(town.register) as stage:
        stage.app.open(NewIncident())
        await stage.settled()
        form = stage.app.screen
        assert isinstance(form, NewIncident)
        assert all(len(language._(label)) <= 26 for label in form.LABELS.values())


async def test_the_steps_of_an_incident_stand_below_each_other(town: Town, show: Show) -> None:
    kirjasto = accounts.find(town.register, "facebook/testilankirjasto")
    incidents.add(
        town.register,
        kind=IncidentKind.THREAT_TO_TOWN,
        account_id=kirjasto.id,
        texts={},
        days={},
    )
    async with show(town.register, size=WIDE, area="incidents") as stage:
        steps = _lines_with(stage, "■ at once  ", "○ ")
        assert len({line.rindex("  ") for line in steps if "○" in line}) == 1
