"""Long work beside the main thread goes on while that waits, and hardly while it works."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec import turns


def _each_a_while(done: list[int]) -> Iterator[None]:
    for number in range(60):
        until = time.perf_counter() + 0.002
        while time.perf_counter() < until:
            pass
        done.append(number)
        yield


def _beside(done: list[int]) -> Thread:
    def work() -> None:
        with turns.beside():
            for _nothing in turns.in_turns(_each_a_while(done)):
                pass

    thread = Thread(target=work)
    thread.start()
    return thread


def test_work_that_nobody_waits_beside_is_given_as_it_is() -> None:
    items = [1, 2, 3]
    assert turns.in_turns(items) is items
    with turns.beside():
        assert turns.in_turns(items) is not items
        assert [*turns.in_turns(items)] == items
    assert turns.in_turns(items) is items


def test_it_rests_while_the_main_thread_works_and_is_done_all_the_same() -> None:
    done: list[int] = []
    thread = _beside(done)
    until = time.perf_counter() + 0.3
    while time.perf_counter() < until:
        pass
    # Half of the time would be 75 of them, all there are.
    assert len(done) < 40
    thread.join()
    assert done == list(range(60))


def test_it_goes_on_while_the_main_thread_waits_for_events() -> None:
    done: list[int] = []

    async def until_all_are_done() -> None:
        thread = _beside(done)
        while thread.is_alive():  # noqa: ASYNC110
            await asyncio.sleep(0.5)

    asyncio.run(until_all_are_done())
    assert done == list(range(60))


@given(
    st.lists(st.tuples(st.integers(0, 3), st.text(max_size=3)), max_size=40),
    st.booleans(),
    st.booleans(),
)
def test_items_come_in_the_order_of_their_keys_equal_ones_as_they_were(
    items: list[tuple[int, str]], down: bool, is_beside: bool
) -> None:
    with turns.beside() if is_beside else nullcontext(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(turns, "_PART", 7)
        assert turns.in_order(items, lambda one: one[0], reverse=down) == sorted(
            items, key=lambda one: one[0], reverse=down
        )


@given(st.lists(st.integers(), max_size=40))
def test_parts_are_all_in_one_where_nobody_waits_and_small_beside(items: list[int]) -> None:
    assert [*turns.in_parts(items)] == [items]
    with turns.beside(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(turns, "_PART", 7)
        parts = [*turns.in_parts(items)]
    assert [item for part in parts for item in part] == items
    assert all(len(part) <= 7 for part in parts)


def test_sorting_beside_never_sorts_much_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def counted(part: Sequence[int], **how: Any) -> list[int]:
        sizes.append(len(part))
        return sorted(part, **how)

    monkeypatch.setattr(turns, "sorted", counted, raising=False)
    with turns.beside():
        assert turns.in_order(range(30_000), lambda number: -number) == [*range(29_999, -1, -1)]
    assert max(sizes) <= 2_000
