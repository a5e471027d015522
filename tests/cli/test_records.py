"""Units, mailboxes, people and accounts: added, listed, shown, changed, closed."""

import sqlite3
from uuid import UUID

import pytest

from somesec.cli import columns
from somesec.exchange.rows import AccountRow, PersonRow, UnitRow, columns_of
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, Town


def test_a_unit_is_added_listed_shown_and_changed(at_town: Run) -> None:
    added = at_town(
        *("unit", "add", "--name", "Museo", "--name-sv", "Museet", "--parent", "Kirjasto"),
        *("--mailboxes", "museo@testila.fi;naytteet@testila.fi"),
    )
    assert (added.code, added.out) == (0, "")
    assert "Museo" in at_town("unit", "list").out
    shown = at_town("unit", "show", "museet", "--format", "json").json
    assert shown["parent"] == "Kirjasto"
    assert shown["mailboxes"] == ["museo@testila.fi", "naytteet@testila.fi"]
    assert shown["active"] is True
    assert at_town("unit", "edit", "Museo", "--parent", "", "--active", "no").code == 0
    changed = at_town("unit", "show", "Museo", "--format", "json").json
    assert (changed["parent"], changed["active"]) == ("", False)
    assert changed["name_sv"] == "Museet"


def test_text_tables_are_aligned_under_their_headers(at_town: Run) -> None:
    header, *rows = at_town("mailbox", "list").out.splitlines()
    column = header.index("Unit")
    assert [row[column:] for row in rows] == ["Kirjasto", "Nuorisopalvelut"]
    assert all(line == line.rstrip() for line in (header, *rows))


def test_a_name_that_fits_nothing_or_several_is_wrong_input(at_town: Run) -> None:
    nothing = at_town("unit", "show", "Uimahalli")
    assert nothing.code == 2
    assert "somesec unit list" in nothing.err
    several = at_town("account", "show", "testilankirjasto")
    assert several.code == 2
    assert "facebook/testilankirjasto" in several.err
    assert "instagram/testilankirjasto" in several.err


def test_a_mailbox_is_added_shown_changed_moved_and_removed(at_town: Run) -> None:
    assert at_town("mailbox", "add", "Kirjasto", "Lainat@testila.fi").code == 0
    assert (
        at_town("mailbox", "show", "lainat@testila.fi", "--format", "json").json["accounts"] == []
    )
    edited = at_town("mailbox", "edit", "lainat@testila.fi", "--address", "laina@testila.fi")
    assert edited.code == 0
    moved = at_town("mailbox", "edit", "laina@testila.fi", "--unit", "Nuorisopalvelut")
    assert moved.code == 0
    listed = at_town("mailbox", "list", "--format", "json").json
    assert {row["address"]: row["unit"] for row in listed} == {
        "kirjasto@testila.fi": "Kirjasto",
        "nuoriso@testila.fi": "Nuorisopalvelut",
        "laina@testila.fi": "Nuorisopalvelut",
    }
    assert at_town("mailbox", "remove", "laina@testila.fi").code == 0
    assert at_town("mailbox", "show", "laina@testila.fi").code == 2


def test_a_mailbox_says_which_accounts_were_founded_with_it(at_town: Run) -> None:
    shown = at_town("mailbox", "show", "kirjasto@testila.fi")
    assert "facebook/testilankirjasto" in shown.out
    assert "instagram/testilankirjasto" in shown.out
    assert "tiktok" not in shown.out


@pytest.mark.parametrize(
    "words",
    [
        ("edit", "kirjasto@testila.fi"),
        ("edit", "kirjasto@testila.fi", "--unit", "Kirjasto"),
        ("edit", "kirjasto@testila.fi", "--address", "nuoriso@testila.fi"),
        ("add", "Kirjasto", "ei osoite"),
    ],
    ids=" ".join,
)
def test_a_mailbox_change_that_is_none_is_refused_and_loses_nothing(
    at_town: Run, words: tuple[str, ...]
) -> None:
    before = at_town("mailbox", "list").out
    assert at_town("mailbox", *words).code == 2
    assert at_town("mailbox", "list").out == before


def test_a_person_is_added_shown_changed_and_briefed(at_town: Run) -> None:
    added = at_town(
        *("person", "add", "--name", "Veikko Uusi", "--address", "veikko.uusi@testila.fi"),
        *("--units", "Kirjasto;Nuorisopalvelut", "--employment", "harjoittelija"),
    )
    assert added.code == 0
    briefed = at_town("person", "brief", "Veikko", "--on", "1.11.2026")
    assert briefed.code == 0
    assert "Unknown contacts are not accepted" in briefed.err
    assert at_town("person", "edit", "Veikko", "--declared-on", "2026-11-02").code == 0
    shown = at_town("person", "show", "veikko.uusi@testila.fi", "--format", "json").json
    assert shown["briefed_on"] == "2026-11-01"
    assert shown["declared_on"] == "2026-11-02"
    assert shown["employment"] == "intern"
    assert shown["units"] == ["Kirjasto", "Nuorisopalvelut"]
    assert "Veikko Uusi" in at_town("person", "list").out


def test_a_leaver_gives_the_accounts_whose_password_must_change(at_town: Run) -> None:
    answer = at_town("person", "leave", "Eino", "--on", "2026-11-20", "--format", "json")
    assert answer.code == 0
    assert len(answer.json) == 4
    due = at_town("rotate", "list", "--format", "json").json
    assert {(row["state"], row["reason"], row["since"]) for row in due} == {
        ("due", "leaver", "2026-11-20")
    }
    one = at_town("rotate", "list", "tiktok", "--format", "json").json
    assert [row["account"] for row in one] == ["tiktok/testilannuoret"]


def test_an_account_is_added_from_its_address_and_changed(at_town: Run) -> None:
    added = at_town(
        *("account", "add", "--unit", "Kirjasto"),
        *("--profile-address", "https://www.facebook.com/testilanmuseo", "--kind", "permanent"),
    )
    assert added.code == 0, added.err
    edited = at_town("account", "edit", "facebook/testilanmuseo", "--last-post-on", "20.11.2026")
    assert edited.code == 0
    main = at_town("account", "edit", "facebook/testilanmuseo", "--main-page", "yes")
    assert main.code == 0
    shown = at_town("account", "show", "facebook/testilanmuseo", "--format", "json").json
    assert shown["last_post_on"] == "2026-11-20"
    assert shown["main_page"] is True
    assert shown["facts"] is None
    assert at_town("account", "edit", "facebook/testilanmuseo", "--last-post-on", "").code == 0
    cleared = at_town("account", "show", "facebook/testilanmuseo", "--format", "json").json
    assert cleared["last_post_on"] == ""


def test_accounts_of_one_unit_can_be_listed(at_town: Run) -> None:
    rows = at_town("account", "list", "--unit", "nuoriso", "--format", "json").json
    assert [row["name"] for row in rows] == ["tiktok/testilannuoret", "youtube/testilannuoret"]
    assert "testilankirjasto" not in at_town("account", "list", "--unit", "nuoriso").out


def test_accounts_are_listed_by_a_filter_in_the_language_of_the_screens(at_town: Run) -> None:
    found = at_town(
        "account", "list", "--filter", "unit:kirjasto -platform:face", "--format", "json"
    )
    assert [account["name"] for account in found.json] == ["instagram/testilankirjasto"]
    wrong = at_town("account", "list", "--filter", "untt:kirjasto")
    assert (wrong.code, wrong.out) == (2, "")
    assert "There is no field 'untt'. Did you mean unit?" in wrong.err


def test_an_account_is_shown_with_facts_and_without_its_password(at_town: Run) -> None:
    as_text = at_town("account", "show", "facebook/testilankirjasto")
    as_json = at_town("account", "show", "facebook/testilankirjasto", "--format", "json")
    assert "strength" in as_text.out
    assert as_json.json["facts"]["length_at_least"] == 20
    assert PASSWORD not in as_text.out + as_json.out
    assert "fingerprint" not in as_json.out


def test_bad_values_are_named_and_nothing_is_changed(at_town: Run) -> None:
    before = at_town("account", "list", "--format", "json").out
    answer = at_town(
        *("account", "edit", "tiktok", "--opened-on", "31.2.2026", "--status", "rikki")
    )
    assert answer.code == 2
    assert "opened_on" in answer.err
    assert "status" in answer.err
    assert at_town("account", "list", "--format", "json").out == before


def _said(out: str) -> dict[str, str]:
    """What each label of a text has beside it."""
    lines = (line.partition("  ") for line in out.splitlines())
    return {label: value.strip() for label, _gap, value in lines}


def test_labels_values_and_dates_are_in_the_readers_language(at_town: Run) -> None:
    for words in (
        ("account", "edit", "tiktok", "--kind", "permanent", "--second-factor", "none"),
        ("account", "edit", "tiktok", "--opened-on", "2026-11-02"),
        ("person", "edit", "Eino", "--employment", "intern", "--briefed-on", "2026-11-02"),
    ):
        assert at_town(*words).code == 0
    english = _said(at_town("account", "show", "tiktok").out)
    assert (english["Status"], english["Opened on"]) == ("open", "2026-11-02")
    finnish = ("--language", "fi")
    account = _said(at_town("account", "show", "tiktok", *finnish).out)
    assert {name: account[name] for name in ("Tila", "Tyyppi", "Avattu")} == {
        "Tila": "avoinna",
        "Tyyppi": "pysyvä",
        "Avattu": "2.11.2026",
    }
    person = _said(at_town("person", "show", "Eino", *finnish).out)
    assert person["Perehdytetty"] == "2.11.2026"
    assert "harjoittelija" in person.values()
    unit = _said(at_town("unit", "show", "Kirjasto", *finnish).out)
    assert unit["Käytössä"] == "kyllä"
    listed = at_town("account", "list", *finnish).out
    assert "avoinna" in listed
    assert "open" not in listed
    assert "2.11.2026" in at_town("person", "list", *finnish).out


def test_json_is_the_same_in_every_language(at_town: Run) -> None:
    for words in (("account", "show", "facebook"), ("unit", "list"), ("person", "show", "Eino")):
        english = at_town(*words, "--format", "json").out
        assert at_town(*words, "--format", "json", "--language", "fi").out == english


def test_a_short_password_is_said_to_be_under_eight_characters(at_town: Run, town: Town) -> None:
    short = ("secret", "set", "tiktok", "--value-file", "-")
    assert at_town(*short, stdin="lyhyt\n").code == 0
    said = _said(at_town("account", "show", "tiktok").out)
    assert said["Password"].startswith("under 8 characters, strength ")
    facebook = _said(at_town("account", "show", "facebook").out)
    assert facebook["Password"].startswith("at least 20 characters, strength ")
    assert facebook["In a known breach"] == "not known"


@pytest.mark.parametrize(
    "words", [("account", "tiktok"), ("unit", "Kirjasto"), ("person", "Eino")], ids=" ".join
)
def test_an_edit_of_nothing_asks_what_to_change(
    run: Run, town: Town, words: tuple[str, str]
) -> None:
    noun, name = words
    answer = run(noun, "edit", name, "--register", town.place)
    assert answer.code == 2
    assert answer.err == "somesec: Say what to change; --help lists the options for it.\n"


def test_a_leaver_without_accounts_is_told_that_no_password_must_change(at_town: Run) -> None:
    at_town("person", "add", "--name", "Veikko Uusi", "--address", "veikko@testila.fi")
    answer = at_town("person", "leave", "Veikko", "--on", "2026-11-20")
    assert (answer.code, answer.out) == (0, "")
    assert "no password must change" in answer.err
    assert "rotate start" not in answer.err


def test_an_account_is_closed_in_two_steps(at_town: Run) -> None:
    asked = at_town("account", "close", "tiktok", "--requested-by", "Nuorisopalvelut")
    assert "--removed-from-view-on" in asked.err
    assert at_town("account", "show", "tiktok", "--format", "json").json["status"] == "closing"
    gone = at_town(
        *("account", "close", "tiktok", "--requested-by", "Nuorisopalvelut"),
        *("--removed-from-view-on", "today"),
    )
    assert gone.code == 0
    assert at_town("account", "show", "tiktok", "--format", "json").json["status"] == "closed"


def test_the_options_are_the_columns_of_our_csv() -> None:
    elsewhere = {"password", "totp", "terms_reviewed_on"}
    assert tuple(columns.UNIT) == columns_of(UnitRow)
    assert tuple(columns.PERSON) == columns_of(PersonRow)
    assert tuple(columns.ACCOUNT) == tuple(
        name for name in columns_of(AccountRow) if name not in elsewhere
    )


def test_a_register_with_problems_is_read_and_ends_with_4(at_town: Run, town: Town) -> None:
    with sqlite3.connect(town.place) as database:
        database.execute(
            "UPDATE record SET sealed = zeroblob(length(sealed)) WHERE id = ? AND part = 'card'",
            (_account_named(town, "tiktok/testilannuoret").bytes,),
        )
    database.close()
    answer = at_town("account", "list")
    assert answer.code == 4
    assert "facebook/testilankirjasto" in answer.out
    assert "tiktok/testilannuoret" not in answer.out
    assert "does not verify" in answer.err
    refused = at_town("unit", "add", "--name", "Museo")
    assert refused.code == 4
    verdict = at_town("verify", "--format", "json")
    assert verdict.code == 4
    assert len(verdict.json["problems"]) >= 1


def _account_named(town: Town, name: str) -> UUID:
    return next(a.id for a in town.register.records.accounts.values() if a.name == name)
