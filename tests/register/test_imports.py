"""What a town already has comes in whole, once, or not at all."""

import io
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pykeepass import PyKeePass

from somesec.errors import ConflictError, InputError, LockedError
from somesec.exchange.read import read_logins
from somesec.register import (
    Register,
    accounts,
    exports,
    imports,
    people,
    rotation,
    secrets,
    units,
    verifying,
)
from tests.conftest import PASSPHRASE, PASSWORD, TODAY, Town
from tests.exchange import kdbx_files
from tests.register.conftest import New

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

SAMPLES = Path(__file__).parents[1] / "exchange" / "samples"
FOREIGN = [
    "bitwarden.csv",
    "bitwarden.json",
    "bitwarden_organisation.csv",
    "bitwarden_organisation.json",
    "chrome.csv",
    "firefox.csv",
    "keepassxc.csv",
    "keepassxc_old.csv",
    "lastpass.csv",
    "lastpass_plain.csv",
    "onepassword.csv",
]
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its path."""

    def written(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return written


def bring_in(register: Register, file: Path, **how: Any) -> imports.Plan:
    return imports.carry_out(register, imports.plan(register, file, **how))


def lines(messages: list[Any]) -> list[str]:
    return [str(message) for message in messages]


class TestOurOwnTables:
    def test_a_town_comes_in_from_its_three_tables(self, new: New) -> None:
        register = new()
        for kind in ("units", "people", "accounts"):
            plan = bring_in(register, SAMPLES / f"{kind}.csv", kind=kind)
            assert plan.new
            assert not plan.left_out
        kirjasto = units.find(register, "Bibliotek")
        assert kirjasto.parent == units.find(register, "Bildning").id
        aino = people.find(register, "aino.testi@testila.fi")
        account = accounts.find(register, "facebook/testilankirjasto")
        assert account.unit == kirjasto.id
        assert aino.id in {a.person for a in account.administrators}
        assert secrets.show(register, account.id) == " väli "
        assert account.facts is not None

    @pytest.mark.parametrize("update", [False, True])
    def test_a_second_time_adds_nothing(self, new: New, update: bool) -> None:
        register = new()
        for _time in range(2):
            for kind in ("accounts", "people", "units"):
                bring_in(register, SAMPLES / f"{kind}.csv", kind=kind)
        before = register.records
        for kind in ("accounts", "people", "units"):
            plan = bring_in(register, SAMPLES / f"{kind}.csv", kind=kind, update=update)
            assert plan.new == []
        assert register.records.units.keys() == before.units.keys()
        assert register.records.people.keys() == before.people.keys()
        assert register.records.accounts.keys() == before.accounts.keys()
        assert register.records.reviews.keys() == before.reviews.keys()
        for kind in ("accounts", "people", "units"):
            plan = bring_in(register, SAMPLES / f"{kind}.csv", kind=kind, update=update)
            assert (plan.is_empty, plan.new, plan.changed) == (True, [], [])

    def test_a_plan_writes_nothing(self, town: Town, write: Write) -> None:
        file = write("a.csv", "unit,platform,handle,password\nUusi,x,uusi,a new one 1\n")
        before = town.place.read_bytes()
        plan = imports.plan(town.register, file, kind="accounts")
        assert lines(plan.new) == ["x/uusi"]
        assert lines(plan.notes) == ["Unit 'Uusi' was not there and is made."]
        assert town.place.read_bytes() == before
        assert "a new one 1" not in repr(plan)

    def test_in_any_order_of_the_rows_parents_are_the_same(self, new: New, write: Write) -> None:
        rows = ["Lapset,Barn,Library", "Kirjasto,Library,Sivistys", "Sivistys,,", "Muut,,Barn"]
        for order, chosen in enumerate((rows, rows[::-1], rows[2:] + rows[:2])):
            register = new(f"{order}.somesec")
            file = write("units.csv", "\n".join(["name,name_sv,parent", *chosen]))
            plan = bring_in(register, file, kind="units", strict=True)
            assert len(plan.new) == 4
            parents = {
                unit.name: register.records.units[unit.parent].name if unit.parent else None
                for unit in units.listed(register)
            }
            assert parents == {
                "Kirjasto": "Sivistys",
                "Lapset": "Kirjasto",
                "Muut": "Lapset",
                "Sivistys": None,
            }

    def test_what_differs_is_left_unless_asked(self, town: Town, write: Write) -> None:
        file = write(
            "a.csv",
            "unit,platform,handle,login,password,terms_reviewed_on,administrators\n"
            f"Kirjasto,facebook,testilankirjasto,new,{PASSWORD}2,2026-01-01,Uusi Ihminen\n",
        )
        before = town.place.read_bytes()
        plan = bring_in(town.register, file, kind="accounts")
        assert plan.is_empty
        assert lines(plan.differing) == [
            "facebook/testilankirjasto is there with other values (login, administrators, password,"
            " terms_reviewed_on). Use --update to change it."
        ]
        assert town.place.read_bytes() == before
        plan = bring_in(town.register, file, kind="accounts", update=True)
        assert lines(plan.changed) == ["facebook/testilankirjasto"]
        account = accounts.find(town.register, "facebook")
        assert account.login == "new"
        secret = town.register.secret(account.id)
        assert secret.password == PASSWORD + "2"
        assert [old.password for old in secret.previous] == [PASSWORD]
        assert [r.account for r in town.register.records.reviews.values()] == [account.id]
        assert account.registered_address == "kirjasto@testila.fi"

    def test_an_update_of_something_else_leaves_the_day_of_the_password(
        self, town: Town, write: Write
    ) -> None:
        account = accounts.find(town.register, "facebook")
        secrets.set_field(town.register, account.id, "password", "measured today 1")
        file = write(
            "a.csv",
            "unit,platform,handle,totp\nKirjasto,facebook,testilankirjasto,JBSWY3DPEHPK3PXP\n",
        )
        bring_in(town.register, file, kind="accounts", update=True)
        facts = accounts.find(town.register, "facebook").facts
        assert facts is not None
        assert (facts.changed_on, facts.has_totp) == (TODAY, True)

    @pytest.mark.parametrize("wrong", ["not a key!", "0189", "A", "otpauth://totp/x?secret=!!"])
    def test_what_is_no_second_factor_takes_the_place_of_none(
        self, town: Town, write: Write, wrong: str
    ) -> None:
        facebook = "unit,platform,handle,totp\nKirjasto,facebook,testilankirjasto,"
        bring_in(
            town.register,
            write("a.csv", f"{facebook}JBSWY3DPEHPK3PXP\n"),
            kind="accounts",
            update=True,
        )
        bad = write("b.csv", f"{facebook}{wrong}\n")
        with pytest.raises(InputError, match=r"Line 2: totp: This is no TOTP key\."):
            bring_in(town.register, bad, kind="accounts", update=True)
        account = accounts.find(town.register, "facebook")
        assert town.register.secret(account.id).totp == "JBSWY3DPEHPK3PXP"

    def test_an_update_keeps_a_pending_password(self, town: Town, write: Write) -> None:
        account = accounts.find(town.register, "facebook")
        rotation.start(town.register, account.id, password="a pending one 5")
        file = write(
            "a.csv", "unit,platform,handle,password\nKirjasto,facebook,testilankirjasto,other 7\n"
        )
        bring_in(town.register, file, kind="accounts", update=True)
        assert rotation.pending(town.register, account.id) == "a pending one 5"
        assert rotation.unfinished(town.register) == [accounts.find(town.register, "facebook")]

    def test_a_move_to_another_unit_takes_the_secret_along(self, town: Town, write: Write) -> None:
        file = write("a.csv", "unit,platform,handle\nNuorisopalvelut,facebook,testilankirjasto\n")
        bring_in(town.register, file, kind="accounts", update=True)
        account = accounts.find(town.register, "facebook")
        assert account.unit == units.find(town.register, "Nuorisopalvelut").id
        assert secrets.show(town.register, account.id) == PASSWORD
        assert verifying.verify(town.place, PASSPHRASE).problems == ()

    @pytest.mark.parametrize(
        ("kind", "text", "said"),
        [
            ("accounts", "unit,platform,handle\nKirjasto,x,a\nKirjasto,Twitter,@A\n", "line 2"),
            ("accounts", "unit,platform,handle\nKirjasto,x,a\n,x,b\nKirjasto,,c\n", "Line 3"),
            ("units", "name\nSama nimi\nSAMA  nimi\n", "line 2"),
            ("people", "name,address\nUuno,\nUuno,uuno@testila.fi\n", "Uuno"),
            ("people", "name,address\nA,a@testila.fi\nB,A@testila.fi\n", "a@testila.fi"),
            ("people", "name,units\nA,\nB,Puuttuva;Kirjasto\n", "Puuttuva"),
            ("accounts", "unit,profile_address\nKirjasto,https://www.facebook.com/\n", "handle"),
        ],
    )
    def test_one_bad_row_brings_in_nothing(
        self, town: Town, write: Write, kind: str, text: str, said: str
    ) -> None:
        before = town.place.read_bytes()
        with pytest.raises(InputError, match=said):
            imports.plan(town.register, write("bad.csv", text), kind=kind, strict=True)
        assert town.place.read_bytes() == before

    def test_strict_says_every_unknown_name(self, town: Town, write: Write) -> None:
        file = write(
            "a.csv",
            "unit,platform,handle,administrators\n"
            "Puuttuva,x,a,Aino Testi\nKirjasto,x,b,Outo Ihminen\n",
        )
        with pytest.raises(InputError, match=r"(?s)Line 2.*Puuttuva.*Line 3.*Outo Ihminen"):
            imports.plan(town.register, file, kind="accounts", strict=True)

    def test_an_unknown_platform_is_kept_and_said(self, town: Town, write: Write) -> None:
        file = write("a.csv", "unit,platform,handle\nKirjasto,Naamakirja,a\nKirjasto,naamakirja,b")
        plan = bring_in(town.register, file, kind="accounts")
        assert lines(plan.notes) == [
            "'naamakirja' is not in the catalogue of platforms; it is kept as written."
        ]
        assert accounts.find(town.register, "naamakirja/a").platform == "naamakirja"

    def test_people_named_only_by_accounts_are_told_apart_from_listed_ones(
        self, town: Town, write: Write
    ) -> None:
        file = write(
            "a.csv",
            "unit,platform,handle,administrators\n"
            "Kirjasto,x,a,Uusi Ihminen;uusi.toinen@testila.fi;Kahvila @ kirjasto\n",
        )
        bring_in(town.register, file, kind="accounts")
        assert not people.find(town.register, "Uusi Ihminen").listed
        assert people.find(town.register, "uusi.toinen@testila.fi").addresses
        assert people.find(town.register, "Kahvila @ kirjasto").addresses == ()
        file = write(
            "p.csv",
            "name,address\nUusi Ihminen,uusi@testila.fi\nUuno Toinen,uusi.toinen@testila.fi\n",
        )
        plan = bring_in(town.register, file, kind="people")
        assert lines(plan.changed) == ["Uusi Ihminen", "Uuno Toinen"]
        assert people.find(town.register, "Uusi Ihminen").listed
        exports.export(town.register, "csv", what="people")

    def test_leavers_come_in_as_leavers(self, new: New) -> None:
        register = new()
        bring_in(register, SAMPLES / "people.csv", kind="people")
        assert people.find(register, "Matti Malli").has_left(TODAY)
        assert not people.find(register, "Aino Testi").has_left(TODAY)

    def test_names_of_any_kind_are_kept_to_the_letter(self, town: Town, write: Write) -> None:
        hostile = "\x1b[31m[/]evil[b]\u202e<script>' DROP TABLE record--"
        file = write("a.csv", f'unit,platform,handle,notes\n"{hostile}",x,a,"{hostile}"\n')
        bring_in(town.register, file, kind="accounts")
        account = accounts.find(town.register, "x/a")
        assert account.notes == hostile
        assert town.register.records.units[account.unit].name == hostile
        assert verifying.verify(town.place, PASSPHRASE).problems == ()

    def test_two_thousand_rows_show_how_far_they_are(self, new: New, write: Write) -> None:
        register = new()
        rows = [
            f"Yksikkö {n % 40},x,tili{n},Henkilö {n % 300},salasana numero {n}" for n in range(2000)
        ]
        file = write("a.csv", "\n".join(["unit,platform,handle,administrators,password", *rows]))
        seen: list[tuple[int, int]] = []
        began = time.monotonic()
        plan = imports.plan(register, file, kind="accounts")
        imports.carry_out(register, plan, lambda done, total: seen.append((done, total)))
        assert time.monotonic() - began < 30
        assert seen[-1] == (2000, 2000)
        assert [done for done, _total in seen] == sorted(done for done, _total in seen)
        assert len(register.records.accounts) == 2000
        assert register._contents.ledger.head.sequence == 2
        assert imports.plan(register, file, kind="accounts").is_empty

    def test_what_somebody_else_changed_since_the_plan_is_a_conflict(
        self, town: Town, write: Write
    ) -> None:
        register = town.register
        text = "unit,platform,handle,login\nKirjasto,facebook,testilankirjasto,new\nUusi,x,uusi,\n"
        file = write("a.csv", text)
        disturbances: list[Callable[[Register], object]] = [
            lambda r: accounts.edit(r, accounts.find(r, "facebook").id, {"notes": "theirs"}),
            lambda r: accounts.add(r, {"unit": "Kirjasto", "platform": "x", "handle": "UUSI"}),
            lambda r: units.add(r, {"name": "uusi"}),
        ]
        for disturb in disturbances:
            plan = imports.plan(register, file, kind="accounts", update=True)
            with Register.open(town.place, PASSPHRASE) as elsewhere:
                disturb(elsewhere)
            register.refresh()
            before = town.place.read_bytes()
            with pytest.raises(ConflictError):
                imports.carry_out(register, plan)
            assert town.place.read_bytes() == before

    def test_a_secret_changed_since_the_plan_is_a_conflict(self, town: Town, write: Write) -> None:
        account = accounts.find(town.register, "facebook")
        file = write(
            "a.csv", "unit,platform,handle,password\nKirjasto,facebook,testilankirjasto,other 7\n"
        )
        plan = imports.plan(town.register, file, kind="accounts", update=True)
        secrets.set_field(town.register, account.id, "notes", "written meanwhile")
        with pytest.raises(ConflictError):
            imports.carry_out(town.register, plan)
        assert town.register.secret(account.id).notes == "written meanwhile"


class TestOtherPrograms:
    @pytest.mark.parametrize("name", FOREIGN)
    @pytest.mark.parametrize("update", [False, True])
    def test_a_file_comes_in_with_all_passwords_and_a_second_time_adds_nothing(
        self, new: New, name: str, update: bool
    ) -> None:
        register = new()
        expected = sorted(login.password for login in read_logins(SAMPLES / name).logins)
        plan = bring_in(register, SAMPLES / name, update=update)
        assert len(plan.new) == len(expected)
        shown = [register.secret(account.id).password for account in accounts.listed(register)]
        assert sorted(shown) == expected
        before = register.records
        again = bring_in(register, SAMPLES / name, update=update)
        assert (again.is_empty, again.unchanged) == (True, len(expected))
        assert register.records == before

    @pytest.mark.parametrize("version", [3, 4])
    def test_a_file_made_by_pykeepass(self, new: New, tmp_path: Path, version: int) -> None:
        register, file = new(), tmp_path / "made.kdbx"
        made: PyKeePass = kdbx_files.new()
        group = made.add_group(made.root_group, "Kirjasto")
        entries = {
            "Kirjaston Facebook": ("https://www.facebook.com/testilankirjasto", "ääkkösiä 1"),
            "Kirjaston X": ("https://x.com/testilankirjasto", ' "lainaus"; väli '),
            "Vanha": ("", "no address 3"),
        }
        for title, (address, password) in entries.items():
            made.add_entry(group, title, "kirjasto@testila.fi", password, url=address)
        data = kdbx_files.as_version_3(made) if version == 3 else kdbx_files.saved(made)
        file.write_bytes(data)
        with pytest.raises(LockedError):
            imports.plan(register, file)
        with pytest.raises(LockedError):
            imports.plan(register, file, passphrase="wrong")
        bring_in(register, file, passphrase=kdbx_files.PASSPHRASE)
        for title, (_address, password) in entries.items():
            account = accounts.find(register, title)
            assert secrets.show(register, account.id) == password
        assert accounts.find(register, "facebook/testilankirjasto").display_name == (
            "Kirjaston Facebook"
        )
        assert imports.plan(register, file, passphrase=kdbx_files.PASSPHRASE).is_empty

    def test_a_file_made_by_keepassxc(self, new: New, tmp_path: Path) -> None:
        register, file = new(), tmp_path / "made.kdbx"

        def keepassxc(*words: str, typed: str) -> None:
            command = ["keepassxc-cli", words[0], "-q", *words[1:]]
            subprocess.run(command, input=typed, text=True, check=True, capture_output=True)

        opens = "avaa sesam\n"
        keepassxc("db-create", "--set-password", "-t", "100", str(file), typed=opens * 2)
        passwords = {"facebook": "ääkkönen 1", "x": "= alku", "instagram": "emoji 📚 ja 'lainaus'"}
        for platform, password in passwords.items():
            address = f"https://www.{platform}.com/testilankirjasto"
            words = (
                "add",
                "-u",
                "kirjasto@testila.fi",
                "--url",
                address,
                "-p",
                str(file),
                platform,
            )
            keepassxc(*words, typed=f"{opens}{password}\n")
        bring_in(register, file, passphrase=opens.strip(), unit="Viestintä")
        for platform, password in passwords.items():
            account = accounts.find(register, f"{platform}/testilankirjasto")
            assert secrets.show(register, account.id) == password
            assert account.unit == units.find(register, "Viestintä").id
        again = imports.plan(register, file, passphrase=opens.strip())
        assert (again.is_empty, again.unchanged) == (True, 3)

    def test_several_logins_of_one_page_are_each_kept_and_never_mixed(
        self, new: New, write: Write
    ) -> None:
        register = new()
        accounts_file = write(
            "a.csv", "unit,platform,handle,password\nKirjasto,facebook,sivu,first password\n"
        )
        bring_in(register, accounts_file, kind="accounts")
        logins = write(
            "chrome.csv",
            "name,url,username,password,note\n"
            "a,https://www.facebook.com/sivu,one,first password,\n"
            "b,https://www.facebook.com/sivu,two,second password,\n"
            "b,https://www.facebook.com/sivu,two,third password,\n",
        )
        for update in (False, True, True, False):
            bring_in(register, logins, update=update)
            kept = accounts.listed(register)
            assert [account.name for account in kept] == ["facebook/sivu"] * 3
            stored = {register.secret(account.id).password for account in kept}
            assert stored == {"first password", "second password", "third password"}
            assert all(not register.secret(account.id).previous for account in kept)

    def test_a_login_renamed_in_the_other_program_is_the_same_login(
        self, new: New, tmp_path: Path
    ) -> None:
        register, file = new(), tmp_path / "made.kdbx"
        made: PyKeePass = kdbx_files.new()
        entry = made.add_entry(made.root_group, "Jokin", "nimi", "password 1")
        file.write_bytes(kdbx_files.saved(made))
        bring_in(register, file, passphrase=kdbx_files.PASSPHRASE)
        entry.title, entry.password = "Toinen", "password 2"
        file.write_bytes(kdbx_files.saved(made))
        plan = bring_in(register, file, passphrase=kdbx_files.PASSPHRASE, update=True)
        assert (len(plan.new), len(plan.changed)) == (0, 1)
        (account,) = accounts.listed(register)
        assert secrets.show(register, account.id) == "password 2"

    def test_a_changed_password_is_said_and_taken_only_when_asked(
        self, town: Town, write: Write
    ) -> None:
        file = write(
            "chrome.csv",
            "name,url,username,password,note\n"
            "a,https://www.facebook.com/testilankirjasto,kirjasto,the new one,\n",
        )
        plan = bring_in(town.register, file)
        assert lines(plan.differing) == [
            "facebook/testilankirjasto is there with other values (password). Use --update to"
            " change it."
        ]
        bring_in(town.register, file, update=True)
        account = accounts.find(town.register, "facebook")
        secret = town.register.secret(account.id)
        assert (secret.password, secret.previous[-1].password) == ("the new one", PASSWORD)

    def test_nothing_is_left_out_without_a_word(self, new: New) -> None:
        plan = bring_in(new(), SAMPLES / "bitwarden.json")
        assert plan.left_out
        assert all(": " in line for line in lines(plan.left_out))

    def test_strict_says_every_unknown_unit(self, new: New) -> None:
        with pytest.raises(InputError, match="There is no unit"):
            imports.plan(new(), SAMPLES / "keepassxc.csv", strict=True)

    def test_a_format_that_nobody_knows_is_an_error(self, new: New) -> None:
        register = new()
        with pytest.raises(InputError, match="keepassxc"):
            imports.plan(register, SAMPLES / "keepassxc.csv", source="paper")
        with pytest.raises(InputError, match="units"):
            imports.plan(register, SAMPLES / "units.csv", kind="unit")

    def test_ten_thousand_logins_are_planned_in_seconds(self, new: New, tmp_path: Path) -> None:
        rows = io.StringIO()
        rows.write("name,url,username,password,note\n")
        for number in range(10_000):
            rows.write(f"n{number % 3},https://x.com/tili{number},u,password {number},\n")
        file = tmp_path / "chrome.csv"
        file.write_text(rows.getvalue())
        began = time.monotonic()
        assert len(imports.plan(new(), file).new) == 10_000
        assert time.monotonic() - began < 15


def test_the_whole_town_comes_back_from_its_own_export(town: Town, new: New) -> None:
    for name, columns in (
        ("a", {"notes": '=1+1;"x"\n\nrivi', "login": "@me", "recovery_phone_of": "Kirjasto"}),
        ("b", {"administrators": "Eino Koe", "moderators": "Siiri Malli;Aino Testi"}),
    ):
        columns = {"unit": "Kirjasto", "platform": "x", "handle": name} | columns
        accounts.add(town.register, columns)
    for account in accounts.listed(town.register):
        # An empty cell beside filled ones says that nobody moderates.
        accounts.edit(town.register, account.id, {"moderators": "Siiri Malli"})
    other = new()
    for what in ("units", "people", "accounts"):
        file = town.place.with_name(f"{what}.csv")
        file.write_bytes(exports.export(town.register, "csv", what=what, with_secrets=True))
        assert not bring_in(other, file, kind=what).notes
        assert exports.export(other, "csv", what=what, with_secrets=True) == file.read_bytes()
    assert exports.export(other, "json") == exports.export(town.register, "json")
