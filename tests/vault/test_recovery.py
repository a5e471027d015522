import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.errors import InputError
from somesec.vault import recovery
from somesec.vault.identity import Identity
from somesec.vault.recovery import GROUP_LENGTH, GROUPS, from_text, new_seed, to_text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEED = bytes(range(32))
seeds = st.binary(min_size=32, max_size=32)


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
