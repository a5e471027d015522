"""A register made once and kept: what was written stays readable, to the letter.

The decoder shares no code with somesec. If this fails, the format was changed: a new format needs a
new number and a reader for the old one, not a new golden file."""

import base64
import json
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from somesec.model import encode
from somesec.register import Register, accounts, rotation, secrets, verifying
from tests.register.make_golden import EXPECTED, GOLDEN, PASSPHRASE, make
from tests.vault.decoder import read_register

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    return Path(shutil.copy(GOLDEN, tmp_path / "golden.somesec"))


def test_the_independent_decoder_reads_the_golden_register(golden: Path) -> None:
    assert read_register(golden, PASSPHRASE) == json.loads(EXPECTED.read_text(encoding="utf-8"))


def test_somesec_reads_the_same_from_the_golden_register(golden: Path) -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    with Register.open(golden, PASSPHRASE) as register:
        assert register.problems == ()
        assert register.id.hex == expected["register"]
        assert register.member.name == expected["members"][register.member.id.hex]["name"]
        records = register.records
        cards = {
            card.id.hex: json.loads(encode(card))
            for kind in (
                records.units,
                records.people,
                records.accounts,
                records.reviews,
                records.documents,
                records.incidents,
            )
            for card in kind.values()
        } | {register.id.hex: json.loads(encode(records.organisation))}
        assert cards == expected["cards"]
        for id_, secret in expected["secrets"].items():
            if secret["record"] == "secret":
                assert json.loads(encode(register.secret(UUID(id_)))) == secret
        for id_, text in expected["texts"].items():
            assert register.terms_content(UUID(id_)).text() == text
        for id_, content in expected["evidence"].items():
            assert register.evidence(UUID(id_)) == base64.b64decode(content)
        assert len(expected["texts"]) == 2
        assert len(expected["evidence"]) == 1


def test_the_golden_register_verifies_and_can_be_gone_on_with(golden: Path) -> None:
    assert verifying.verify(golden, PASSPHRASE).problems == ()
    with Register.open(golden, PASSPHRASE) as register:
        account = accounts.find(register, "facebook/testilankirjasto")
        assert secrets.show(register, account.id) == "toinen salasana 2"
        rotation.confirm(register, account.id)
        assert secrets.show(register, account.id) == "kolmas salasana 3"
    assert verifying.verify(golden, PASSPHRASE).problems == ()
    assert read_register(golden, PASSPHRASE)["secrets"][account.id.hex]["password"] == (
        "kolmas salasana 3"
    )


def test_what_is_written_today_is_read_by_the_independent_decoder(tmp_path: Path) -> None:
    make(tmp_path / "today.somesec")
    today = read_register(tmp_path / "today.somesec", PASSPHRASE)
    golden = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert [entry["act"] for entry in today["trail"]] == [e["act"] for e in golden["trail"]]
    assert sorted(card["record"] for card in today["cards"].values()) == sorted(
        card["record"] for card in golden["cards"].values()
    )
