"""No record or request with a secret in it shows that secret when printed, plainly or prettily."""

import pprint
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from rich.pretty import pretty_repr

from somesec.exchange.login import Login
from somesec.exchange.rows import AccountRow
from somesec.hygiene.context import PasswordContext
from somesec.hygiene.generate import Generated
from somesec.hygiene.measure import MeasureRequest
from somesec.hygiene.worker import Job
from somesec.model import (
    EvidenceContent,
    FingerprintKey,
    IntranetValues,
    PreviousPassword,
    Secret,
)
from somesec.register.keys import ScopeKey
from somesec.register.recovery_kit import RecoveryKit
from somesec.vault.identity import Identity

CANARY = "canary-7f3a"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ID = UUID(int=1)

HOLDERS = [
    Secret(id=ID, password=CANARY, pending=CANARY, totp=CANARY, notes=CANARY),
    PreviousPassword(password=CANARY, replaced_on=TODAY),
    FingerprintKey(id=ID, key=CANARY.encode()),
    EvidenceContent(id=ID, unit=ID, content=CANARY.encode()),
    IntranetValues(id=ID, loaded_at=NOW, salt=CANARY.encode(), values=CANARY.encode()),
    Login(password=CANARY, totp=CANARY, notes=CANARY, fields=(("pin", CANARY),)),
    AccountRow(unit="Kirjasto", platform="x", handle="a", password=CANARY, totp=CANARY),
    MeasureRequest(password=CANARY, context=PasswordContext(), today=TODAY),
    Job(password=CANARY, contexts=()),
    Generated(CANARY, 60.0),
    ScopeKey(ID, 1, "card", CANARY.encode()),
    RecoveryKit(CANARY, "Testilä", str(ID), ("kela",) * 6),
    Identity.from_seed(CANARY.encode().ljust(32, b"-")),
]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: type(holder).__name__)
def test_a_secret_is_not_in_the_text_of_what_holds_it(holder: object) -> None:
    for text in (repr(holder), str(holder), pretty_repr(holder), pprint.pformat(holder)):
        assert CANARY not in text
    assert CANARY not in repr([holder]) + pretty_repr({"it": holder})
