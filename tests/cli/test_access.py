"""Who gets in where, now and on a day, and how somebody leaves until nothing of theirs is open."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cli.conftest import AINO, EINO, SIIRI, Office, Run
from tests.conftest import TODAY, Town

PAGE = "facebook/testilankirjasto"
LATER = TODAY + timedelta(10)


def ways(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {row["account"]: row["ways"] for row in answer["accounts"]}


def access(run: Run, *words: str) -> dict[str, Any]:
    answer = run("person", "access", *words, "--format", "json")
    assert answer.code == 0, answer.err
    return dict(answer.json)


def leaver(run: Run, name: str) -> dict[str, Any]:
    rows = run("person", "leavers", "--format", "json").json
    return next(dict(row) for row in rows if row["name"] == name)


def test_the_ways_into_each_account_are_shown(at_town: Run) -> None:
    at_town("account", "edit", PAGE, "--second-factor-of", SIIRI, "--moderators", SIIRI)
    at_town("account", "edit", "instagram", "--recovery-phone-of", "Siiri Malli")
    at_town("account", "edit", "youtube", "--recovery-address", "Siiri.Malli@testila.fi")
    assert ways(access(at_town, "Siiri Malli")) == {
        PAGE: ["moderator", "second-factor"],
        "instagram/testilankirjasto": ["recovery-phone"],
        "tiktok/testilannuoret": ["registered-address"],
        "youtube/testilannuoret": ["recovery-address"],
    }
    text = at_town("person", "access", "Siiri Malli")
    assert "recovery phone" in text.out
    assert "told a password" in text.err


def test_a_member_reaches_what_they_open(office: Office) -> None:
    def run(*words: str) -> Any:
        return office(AINO, *words)

    office(AINO, "account", "edit", PAGE, "--administrators", AINO)
    found = access(run, EINO)
    assert found["role"] == "unit-admin"
    assert found["opens"] == ["Kirjasto"]
    assert ways(found)[PAGE] == ["member"]
    auditor = access(run, SIIRI)
    assert (auditor["role"], auditor["opens"]) == ("auditor", [])


def test_an_earlier_day_is_answered_by_cards_and_the_trail(office: Office) -> None:
    office(AINO, "revoke", EINO, "--unit", "Kirjasto", "--force", on=LATER)
    office(AINO, "account", "edit", PAGE, "--last-post-on", "2026-12-01", on=LATER)

    def on(day: str, name: str = EINO) -> dict[str, Any]:
        words = ("person", "access", name, "--on", day, "--format", "json")
        answer = office(AINO, *words, on=LATER + timedelta(1))
        assert answer.code == 0, answer.err
        return dict(answer.json)

    then, after = on(TODAY.isoformat()), on(LATER.isoformat())
    assert then["opens"] == ["Kirjasto"]
    assert after["opens"] == []
    assert ways(then)[PAGE] == ["administrator", "member"]
    assert ways(after)[PAGE] == ["administrator"]
    certain = {row["account"]: row["is_certain"] for row in then["accounts"]}
    assert certain[PAGE] is False
    assert certain["youtube/testilannuoret"] is True
    assert all(row["is_certain"] for row in after["accounts"])
    assert any("changed since then" in doubt for doubt in then["doubts"])
    assert not any("changed since then" in doubt for doubt in after["doubts"])
    before = on((TODAY - timedelta(1)).isoformat())
    assert (before["accounts"], before["role"]) == ([], None)
    assert any("was not in the register then" in doubt for doubt in before["doubts"])


def test_nobody_knows_of_a_day_to_come(at_town: Run) -> None:
    answer = at_town("person", "access", EINO, "--on", "2026-11-23")
    assert answer.code == 2
    assert "day to come" in answer.err


def test_a_leaver_is_shown_all_within_reach(at_town: Run) -> None:
    at_town("unit", "edit", "Kirjasto", "--responsible", EINO)
    answer = at_town("person", "leave", EINO, "--on", "2026-11-30")
    assert answer.code == 0
    assert "administrator, knows the password" in answer.out
    assert "answer for: Kirjasto" in answer.err
    assert "person leavers" in answer.err


def test_a_member_who_leaves_makes_due_what_they_open(office: Office) -> None:
    for account in (PAGE, "instagram", "tiktok", "youtube"):
        office(AINO, "account", "edit", account, "--administrators", AINO)
    answer = office(AINO, "person", "leave", EINO, "--on", "today", "--format", "json")
    assert [(row["account"], row["ways"]) for row in answer.json] == [
        (PAGE, ["password", "member"])
    ]
    assert "member remove" in answer.err
    (due,) = office(AINO, "rotate", "list", "--format", "json").json
    assert due["account"] == PAGE


def test_a_leaving_is_over_when_nothing_of_it_is_open(at_town: Run, town: Town) -> None:
    for account in ("instagram", "tiktok", "youtube"):
        at_town("account", "edit", account, "--administrators", AINO)
    at_town("unit", "edit", "Kirjasto", "--responsible", EINO)
    at_town("account", "edit", PAGE, "--second-factor-of", EINO)
    at_town("person", "leave", EINO, "--on", "today")
    open_now = leaver(at_town, EINO)
    assert open_now["state"] == "open"
    assert ways(open_now) == {PAGE: ["administrator", "second-factor", "password"]}
    assert open_now["answers_for"] == ["Kirjasto"]
    assert at_town("rotate", "start", PAGE).code == 0
    assert at_town("rotate", "confirm", PAGE).code == 0
    assert ways(leaver(at_town, EINO)) == {PAGE: ["administrator", "second-factor"]}
    at_town("account", "edit", PAGE, "--second-factor-of", "Kirjasto", "--administrators", AINO)
    assert leaver(at_town, EINO)["state"] == "open"
    at_town("unit", "edit", "Kirjasto", "--responsible", AINO)
    assert leaver(at_town, EINO)["state"] == "over"
    assert "over" in at_town("person", "leavers").out


def test_a_declaration_is_recorded_once_a_day(at_town: Run, town: Town) -> None:
    assert at_town("person", "declare", EINO, "--on", "2026-11-20").code == 0
    assert at_town("person", "declare", EINO, "--on", "20.11.2026").code == 0
    assert at_town("person", "declare", EINO).code == 0
    town.register.refresh()
    (eino,) = [p for p in town.register.records.people.values() if p.name == EINO]
    assert [d.declared_on.isoformat() for d in eino.declarations] == ["2026-11-20", "2026-11-22"]
    assert at_town("person", "show", EINO, "--format", "json").json["declared_on"] == "2026-11-22"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((EINO, "--on", "2026-11-23"), "future"),
        (("Nobody",), "no person"),
        ((EINO, "--on", "31.2.2026"), "YYYY-MM-DD"),
    ],
)
def test_a_bad_declaration_writes_nothing(
    at_town: Run, town: Town, words: tuple[str, ...], said: str
) -> None:
    answer = at_town("person", "declare", *words)
    assert answer.code == 2
    assert said in answer.err
    town.register.refresh()
    assert not any(p.declarations for p in town.register.records.people.values())


def test_an_auditor_sees_access_and_declares_nobody(office: Office) -> None:
    assert office(SIIRI, "person", "access", EINO).code == 0
    assert office(SIIRI, "person", "leavers").code == 0
    assert office(SIIRI, "person", "declare", EINO).code == 3


REMARK = "those of others are not known to you"


@pytest.fixture
def elsewhere(office: Office) -> Office:
    """The office where Siiri alone gets into the accounts of the youth services, which Eino, who
    looks after the library, does not see."""
    for account in ("tiktok", "youtube"):
        office(AINO, "account", "edit", account, "--administrators", SIIRI)
    office(AINO, "member", "remove", SIIRI, "--force")
    return office


def test_a_unit_admin_is_told_that_access_elsewhere_is_not_known(elsewhere: Office) -> None:
    answer = elsewhere(EINO, "person", "access", SIIRI)
    assert "No account is within reach, as far" not in answer.err
    assert REMARK in answer.err
    found = elsewhere(EINO, "person", "access", SIIRI, "--format", "json").json
    assert any(REMARK in doubt for doubt in found["doubts"])
    assert REMARK in elsewhere(EINO, "person", "access", AINO).err
    assert REMARK not in elsewhere(AINO, "person", "access", SIIRI).err


def test_a_leaving_is_not_over_for_whom_other_units_are_unknown(elsewhere: Office) -> None:
    answer = elsewhere(EINO, "person", "leave", SIIRI, "--on", "today")
    assert "no password must change" not in answer.err
    assert REMARK in answer.err
    text = elsewhere(EINO, "person", "leavers")
    assert "unknown" in text.out
    assert "over" not in text.out
    assert REMARK in text.err
    assert elsewhere(EINO, "person", "leavers", "--format", "json").json[0]["state"] == "unknown"
    whole = elsewhere(AINO, "person", "leavers", "--format", "json")
    assert whole.json[0]["state"] == "open"
    assert REMARK not in whole.err


def test_what_a_unit_admin_sees_open_is_open(elsewhere: Office) -> None:
    elsewhere(AINO, "person", "leave", AINO, "--on", "today")
    text = elsewhere(EINO, "person", "leavers")
    assert "facebook/testilankirjasto" in text.out
    assert "open" in text.out
    assert REMARK in text.err
