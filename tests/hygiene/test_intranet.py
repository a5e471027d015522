"""Passwords measured against the list of the intranet's."""

import logging
import traceback
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from somesec.errors import CheckError
from somesec.hygiene.context import PasswordContext
from somesec.hygiene.intranet import holds, joined, nt_hashes
from somesec.hygiene.measure import ENGINE, Measurer, MeasureRequest, is_older
from somesec.model import Answer, Intranet, IntranetValues
from somesec.vault.fingerprint import intranet_value
from tests.hygiene.conftest import KEY, REGISTER

TODAY = date(2026, 11, 22)
LOADED = datetime(2026, 11, 1, 8, tzinfo=UTC)
SALT = b"salt-of-the-list"


def listed(*values: bytes) -> IntranetValues:
    return IntranetValues(id=UUID(int=1), loaded_at=LOADED, salt=SALT, values=joined(values))


def known(*passwords: str) -> IntranetValues:
    hashes = [digest for password in passwords for digest in nt_hashes(password)]
    return listed(*(intranet_value(digest, KEY, SALT) for digest in hashes))


def asked(password: str, intranet: IntranetValues | None) -> MeasureRequest:
    return MeasureRequest(
        password=password, context=PasswordContext(), intranet=intranet, today=TODAY
    )


def test_a_password_of_the_list_is_found_and_another_is_not(measurer: Measurer) -> None:
    the_list = known("Kirjasto2024!", "something else")
    same, other, previous_only = measurer.measure_all(
        [
            asked("Kirjasto2024!", the_list),
            asked("Kirjasto2025!", the_list),
            MeasureRequest(
                password="nothing like it",
                previous=("Kirjasto2024!",),
                context=PasswordContext(),
                intranet=the_list,
                today=TODAY,
            ),
        ]
    )
    assert same.intranet == Intranet(match=Answer.YES, checked_on=TODAY, listed_at=LOADED)
    assert other.intranet == Intranet(match=Answer.NO, checked_on=TODAY, listed_at=LOADED)
    assert previous_only.intranet.match is Answer.NO


def test_without_a_list_nothing_is_known(measurer: Measurer) -> None:
    assert measurer.measure(asked("Kirjasto2024!", None)).intranet == Intranet()


def test_a_password_typed_in_two_parts_a_letter_is_found(measurer: Measurer) -> None:
    facts = measurer.measure(asked("pa\u0308iva\u0308-ja-yo\u0308", known("päivä-ja-yö")))
    assert facts.intranet.match is Answer.YES


def test_the_nt_hash_is_the_one_that_directories_keep() -> None:
    # MS-NLMP 4.2.2.1.2 gives NTOWFv1 of "Password".
    assert nt_hashes("Password") == (bytes.fromhex("a4f49c406510bdcab6824ee7c30fd852"),)
    assert nt_hashes("puoli\ud800merkki") == ()


def test_values_come_from_all_hashes_with_progress_to_the_end(measurer: Measurer) -> None:
    hashes = [bytes([number]) * 16 for number in range(40)]
    told: list[tuple[int, int]] = []
    values = measurer.intranet_values(hashes, SALT, lambda done, of: told.append((done, of)))
    assert sorted(values) == sorted(intranet_value(each, KEY, SALT) for each in hashes)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == (40, 40)
    assert measurer.intranet_values([], SALT) == []


@pytest.mark.parametrize("count", range(6))
def test_every_value_of_a_list_is_found_and_none_between(count: int) -> None:
    values = [bytes([0, 0, 0, 0, 2 * number + 1]) for number in range(count)]
    the_list = listed(*reversed(values), *values)
    assert len(the_list.values) == 5 * count
    assert [holds(the_list, [value]) for value in values] == [True] * count
    between = [bytes([0, 0, 0, 0, 2 * number]) for number in range(count + 2)]
    assert not holds(the_list, between)
    assert not holds(the_list, [])
    assert holds(the_list, [*between, *values]) == bool(count)


def test_a_fault_while_values_are_made_names_its_type_and_no_hash(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    (secret,) = nt_hashes("Kanarialintu-7f3a!")
    broken = Measurer(b"a key of a wrong length", REGISTER, workers=1)
    with broken, pytest.raises(CheckError, match="ValueError") as caught:
        broken.intranet_values([secret], SALT)
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text
    shown += "".join(capfd.readouterr()) + repr(caught.value)
    assert secret.hex() not in shown.casefold()
    assert str(secret) not in shown


def engine(zxcvbn: Sequence[int], ours: int) -> str:
    return f"zxcvbn {'.'.join(map(str, zxcvbn))}, somesec {ours}"


def test_an_engine_is_older_by_our_number_then_by_its_version() -> None:
    words = ENGINE.removeprefix("zxcvbn ").split(", somesec ")
    version, ours = [int(part) for part in words[0].split(".")], int(words[1])
    assert not is_older(ENGINE)
    assert is_older(engine([version[0] - 1, 99], ours))
    assert is_older(engine([99], ours - 1))
    assert is_older("something else")
    assert not is_older(engine([*version[:-1], version[-1] + 1], ours))
    assert not is_older(engine([0], ours + 1))


def test_facts_stand_by_the_words_they_were_measured_among(measurer: Measurer) -> None:
    library, museum = PasswordContext(units=("Kirjasto",)), PasswordContext(units=("Museo",))
    facts = [
        measurer.measure(MeasureRequest(password="salasana", context=context, today=TODAY))
        for context in (library, museum)
    ]
    assert [each.surroundings for each in facts] == [library.digest(), museum.digest()]
    assert facts[0].surroundings != facts[1].surroundings
    assert len(facts[0].surroundings) == 8
