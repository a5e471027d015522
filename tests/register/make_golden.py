"""Makes the golden register, once: `python -m tests.register.make_golden`.

It is kept for good, so that every later somesec is held to reading what this one wrote. It refuses
to make it again."""

import json
from datetime import date
from pathlib import Path

from somesec import clock
from somesec.model import Decision, IncidentKind, TermsPoint
from somesec.register import (
    Register,
    accounts,
    documents,
    evidence,
    incidents,
    people,
    rotation,
    secrets,
    terms,
    units,
)
from somesec.vault import cost
from tests.vault.decoder import read_register

GOLDEN = Path(__file__).with_name("golden.somesec")
EXPECTED = GOLDEN.with_suffix(".json")
PASSPHRASE = "vihreä kanto nukkuu sateessa"
DAY = date(2026, 11, 22)


def make(place: Path) -> None:
    """A small town with a record of every kind that a person can write."""
    with cost.using(cost.FLOOR), clock.frozen(DAY):
        register, _kit = Register.create(
            place,
            organisation="Testilä",
            domains=["testila.fi"],
            member="Aino Testi",
            passphrase="for the time being",
        )
        with register:
            units.add(register, {"name": "Kirjasto", "name_sv": "Bibliotek"})
            units.add(register, {"name": "Lähikirjasto", "parent": "Kirjasto"})
            people.add(register, {"name": "Aino Testi", "address": "aino.testi@testila.fi"})
            account = accounts.add(
                register,
                {
                    "unit": "Kirjasto",
                    "platform": "facebook",
                    "handle": "testilankirjasto",
                    "registered_address": "kirjasto@testila.fi",
                    "administrators": "Aino Testi",
                    "notes": "Ääkkösiä ja 📚",
                },
            )
            secrets.set_field(register, account.id, "password", "ensimmäinen salasana 1")
            secrets.set_field(register, account.id, "password", "toinen salasana 2")
            secrets.set_field(register, account.id, "totp", "JBSWY3DPEHPK3PXP")
            rotation.start(register, account.id, password="kolmas salasana 3")
            terms.record_review(
                register,
                platform="facebook",
                reviewed_on=DAY,
                reviewer="Aino Testi",
                answers={TermsPoint.MINORS: "ei koske"},
                decision=Decision.GO_ON,
            )
            documents.add(register, "facebook", "Contract", "https://example.org/ehdot")
            documents.keep(
                register,
                documents.of_kind(register, "facebook", "Contract"),
                [
                    documents.Version.of("Ehdot\n\nSaat käyttää 📚 palvelua.", date(2025, 3, 1)),
                    documents.Version.of("Ehdot\n\nEt saa käyttää palvelua.", DAY),
                ],
            )
            incident = incidents.add(
                register,
                kind=IncidentKind.SPAM,
                account_id=account.id,
                texts={"description": "Roskaa kommenteissa"},
                days={},
            )
            picture = place.with_name("kuva.png")
            picture.write_bytes(b"\x89PNG\r\n\x1a\n and what the picture shows")
            evidence.add(register, incident.id, picture)
            picture.unlink()
            accounts.edit(register, account.id, {"unit": "Lähikirjasto"})
            register.change_passphrase("for the time being", PASSPHRASE)


if __name__ == "__main__":
    if GOLDEN.exists():
        raise SystemExit(f"{GOLDEN} is kept as it is.")
    make(GOLDEN)
    content = read_register(GOLDEN, PASSPHRASE)
    EXPECTED.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
