"""How the trail names a record's row: the short way gives what the documented one gives."""

import pytest

from somesec.register.parts import KINDS
from somesec.register.places import RECORD, digest_of, place_of, record_at
from somesec.store.rows import RecordRow
from somesec.vault.encoding import encode
from somesec.vault.keys import digest

ID, SCOPE = bytes(range(16)), bytes(range(16, 32))


@pytest.mark.parametrize("part", [*KINDS, "none there is", ""])
@pytest.mark.parametrize("id_", [ID, ID[:15], ID + b"x", b""])
@pytest.mark.parametrize("scope", [SCOPE, SCOPE[:15], b""])
def test_a_place_and_a_digest_are_the_documented_ones(id_: bytes, part: str, scope: bytes) -> None:
    row = RecordRow(id_, part, scope, 3, 2, 1_780_000_000, b"sealed")
    place = place_of(row)
    assert place == (RECORD, encode(id_, part, scope))
    assert digest_of(row, place) == digest(*row.fields())


@pytest.mark.parametrize("part", KINDS)
def test_a_place_is_read_back(part: str) -> None:
    _table, key = place_of(RecordRow(ID, part, SCOPE, 1, 1, 0, b""))
    assert record_at(key) == (ID, part, SCOPE)
