"""What a computer that has seen newer changes makes of a register that was put back."""

import shutil
from pathlib import Path

from tests.cli.conftest import AINO, EINO, Office


def test_a_register_that_was_put_back_is_read_only_until_it_is_accepted(
    office: Office, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    shutil.copy(office.place, older)
    assert office(AINO, "unit", "add", "--name", "Satama").code == 0
    shutil.copy(older, office.place)
    read = office(AINO, "unit", "list")
    assert read.code == 4
    assert "Kirjasto" in read.out
    assert "verify --accept" in read.err
    assert office(AINO, "unit", "add", "--name", "Tori").code == 4
    assert office(AINO, "verify").code == 4
    # A computer that has seen no more than this finds nothing wrong.
    assert office(EINO, "verify").code == 0
    assert office(AINO, "verify", "--accept").code == 0
    assert office(AINO, "unit", "add", "--name", "Tori").code == 0
    assert office(AINO, "verify").code == 0


def test_what_is_damaged_is_not_accepted(office: Office) -> None:
    content = bytearray(office.place.read_bytes())
    at = content.rindex(b"coordinator")
    content[at] ^= 1
    office.place.write_bytes(content)
    assert office(AINO, "verify", "--accept").code == 4
    assert office(AINO, "unit", "add", "--name", "Tori").code == 4
