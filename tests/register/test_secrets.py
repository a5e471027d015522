"""Secrets are opened on purpose, and it is seen that they were."""

from datetime import UTC, datetime

import msgspec
import pytest

from somesec import clock
from somesec.errors import InputError
from somesec.model import Account, Answer, Breach
from somesec.register import Register, accounts, exports, secrets, units, verifying
from somesec.register.draft import Draft
from tests.conftest import PASSPHRASE, PASSWORD, Town
from tests.register.stored import rows_of
from tests.vault.decoder import read_register

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")


@pytest.fixture
def facebook(town: Town) -> Account:
    return accounts.find(town.register, "facebook/testilankirjasto")


def acts(town: Town) -> list[dict[str, str]]:
    """What the trail says was done, oldest first."""
    trail: list[dict[str, str]] = read_register(town.place, PASSPHRASE)["trail"]
    return trail


def test_opening_a_secret_leaves_an_entry(town: Town, facebook: Account) -> None:
    assert secrets.show(town.register, facebook.id) == PASSWORD
    assert acts(town)[-1] == {
        "act": "secret-opened",
        "note": "password",
        "subject": str(facebook.id),
    }


def test_a_secret_is_not_shown_when_the_entry_cannot_be_written(
    town: Town, facebook: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(Draft, "write", fails)
    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        secrets.show(town.register, facebook.id)


def test_asking_for_what_is_not_there_leaves_no_entry(town: Town, facebook: Account) -> None:
    before = acts(town)
    for ask in (
        lambda: secrets.show(town.register, facebook.id, "totp"),
        lambda: secrets.show(town.register, facebook.id, "pin"),
        lambda: secrets.show(town.register, facebook.id, pending=True),
        lambda: secrets.totp_code(town.register, facebook.id),
    ):
        with pytest.raises(InputError):
            ask()
    assert secrets.fields(town.register, facebook.id) == ("password",)
    assert acts(town) == before


@pytest.mark.parametrize("to", ["csv", "json"])
def test_an_export_with_secrets_leaves_an_entry_and_one_without_none(town: Town, to: str) -> None:
    before = acts(town)
    assert PASSWORD.encode() not in exports.export(town.register, to)
    assert acts(town) == before
    assert PASSWORD.encode() in exports.export(town.register, to, with_secrets=True)
    assert acts(town)[-1] == {"act": "exported-with-secrets", "note": "accounts"}


def test_several_values_take_a_line_each(town: Town, facebook: Account) -> None:
    account = secrets.set_field(town.register, facebook.id, "recovery_codes", "1234\n\n 5678 \n")
    assert secrets.show(town.register, facebook.id, "recovery_codes") == "1234\n 5678 "
    assert account.facts is not None
    assert account.facts.has_recovery_codes
    secrets.set_field(town.register, facebook.id, "recovery_codes", "")
    assert secrets.fields(town.register, facebook.id) == ("password",)


def test_a_used_recovery_code_goes_and_the_others_stay(town: Town, facebook: Account) -> None:
    secrets.set_field(town.register, facebook.id, "recovery_codes", "1234-5678\nabcd efgh\n9999")
    assert secrets.use_recovery_code(town.register, facebook.id, " ABCDefgh") == 2
    assert secrets.show(town.register, facebook.id, "recovery_codes") == "1234-5678\n9999"
    assert secrets.use_recovery_code(town.register, facebook.id, "1") == 1
    assert secrets.show(town.register, facebook.id, "recovery_codes") == "9999"
    before = acts(town)
    for wrong in ("2", "0", "", "-", "99999"):
        with pytest.raises(InputError, match="No such code"):
            secrets.use_recovery_code(town.register, facebook.id, wrong)
    assert acts(town) == before
    assert secrets.use_recovery_code(town.register, facebook.id, "9999") == 0
    facts = town.register.account(facebook.id).facts
    assert facts is not None
    assert not facts.has_recovery_codes


def test_other_fields_leave_the_password_and_what_is_known_of_it(
    town: Town, facebook: Account
) -> None:
    known = facebook.facts
    assert known is not None
    account = secrets.set_field(town.register, facebook.id, "totp", "JBSWY3DPEHPK3PXP")
    assert account.facts is not None
    assert account.facts.changed_on == known.changed_on
    assert account.facts.has_totp
    assert secrets.show(town.register, facebook.id) == PASSWORD


def test_the_same_password_again_changes_nothing(town: Town, facebook: Account) -> None:
    before = acts(town)
    secrets.set_field(town.register, facebook.id, "password", PASSWORD)
    assert acts(town) == before
    assert town.register.secret(facebook.id).previous == ()


def test_an_empty_password_is_refused(town: Town, facebook: Account) -> None:
    with pytest.raises(InputError, match="empty"):
        secrets.set_field(town.register, facebook.id, "password", "")
    with pytest.raises(InputError, match="empty"):
        secrets.set_field(town.register, accounts.find(town.register, "tiktok").id, "password", "")


# RFC 6238, appendix B: the last six digits of its eight-digit values.
@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_one_time_codes_are_those_of_the_standard(
    town: Town, facebook: Account, seconds: int, code: str
) -> None:
    secrets.set_field(town.register, facebook.id, "totp", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    with clock.frozen(datetime.fromtimestamp(seconds, UTC)):
        assert secrets.totp_code(town.register, facebook.id) == (code, 30 - seconds % 30)


@pytest.mark.parametrize("key", ["hellö", "otpauth://totp/x?secret=", "JBSWY3DPEHPK3PX1"])
def test_what_is_no_key_to_one_time_codes_is_refused(
    town: Town, facebook: Account, key: str
) -> None:
    with pytest.raises(InputError, match="TOTP"):
        secrets.set_field(town.register, facebook.id, "totp", key)


def test_a_secret_moves_with_its_account_to_another_unit(town: Town, facebook: Account) -> None:
    secrets.set_field(town.register, facebook.id, "totp", "JBSWY3DPEHPK3PXP")
    youth = units.find(town.register, "Nuorisopalvelut")
    accounts.edit(town.register, facebook.id, {"unit": "Nuorisopalvelut"})
    assert secrets.show(town.register, facebook.id) == PASSWORD
    assert secrets.show(town.register, facebook.id, "totp") == "JBSWY3DPEHPK3PXP"
    scopes = {
        row["scope"]
        for _number, row in rows_of(town.place, "record")
        if row["id"] == facebook.id.bytes
    }
    assert scopes == {youth.id.bytes}
    assert verifying.verify(town.place, PASSPHRASE).problems == ()


def test_answers_found_out_about_a_password_stay_while_it_does(
    town: Town, facebook: Account
) -> None:
    assert facebook.facts is not None
    breach = Breach(seen=Answer.NO, source="corpus")
    facts = msgspec.structs.replace(facebook.facts, breach=breach)
    with town.register.change("breach-checked") as change:
        change.put(msgspec.structs.replace(facebook, facts=facts))
    account = secrets.set_field(town.register, facebook.id, "recovery_codes", "1")
    assert account.facts is not None
    assert account.facts.breach == breach
    account = secrets.set_field(town.register, facebook.id, "password", "quite another 88")
    assert account.facts is not None
    assert account.facts.breach == Breach()


def test_generated_passwords_are_written_and_suggested_ones_are_not(
    town: Town, facebook: Account
) -> None:
    suggested = secrets.suggest(town.register, facebook.id, length=24)
    assert len(suggested) == 24
    assert secrets.show(town.register, facebook.id) == PASSWORD
    generated = secrets.generate(town.register, facebook.id, words=5, language="sv")
    assert secrets.show(town.register, facebook.id) == generated


def test_an_account_that_nobody_has_is_said_so(town: Town, facebook: Account) -> None:
    with (
        Register.open(town.place, PASSPHRASE) as elsewhere,
        elsewhere.change("removed") as change,
    ):
        change.remove(facebook.id)
    town.register.refresh()
    with pytest.raises(InputError, match="no account"):
        secrets.show(town.register, facebook.id)
    assert verifying.verify(town.place, PASSPHRASE).problems == ()
