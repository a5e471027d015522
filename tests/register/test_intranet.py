"""The list of the intranet's passwords: what is kept of an export, and what it answers."""

import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import passlib.hash
import pytest

from somesec import clock
from somesec.errors import InputError, LockedError
from somesec.hygiene import directory
from somesec.hygiene.intranet import nt_hashes
from somesec.model import Answer, Facts, HashSource, Intranet, IntranetDigest
from somesec.register import Register, accounts, intranet, secrets, verifying
from somesec.register import facts as register_facts
from somesec.register.facts import CHANGED_MEANWHILE
from somesec.register.intranet import Likeness
from tests.conftest import PASSPHRASE, PASSWORD, TODAY, Town
from tests.register.holding import let_go_of_secret_keys
from tests.register.quick import QuickMeasurer, measured_anew

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

LM = "aad3b435b51404eeaad3b435b51404ee"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OURS = "intranet-salasana-8"
MEASURER = Register.measurer


def digest(password: str) -> str:
    return nt_hashes(password)[0].hex()


@pytest.fixture
def town(town: Town) -> Town:
    """The small town, its password measured as all others here are."""
    measured_anew(town.register)
    return town


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """A directory's export with these passwords in it."""

    def make(*passwords: str) -> Path:
        lines = [
            f"testila.fi\\person{n}:{1100 + n}:{LM}:{digest(password)}:::"
            for n, password in enumerate(("some-other-password", *passwords))
        ]
        lines += ["unreadable", f"PC1$:1000:{LM}:{'0' * 32}:::", f"Guest:501:{LM}:{digest('')}:::"]
        file = tmp_path / "hashes.txt"
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    return make


def facts(register: Register, name: str = "facebook") -> Facts:
    found = accounts.find(register, name).facts
    assert found is not None
    return found


def test_what_is_kept_of_an_export_is_values_and_what_is_said_of_it(
    town: Town, export: Callable[..., Path]
) -> None:
    file = export(OURS)
    told: list[tuple[int, int]] = []
    loaded = intranet.load(town.register, file, lambda done, of: told.append((done, of)))
    card = loaded.digest
    assert card == IntranetDigest(
        id=card.id,
        loaded_at=NOON,
        source=HashSource.SECRETSDUMP,
        count=2,
        unreadable=1,
        blank=1,
        machines=1,
    )
    assert loaded.unreadable_lines == (3,)
    assert told[-1] == (2, 2)
    with Register.open(town.place, PASSPHRASE) as again:
        assert again.records.intranet == card
        values = again.intranet()
        assert values is not None
        assert (values.id, values.loaded_at) == (card.id, card.loaded_at)
        assert (len(values.salt), len(values.values)) == (16, 2 * 5)
    assert file.exists()
    assert verifying.verify(town.place, PASSPHRASE).problems == ()


def test_loading_again_replaces_the_list_under_a_fresh_salt(
    town: Town, export: Callable[..., Path]
) -> None:
    first = intranet.load(town.register, export(OURS)).digest
    before = town.register.intranet()
    with clock.frozen(TODAY + timedelta(1)):
        second = intranet.load(town.register, export()).digest
    after = town.register.intranet()
    assert before is not None
    assert after is not None
    assert first.id == second.id
    assert (first.count, second.count) == (2, 1)
    assert before.salt != after.salt
    with Register.open(town.place, PASSPHRASE) as again:
        cards = [c for c in again._contents.cards.values() if isinstance(c, IntranetDigest)]
        assert cards == [second]


def test_a_password_written_is_measured_against_the_list(
    town: Town, export: Callable[..., Path]
) -> None:
    assert facts(town.register).intranet == Intranet()
    intranet.load(town.register, export(OURS))
    account = accounts.find(town.register, "facebook")
    for password, match in ((OURS, Answer.YES), ("quite another 3", Answer.NO)):
        secrets.set_field(town.register, account.id, "password", password)
        assert facts(town.register).intranet == Intranet(
            match=match, checked_on=TODAY, listed_at=NOON
        )


def test_a_check_answers_for_every_password_and_keeps_the_answers(
    town: Town, export: Callable[..., Path]
) -> None:
    tiktok = accounts.find(town.register, "tiktok")
    secrets.set_field(town.register, tiktok.id, "password", OURS)
    intranet.load(town.register, export(OURS))
    told: list[tuple[int, int]] = []
    result = intranet.check(town.register, progress=lambda done, of: told.append((done, of)))
    assert (result.checked, result.found, result.unknown) == (2, (tiktok.id,), ())
    assert told
    with Register.open(town.place, PASSPHRASE) as again:
        assert facts(again, "tiktok").intranet.match is Answer.YES
        assert facts(again, "facebook").intranet.match is Answer.NO


def test_a_check_against_a_file_keeps_the_answers_and_nothing_of_the_file(
    town: Town, export: Callable[..., Path]
) -> None:
    tiktok = accounts.find(town.register, "tiktok")
    secrets.set_field(town.register, tiktok.id, "password", OURS)
    result = intranet.check(town.register, export(OURS))
    assert (result.checked, result.found, result.unknown) == (2, (tiktok.id,), ())
    assert town.register.records.intranet is None
    assert facts(town.register, "tiktok").intranet == Intranet(match=Answer.YES, checked_on=TODAY)
    assert facts(town.register, "facebook").intranet == Intranet(match=Answer.NO, checked_on=TODAY)


def test_without_a_list_or_a_file_there_is_nothing_to_check_against(town: Town) -> None:
    with pytest.raises(InputError, match="No list of the intranet's passwords is loaded"):
        intranet.check(town.register)


def test_a_password_found_once_stays_found_until_it_is_changed(
    town: Town, export: Callable[..., Path]
) -> None:
    account = accounts.find(town.register, "facebook")
    intranet.load(town.register, export(PASSWORD))
    intranet.check(town.register)
    found = facts(town.register).intranet
    assert found.match is Answer.YES
    with clock.frozen(TODAY + timedelta(9)):
        intranet.load(town.register, export())
        intranet.check(town.register)
        intranet.check(town.register, export())
        assert facts(town.register).intranet == found
        secrets.set_field(town.register, account.id, "password", "never on the intranet 8")
        assert facts(town.register).intranet.match is Answer.NO


def test_an_older_answer_stands_where_no_list_gives_a_newer_one(
    town: Town, export: Callable[..., Path]
) -> None:
    account = accounts.find(town.register, "facebook")
    secrets.set_field(town.register, account.id, "password", OURS)
    intranet.check(town.register, export())
    known = facts(town.register).intranet
    assert known.match is Answer.NO
    with clock.frozen(TODAY + timedelta(9)):
        secrets.set_field(town.register, account.id, "totp", "JBSWY3DPEHPK3PXP")
        secrets.replace_password(
            town.register, town.register.opened(account.id), OURS, "password-set"
        )
    assert facts(town.register).intranet == known


def test_a_password_changed_during_a_check_is_unknown_and_the_others_are_kept(
    town: Town, export: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiktok = accounts.find(town.register, "tiktok")
    secrets.set_field(town.register, tiktok.id, "password", OURS)
    look = nt_hashes

    def slow(password: str) -> tuple[bytes, ...]:
        if password == OURS:
            with Register.open(town.place, PASSPHRASE) as elsewhere:
                facebook = accounts.find(elsewhere, "facebook")
                secrets.set_field(elsewhere, facebook.id, "password", "changed meanwhile 9")
        return look(password)

    monkeypatch.setattr(intranet, "nt_hashes", slow)
    result = intranet.check(town.register, export(OURS, PASSWORD))
    facebook = accounts.find(town.register, "facebook")
    assert (result.checked, result.found) == (1, (tiktok.id,))
    assert result.unknown == ((facebook.id, CHANGED_MEANWHILE),)
    assert facts(town.register, "facebook").intranet == Intranet()


@pytest.mark.parametrize(
    ("typed", "likeness"),
    [
        ("Kirjasto2024!", Likeness.SAME),
        ("k1rj@sto_2025?", Likeness.NEAR_SAME),
        ("Kirjasto", Likeness.NEAR_SAME),
        ("quite another", Likeness.DIFFERENT),
        ("12345", Likeness.DIFFERENT),
    ],
)
def test_a_typed_password_is_compared_and_only_its_sameness_kept(
    town: Town, typed: str, likeness: Likeness
) -> None:
    account = accounts.find(town.register, "facebook")
    secrets.set_field(town.register, account.id, "password", "Kirjasto2024!")
    head = town.register._contents.ledger.head
    assert intranet.compare(town.register, account.id, typed) is likeness
    if likeness is Likeness.SAME:
        assert facts(town.register).intranet == Intranet(match=Answer.YES, checked_on=TODAY)
    else:
        assert facts(town.register).intranet == Intranet()
        assert town.register._contents.ledger.head == head


def test_a_typed_password_is_the_same_however_its_letters_were_composed(town: Town) -> None:
    account = accounts.find(town.register, "facebook")
    secrets.set_field(town.register, account.id, "password", "pa\u0308iva\u0308 7")
    assert intranet.compare(town.register, account.id, "päivä 7") is Likeness.SAME


def test_two_passwords_without_a_stem_are_not_alike(town: Town) -> None:
    account = accounts.find(town.register, "facebook")
    secrets.set_field(town.register, account.id, "password", "4901817263")
    assert intranet.compare(town.register, account.id, "7712345678") is Likeness.DIFFERENT


def test_an_account_without_a_password_cannot_be_compared(town: Town) -> None:
    account = accounts.find(town.register, "youtube")
    with pytest.raises(InputError, match="has no password"):
        intranet.compare(town.register, account.id, "anything")


def test_who_holds_no_secret_key_loads_nothing_compares_nothing_and_reads_no_values(
    town: Town, export: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    intranet.load(town.register, export(OURS))
    monkeypatch.setattr(Register, "measurer", MEASURER)
    with clock.frozen(TODAY), Register.open(town.place, PASSPHRASE) as register:
        let_go_of_secret_keys(register)
        card = register.records.intranet
        assert card is not None
        assert card.count == 2
        account = accounts.find(register, "facebook")
        for attempt in (
            lambda: intranet.load(register, export(OURS)),
            lambda: intranet.compare(register, account.id, PASSWORD),
            lambda: register.intranet(),
        ):
            with pytest.raises(LockedError):
                attempt()
        for file in (None, export(PASSWORD)):
            result = intranet.check(register, file)
            assert (result.checked, result.found) == (0, ())
            assert [one for one, _reason in result.unknown] == [account.id]


def test_a_load_that_fails_shows_no_hash(
    town: Town, export: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, hashes: list[bytes], *_rest: object) -> list[bytes]:
        raise InputError("it broke")

    monkeypatch.setattr(QuickMeasurer, "intranet_values", broken)
    with pytest.raises(InputError) as caught:
        intranet.load(town.register, export(OURS))
    shown = "".join(traceback.format_exception(caught.value))
    assert digest(OURS) not in shown
    assert town.register.records.intranet is None


def test_the_trail_says_that_a_list_was_loaded(town: Town, export: Callable[..., Path]) -> None:
    before = town.register._contents.ledger.head.sequence
    intranet.load(town.register, export(OURS))
    assert town.register._contents.ledger.head.sequence == before + 1


def test_a_closed_account_is_not_compared(town: Town, export: Callable[..., Path]) -> None:
    account = accounts.find(town.register, "facebook")
    accounts.close(town.register, account.id, requested_by="Aino", removed_from_view_on=TODAY)
    assert intranet.check(town.register, export(PASSWORD)).checked == 0
    assert register_facts.passwords(town.register, [account.id]).opened == []


def salted(*hashes: str) -> str:
    return "\n".join(f"person{number}:{each}" for number, each in enumerate(hashes))


CHEAP = {
    "ldap_salted_sha1": {},
    "ldap_salted_sha512": {},
    "ldap_sha1": {},
    "ldap_salted_md5": {},
    "ldap_md5_crypt": {},
    "sha512_crypt": {"rounds": 1000},
    "ldap_sha256_crypt": {"rounds": 1000},
    "ldap_bcrypt": {"rounds": 4},
    "ldap_des_crypt": {},
    "ldap_pbkdf2_sha256": {"rounds": 1},
    "argon2": {"time_cost": 1, "memory_cost": 64, "parallelism": 1},
}


@pytest.mark.parametrize("scheme", CHEAP)
def test_a_password_behind_a_salted_hash_is_found_and_nothing_of_the_file_kept(
    town: Town, tmp_path: Path, scheme: str
) -> None:
    handler = getattr(passlib.hash, scheme).using(**CHEAP[scheme])
    file = tmp_path / "directory.txt"
    file.write_text(salted(handler.hash("jonkun muun"), handler.hash(PASSWORD)))
    result = intranet.check(town.register, file)
    facebook = accounts.find(town.register, "facebook")
    assert (result.found, result.hashes, result.unreadable) == ((facebook.id,), 2, 0)
    assert facts(town.register, "facebook").intranet == Intranet(match=Answer.YES, checked_on=TODAY)
    assert town.register.records.intranet is None


def test_a_password_behind_none_of_the_salted_hashes_is_no(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "directory.txt"
    file.write_text(salted(passlib.hash.ldap_salted_sha1.hash("jonkun muun")))
    assert intranet.check(town.register, file).checked == 1
    assert facts(town.register, "facebook").intranet == Intranet(match=Answer.NO, checked_on=TODAY)


def test_slow_hashes_are_given_up_and_what_was_not_tried_stays_unknown(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "directory.txt"
    file.write_text(salted(passlib.hash.ldap_salted_sha1.hash("jonkun muun")))
    told: list[tuple[int, int]] = []
    result = intranet.check(
        town.register, file, lambda done, of: told.append((done, of)), minutes=0
    )
    assert result.checked == 0
    assert [str(reason) for _one, reason in result.unknown] == [
        "There was no time to try it on every hash."
    ]
    assert facts(town.register, "facebook").intranet == Intranet()
    assert told[-1] == (2, 2)


@pytest.mark.parametrize(
    "line",
    [
        "$2b$31$abcdefghijklmnopqrstuu5Lo0g67CiD3M4RpN1BmBb4Crp5w7dbK",
        "$6$rounds=999999999$salt$" + "a" * 86,
        "$argon2id$v=19$m=4194304,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
        "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC",
        "{SASL}aino@testila.fi",
        "{SSHA}no-base64!",
    ],
)
def test_hashes_of_no_known_kind_or_of_endless_work_are_named_by_their_line(
    town: Town, tmp_path: Path, line: str
) -> None:
    file = tmp_path / "directory.txt"
    file.write_text(salted(passlib.hash.ldap_salted_sha1.hash(PASSWORD), line))
    result = intranet.check(town.register, file)
    assert (result.hashes, result.unreadable, result.unreadable_lines) == (1, 1, (2,))
    file.write_text(line)
    with pytest.raises(InputError, match="line 1") as refused:
        intranet.check(town.register, file)
    assert line not in str(refused.value)


def test_a_password_that_no_directory_takes_is_behind_none(town: Town, tmp_path: Path) -> None:
    known, _others = directory.known([passlib.hash.bcrypt.using(rounds=4).hash("x" * 72)])
    assert directory.is_behind("nul\0", known, lambda: True) is False
    assert directory.is_behind("x" * 80, known, lambda: True), "bcrypt reads 72 bytes"
    assert "$2b$" not in repr(known)


def test_salted_hashes_are_not_loaded_as_a_list(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "directory.txt"
    file.write_text(salted(passlib.hash.ldap_salted_sha1.hash(PASSWORD)))
    with pytest.raises(InputError, match=f"intranet check {file}"):
        intranet.load(town.register, file)
