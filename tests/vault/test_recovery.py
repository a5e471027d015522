from collections.abc import Sequence
from random import SystemRandom
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from somesec.errors import InputError
from somesec.vault import cost, recovery
from somesec.vault.cost import FLOOR, Cost
from somesec.vault.identity import Identity
from somesec.vault.recovery import (
    ASKED,
    GROUP_LENGTH,
    GROUPS,
    Rehearsal,
    from_text,
    new_rehearsal,
    new_seed,
    rehearsal_of,
    to_text,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEED = bytes(range(32))
seeds = st.binary(min_size=32, max_size=32)


def asked(rehearsal: Rehearsal, seed: bytes = SEED) -> list[str]:
    """The groups of the seed's text that the rehearsal asks for."""
    return [to_text(seed).split()[group - 1] for group in rehearsal.groups]


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    return new_rehearsal(SEED)


@given(seeds)
def test_a_seed_comes_back_from_its_text(seed: bytes) -> None:
    assert from_text(to_text(seed)) == seed


def test_the_text_is_fourteen_groups_of_five_without_letters_that_look_like_others() -> None:
    groups = to_text(SEED).split(" ")
    assert len(groups) == GROUPS == 14
    assert {len(group) for group in groups} == {GROUP_LENGTH} == {5}
    assert set("".join(groups)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("ILOU")


@given(seeds)
def test_case_spaces_dashes_and_line_ends_do_not_matter(seed: bytes) -> None:
    text = to_text(seed)
    assert from_text(text.lower()) == seed
    assert from_text(text.replace(" ", "")) == seed
    assert from_text(text.replace(" ", "-")) == seed
    assert from_text(f"  {text[:41]}\r\n\t{text[41:]}\n") == seed


@given(seeds)
def test_letters_typed_for_the_digits_they_look_like_are_understood(seed: bytes) -> None:
    text = to_text(seed)
    assert from_text(text.replace("0", "O").replace("1", "I")) == seed
    assert from_text(text.replace("0", "o").replace("1", "l")) == seed


@pytest.mark.parametrize("seed", [SEED, bytes(32), b"\xff" * 32])
def test_every_single_slip_is_found_in_its_group(seed: bytes) -> None:
    signs = to_text(seed).replace(" ", "")
    for position, right in enumerate(signs):
        for wrong in ALPHABET:
            if wrong != right:
                typed = signs[:position] + wrong + signs[position + 1 :]
                with pytest.raises(InputError, match=rf"Group {position // 5 + 1} "):
                    from_text(typed)


@given(seeds)
def test_every_swap_of_neighbours_is_found_in_its_group(seed: bytes) -> None:
    signs = to_text(seed).replace(" ", "")
    for position in range(len(signs) - 1):
        left, right = signs[position], signs[position + 1]
        if left != right:
            with pytest.raises(InputError, match=r"^Groups? [\d, ]+ of"):
                from_text(signs[:position] + right + left + signs[position + 2 :])


@given(seeds, st.integers(0, GROUPS - 1), st.integers(0, GROUPS - 1))
def test_groups_in_another_order_are_found(seed: bytes, one: int, other: int) -> None:
    groups = to_text(seed).split()
    if one != other:
        groups[one], groups[other] = groups[other], groups[one]
        with pytest.raises(InputError, match=r"^Groups? [\d, ]+ of"):
            from_text(" ".join(groups))


@given(st.data())
def test_a_group_forged_to_pass_its_own_check_fails_the_whole(data: st.DataObject) -> None:
    groups = to_text(SEED).split()
    index = data.draw(st.integers(0, GROUPS - 1))
    values = data.draw(st.lists(st.integers(0, 31), min_size=4, max_size=4))
    check = recovery._check(index, values)
    groups[index] = "".join(ALPHABET[value] for value in [*values, check])
    if groups != to_text(SEED).split():
        with pytest.raises(InputError, match="more than one place"):
            from_text(" ".join(groups))


def test_several_wrong_groups_are_all_named() -> None:
    groups = to_text(SEED).split()
    groups[1], groups[8] = "AAAAA", "?????"
    with pytest.raises(InputError, match="Groups 2, 9 "):
        from_text(" ".join(groups))


@pytest.mark.parametrize("text", ["", "2WTA1", to_text(SEED)[:-1], to_text(SEED) + "0"])
def test_a_text_of_another_length_says_how_long_it_should_be(text: str) -> None:
    with pytest.raises(InputError, match=r"14 groups of 5.*70 in all"):
        from_text(text)


def test_a_text_of_a_later_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "_VERSION", 2)
    later = to_text(SEED)
    monkeypatch.undo()
    with pytest.raises(InputError, match="newer"):
        from_text(later)


@given(st.text(max_size=100))
def test_any_text_at_all_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InputError):
        from_text(text)


def test_no_error_repeats_what_was_typed() -> None:
    groups = to_text(SEED).split()
    groups[3] = "QQQQQ"
    with pytest.raises(InputError) as caught:
        from_text(" ".join(groups))
    assert not any(group in str(caught.value) for group in groups)


def test_the_typed_text_leads_to_the_recovery_identity() -> None:
    seed = new_seed()
    typed = from_text(to_text(seed))
    assert Identity.from_seed(typed).public == Identity.from_seed(seed).public
    assert new_seed() != seed


def test_a_seed_of_another_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        to_text(b"short")


def test_four_groups_of_the_paper_can_be_tried_without_the_rest(rehearsal: Rehearsal) -> None:
    assert len(rehearsal.groups) == ASKED == 4
    typed = " ".join(asked(rehearsal))
    for text in (typed, typed.lower(), typed.replace(" ", "-"), typed.replace(" ", "\r\n")):
        assert rehearsal.matches(text)
    assert rehearsal.matches(typed.replace("0", "o").replace("1", "l"))


def test_another_paper_does_not_match(rehearsal: Rehearsal) -> None:
    assert not rehearsal.matches(" ".join(asked(rehearsal, b"\x07" * 32)))


def test_the_same_groups_have_another_digest_at_other_places_and_with_another_salt() -> None:
    same = " ".join(to_text(bytes(32)).split()[1:5])
    first = rehearsal_of(same, (2, 3, 4, 5), b"s" * 32)
    assert first == rehearsal_of(same.lower(), (2, 3, 4, 5), b"s" * 32)
    assert first != rehearsal_of(same, (2, 3, 4, 5), b"t" * 32)
    moved = [recovery._check(index, [0] * 4) for index in range(5, 9)]
    elsewhere = " ".join("0000" + ALPHABET[check] for check in moved)
    assert first != rehearsal_of(elsewhere, (6, 7, 8, 9), b"s" * 32)


def test_a_slip_in_a_rehearsal_is_found_in_its_group_as_numbered_on_the_paper() -> None:
    rehearsal = Rehearsal((2, 5, 9, 14), bytes(32), bytes(32))
    typed = asked(rehearsal)
    typed[1], typed[3] = "AAAAA", "?????"
    with pytest.raises(InputError, match="Groups 5, 14 "):
        rehearsal.matches(" ".join(typed))
    typed = asked(rehearsal)
    typed[1], typed[2] = typed[2], typed[1]
    with pytest.raises(InputError, match="Groups 5, 9 "):
        rehearsal.matches(" ".join(typed))


@given(st.text(max_size=40))
def test_any_text_but_the_groups_is_answered_with_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"^Groups 1, 2, 3, 4 "):
        Rehearsal((1, 2, 3, 4), bytes(32), bytes(32)).matches(text)


def test_a_rehearsal_pays_the_floor_of_what_a_passphrase_pays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paid: list[dict[str, Any]] = []

    def recording(**parameters: Any) -> Argon2id:
        paid.append(parameters)
        return Argon2id(**parameters)

    monkeypatch.setattr(recovery, "Argon2id", recording)
    with cost.using(cost.DEFAULT):
        rehearsal_of(" ".join(to_text(SEED).split()[:4]), (1, 2, 3, 4), bytes(32))
    ((memory, passes, lanes),) = (
        (each["memory_cost"], each["iterations"], each["lanes"]) for each in paid
    )
    assert Cost(memory, passes, lanes) == FLOOR


def test_each_kit_asks_for_groups_of_its_own_in_ascending_order() -> None:
    rehearsals = [new_rehearsal(SEED) for _ in range(4)]
    assert len({rehearsal.groups for rehearsal in rehearsals}) > 1
    assert len({rehearsal.salt for rehearsal in rehearsals}) == 4
    assert all(list(each.groups) == sorted(set(each.groups)) for each in rehearsals)


@pytest.mark.parametrize(
    ("ends", "groups"), [(slice(4), (1, 2, 3, 4)), (slice(-4, None), (11, 12, 13, 14))]
)
def test_any_group_of_the_paper_may_be_asked_for(
    monkeypatch: pytest.MonkeyPatch, ends: slice, groups: tuple[int, ...]
) -> None:
    def at_one_end(_random: SystemRandom, population: Sequence[int], count: int) -> list[int]:
        assert count == ASKED
        return list(population[ends])

    monkeypatch.setattr(SystemRandom, "sample", at_one_end)
    assert new_rehearsal(SEED).groups == groups


def test_a_rehearsal_shows_neither_salt_nor_digest_when_printed(rehearsal: Rehearsal) -> None:
    assert repr(rehearsal) == f"Rehearsal(groups={rehearsal.groups})"


@pytest.mark.parametrize(
    ("groups", "salt", "digest"),
    [
        ((1, 2, 3), bytes(32), bytes(32)),
        ((1, 2, 3, 3), bytes(32), bytes(32)),
        ((2, 1, 3, 4), bytes(32), bytes(32)),
        ((0, 1, 2, 3), bytes(32), bytes(32)),
        ((1, 2, 3, 15), bytes(32), bytes(32)),
        ((1, 2, 3, 4), bytes(31), bytes(32)),
        ((1, 2, 3, 4), bytes(32), b""),
    ],
)
def test_no_rehearsal_is_made_of_anything_else(
    groups: tuple[int, ...], salt: bytes, digest: bytes
) -> None:
    with pytest.raises(ValueError, match=r"in their order|32 bytes"):
        Rehearsal(groups, salt, digest)
