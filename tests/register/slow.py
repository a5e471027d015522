"""A database that keeps people waiting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from somesec.store.store import Store


@contextmanager
def slow_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """Its answers wait: the first event says that one does, the second lets all of them come."""
    waits, answers = Event(), Event()

    def slowed(of: Callable[..., object]) -> Callable[..., object]:
        @contextmanager
        def asked(store: Store) -> Iterator[object]:
            with of(store) as rows:  # type: ignore[attr-defined]
                waits.set()
                assert answers.wait(60)
                yield rows

        return asked

    with monkeypatch.context() as patched:
        for name in ("read", "write"):
            patched.setattr(Store, name, slowed(getattr(Store, name)))
        try:
            yield waits, answers
        finally:
            answers.set()
