"""Breach answers on the cards: asked of a service on loopback, or looked up in a file."""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from somesec import clock
from somesec.errors import InputError
from somesec.hygiene.breach import corpus as breach_corpus
from somesec.model import Answer
from somesec.register import Register, accounts, breaches, secrets, verifying
from somesec.register.facts import CHANGED_MEANWHILE, CheckResult
from somesec.store.store import Reading, Store
from tests.conftest import PASSPHRASE, PASSWORD, TODAY, Town
from tests.hygiene.breach.test_online import Service, send

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")

LEAKED = "kesä2024"


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture
def leaky(town: Town) -> Town:
    """The town with two more passwords: a leaked one, and one of an account that is closed."""
    for handle in ("tiktok/testilannuoret", "youtube/testilannuoret"):
        account = accounts.find(town.register, handle)
        secrets.set_field(town.register, account.id, "password", LEAKED)
    accounts.close(town.register, account.id, requested_by="Aino", removed_from_view_on=TODAY)
    return town


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    file = tmp_path / "pwned.txt"
    hashes = sorted([digest(LEAKED), *(digest(f"other {number}") for number in range(500))])
    file.write_bytes(b"".join(f"{value}:7\r\n".encode() for value in hashes))
    return file


@pytest.fixture
def mirror() -> Iterator[Service]:
    service = Service()
    service.behave = lambda handler, prefix: send(
        handler,
        "\r\n".join(
            [digest(LEAKED)[5:] + ":3"] * (digest(LEAKED)[:5] == prefix) + ["0" * 35 + ":1"]
        ).encode(),
    )
    yield service
    service.stop()


def seen(register: Register, handle: str) -> Answer:
    facts = accounts.find(register, handle).facts
    assert facts is not None
    return facts.breach.seen


@pytest.mark.parametrize("how", ["corpus", "online"])
def test_found_ones_are_found_and_others_are_not(
    leaky: Town, corpus: Path, mirror: Service, how: str
) -> None:
    progress: list[tuple[int, int]] = []

    def told(done: int, total: int) -> None:
        progress.append((done, total))

    if how == "corpus":
        result = breaches.check(leaky.register, corpus=corpus, progress=told)
    else:
        result = breaches.check(leaky.register, online=True, mirror=mirror.address, progress=told)
        assert sorted(mirror.paths) == sorted(
            f"/range/{digest(password)[:5]}" for password in (LEAKED, PASSWORD)
        )
    tiktok = accounts.find(leaky.register, "tiktok")
    assert result == CheckResult(checked=2, found=(tiktok.id,), unknown=())
    assert progress[-1] == (2, 2)
    with Register.open(leaky.place, PASSPHRASE) as again:
        assert seen(again, "tiktok") is Answer.YES
        assert seen(again, "facebook") is Answer.NO
        assert seen(again, "youtube") is Answer.UNKNOWN
    assert verifying.verify(leaky.place, PASSPHRASE).problems == ()


def test_a_service_that_is_away_leaves_unknown_what_was_and_known_what_was(
    leaky: Town, mirror: Service
) -> None:
    mirror.behave = lambda handler, _prefix: send(handler, b"<html>", 500)
    result = breaches.check(leaky.register, online=True, mirror=mirror.address)
    assert (result.checked, result.found, len(result.unknown)) == (0, (), 2)
    assert seen(leaky.register, "facebook") is Answer.UNKNOWN
    mirror.behave = lambda handler, _prefix: send(handler, b"0" * 35 + b":1")
    breaches.check(leaky.register, online=True, mirror=mirror.address)
    assert seen(leaky.register, "facebook") is Answer.NO
    known = accounts.find(leaky.register, "facebook").facts
    mirror.behave = lambda handler, _prefix: send(handler, b"", 503, Retry_After="3600")
    with clock.frozen(TODAY + timedelta(9)):
        breaches.check(leaky.register, online=True, mirror=mirror.address)
    assert accounts.find(leaky.register, "facebook").facts == known


def test_a_password_found_once_stays_found_until_it_is_changed(
    leaky: Town, corpus: Path, tmp_path: Path
) -> None:
    breaches.check(leaky.register, corpus=corpus)
    other = tmp_path / "other.txt"
    other.write_bytes(f"{digest('something else')}:1\r\n".encode())
    breaches.check(leaky.register, corpus=other)
    assert seen(leaky.register, "tiktok") is Answer.YES
    tiktok = accounts.find(leaky.register, "tiktok")
    secrets.set_field(leaky.register, tiktok.id, "password", "never seen anywhere 8")
    assert seen(leaky.register, "tiktok") is Answer.UNKNOWN
    breaches.check(leaky.register, corpus=corpus)
    assert seen(leaky.register, "tiktok") is Answer.NO


def test_a_password_changed_during_the_check_is_unknown_and_the_others_are_kept(
    leaky: Town, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = breach_corpus.check

    def slow(*args: object, **kwargs: object) -> object:
        with Register.open(leaky.place, PASSPHRASE) as elsewhere:
            facebook = accounts.find(elsewhere, "facebook")
            secrets.set_field(elsewhere, facebook.id, "password", "changed meanwhile 9")
        return look_up(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(breach_corpus, "check", slow)
    result = breaches.check(leaky.register, corpus=corpus)
    facebook, tiktok = (accounts.find(leaky.register, name) for name in ("facebook", "tiktok"))
    assert (result.checked, result.found) == (1, (tiktok.id,))
    assert result.unknown == ((facebook.id, CHANGED_MEANWHILE),)
    assert seen(leaky.register, "facebook") is Answer.UNKNOWN
    assert seen(leaky.register, "tiktok") is Answer.YES


@pytest.mark.parametrize("how", [{}, {"online": True, "corpus": Path("x")}])
def test_one_place_to_look_must_be_named(town: Town, how: dict[str, object]) -> None:
    with pytest.raises(InputError, match="--corpus"):
        breaches.check(town.register, **how)  # type: ignore[arg-type]


def test_all_passwords_are_read_in_one_transaction(
    leaky: Town, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, readings, read = leaky.register, 0, Store.read

    def counted(store: Store) -> AbstractContextManager[Reading]:
        nonlocal readings
        readings += 1
        return read(store)

    held = [id_ for id_ in register.records.accounts if register.has_secret(id_)]
    assert register.opened_among(held) == {id_: register.opened(id_) for id_ in held}
    monkeypatch.setattr(Store, "read", counted)
    register.opened_among(held)
    assert readings == 1
    assert breaches.check(register, corpus=corpus).checked == 2
    assert readings == 3  # what others wrote meanwhile is looked at first
