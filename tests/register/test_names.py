"""Names of units and people, and what stands above what."""

from pathlib import Path

import pytest

from somesec.errors import InputError
from somesec.register import imports, people, units
from tests.register.conftest import New

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")


def file_of(folder: Path, text: str) -> Path:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_name_that_lists_could_not_hold_is_refused(new: New, tmp_path: Path) -> None:
    register = new()
    with pytest.raises(InputError, match="semicolon"):
        units.add(register, {"name": "Nuoriso; liikunta"})
    with pytest.raises(InputError, match="semicolon"):
        people.add(register, {"name": "Testi; Aino"})
    file = file_of(tmp_path, 'unit,platform,handle\n"Nuoriso; liikunta",x,a\n')
    with pytest.raises(InputError, match="semicolon"):
        imports.plan(register, file, kind="accounts")


def test_a_unit_is_never_above_itself(new: New) -> None:
    register = new()
    top = units.add(register, {"name": "Sivistys"})
    middle = units.add(register, {"name": "Koulut", "parent": "Sivistys"})
    units.add(register, {"name": "Lukio", "parent": "Koulut"})
    for parent in ("Sivistys", "Koulut", "Lukio"):
        with pytest.raises(InputError, match="above itself"):
            units.edit(register, top.id, {"parent": parent})
    assert units.edit(register, middle.id, {"parent": ""}).parent is None


def test_a_file_whose_units_stand_in_a_ring_brings_nothing_in(new: New, tmp_path: Path) -> None:
    register = new()
    file = file_of(tmp_path, "name,parent\nA,B\nB,C\nC,A\nS,S\nD,A\n")
    with pytest.raises(InputError) as refused:
        imports.plan(register, file, kind="units")
    said = str(refused.value)
    assert [name for name in "ABCSD" if f"{name} cannot be above itself" in said] == list("ABCS")
    assert not register.records.units


def test_every_unknown_name_of_a_strict_import_is_said_at_once(new: New, tmp_path: Path) -> None:
    register = new()
    rows = "unit,platform,handle,administrators\nOuto,x,a,Joku;Muu\nToinen,x,b,Muu\n"
    with pytest.raises(InputError) as refused:
        imports.plan(register, file_of(tmp_path, rows), kind="accounts", strict=True)
    said = str(refused.value).splitlines()
    wanted = [("2", "Outo"), ("2", "Joku"), ("2", "Muu"), ("3", "Toinen"), ("3", "Muu")]
    for line, name in wanted:
        assert any(text.startswith(f"Line {line}: ") and f"'{name}'" in text for text in said)


def test_logins_for_an_unknown_unit_are_refused_when_strict(new: New, tmp_path: Path) -> None:
    register = new()
    file = file_of(tmp_path, "name,url,username,password,note\nFb,https://facebook.com/x,a,b,\n")
    with pytest.raises(InputError, match="no unit 'Outo'"):
        imports.plan(register, file, unit="Outo", strict=True)
