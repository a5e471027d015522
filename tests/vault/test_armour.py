import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.errors import InputError
from somesec.vault.armour import MOST_CHARACTERS, from_armour, to_armour

DATA = bytes(range(200))
TEXT = to_armour("REPLY", DATA)


@given(st.binary(min_size=1, max_size=500))
def test_bytes_come_back_from_their_text(data: bytes) -> None:
    assert from_armour("REPLY", to_armour("REPLY", data)) == data


def test_the_text_is_lines_of_64_between_a_first_and_a_last_one() -> None:
    first, *lines, last = TEXT.splitlines()
    assert first == "-----BEGIN SOMESEC REPLY-----"
    assert last == "-----END SOMESEC REPLY-----"
    assert {len(line) for line in lines[:-1]} == {64}
    assert TEXT.endswith("\n")


@pytest.mark.parametrize(
    "arrived",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\n\n"),
        TEXT.replace("\n", " \n"),
        "Hei Aino,\n\ntässä vastaukseni:\n" + TEXT + "\nTerveisin\n-- \nEino\n",
        "\ufeff" + TEXT,
        TEXT.rstrip("\n"),
    ],
)
def test_what_mail_programs_add_does_not_matter(arrived: str) -> None:
    assert from_armour("REPLY", arrived) == DATA


@pytest.mark.parametrize(
    "arrived",
    [
        "",
        "Hei!",
        TEXT.replace("BEGIN", "BEGAN"),
        TEXT[: len(TEXT) // 2],
        to_armour("INVITATION", DATA),
        "\n".join("> " + line for line in TEXT.splitlines()),
        TEXT.lower(),
    ],
)
def test_a_text_without_a_whole_part_says_which_lines_are_looked_for(arrived: str) -> None:
    with pytest.raises(InputError, match="-----BEGIN SOMESEC REPLY----- to -----END"):
        from_armour("REPLY", arrived)


def test_two_parts_are_not_chosen_between() -> None:
    with pytest.raises(InputError, match="more than one"):
        from_armour("REPLY", TEXT + to_armour("REPLY", b"another"))


@pytest.mark.parametrize("twice", ["-----BEGIN SOMESEC REPLY-----", "-----END SOMESEC REPLY-----"])
def test_neither_are_two_beginnings_or_two_ends(twice: str) -> None:
    with pytest.raises(InputError, match="more than one"):
        from_armour("REPLY", f"{TEXT}{twice}\n")
    with pytest.raises(InputError, match="more than one"):
        from_armour("REPLY", f"{twice}\n{TEXT}")


def test_a_text_is_looked_into_up_to_a_million_signs() -> None:
    assert MOST_CHARACTERS == 1_000_000
    assert from_armour("REPLY", TEXT.ljust(MOST_CHARACTERS)) == DATA
    with pytest.raises(InputError, match="too long"):
        from_armour("REPLY", TEXT.ljust(MOST_CHARACTERS + 1))


def test_a_text_without_end_is_not_looked_into() -> None:
    with pytest.raises(InputError, match="too long"):
        from_armour("REPLY", TEXT + " " * MOST_CHARACTERS)


@pytest.mark.parametrize("sign", ["B", "=", "ä", "-", " ", ""])
def test_no_character_is_changed_or_left_out_unseen(sign: str) -> None:
    for position, right in enumerate(TEXT):
        if right not in (sign, "\n"):
            with suppress(InputError):
                assert from_armour("REPLY", TEXT[:position] + sign + TEXT[position + 1 :]) != DATA


def test_only_one_text_stands_for_the_same_bytes() -> None:
    text = to_armour("REPLY", b"a")
    assert "YQ==" in text
    assert base64.b64decode("YR==") == b"a"
    with pytest.raises(InputError, match="cut or changed"):
        from_armour("REPLY", text.replace("YQ==", "YR=="))


def test_an_empty_part_or_one_with_its_ends_exchanged_is_refused() -> None:
    first, *lines, last = TEXT.splitlines()
    for arrived in ([first, last], [last, *lines, first]):
        with pytest.raises(InputError, match="cut or changed"):
            from_armour("REPLY", "\n".join(arrived))


@given(st.text(max_size=200))
def test_any_text_between_the_ends_is_answered_with_bytes_or_a_sentence(text: str) -> None:
    first, *_lines, last = TEXT.splitlines()
    with suppress(InputError):
        assert from_armour("REPLY", f"{first}\n{text}\n{last}")
