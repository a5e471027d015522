"""What the trail tells: every act has a name, and nothing that a member writes hides another."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from somesec.register import Register, draft, history, members, people, units, verifying
from somesec.register.roles import AUDITOR
from somesec.vault import trail
from tests.register.crew import AINO, KAISA, LIBRARY, LIISA, TARMO, Crew
from tests.register.newcomers import let_in

FOLDER = Path(history.__file__).parent
TREES = [ast.parse(file.read_text(encoding="utf-8")) for file in FOLDER.rglob("*.py")]


def _constants() -> dict[str, str]:
    return {
        node.targets[0].id: node.value.value
        for tree in TREES
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _handed_on() -> dict[str, int]:
    """The functions that take an act from who calls them, with its place among what is given."""
    places = {}
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args if argument.arg != "self"]
                if "act" in names:
                    places[node.name] = names.index("act")
    return places


def _acts() -> Iterator[str]:
    constants, places = _constants(), _handed_on()
    for tree in TREES:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name not in places or len(node.args) <= places[name]:
                continue
            match node.args[places[name]]:
                case ast.Constant(value=str() as act):
                    yield act
                case ast.Name(id=constant) if constant in constants:
                    yield constants[constant]
                case ast.Name(id="act"):
                    pass
                case other:
                    raise AssertionError(f"what act is this? {ast.unparse(other)}")


def test_every_act_has_a_name_and_every_name_an_act() -> None:
    # The first entry is made before there is a register.
    made = {"register-made", history.UNREADABLE, *_acts()}
    assert made == set(history.ACTS)


def test_an_act_without_a_name_is_shown_as_it_is() -> None:
    assert history.act_name("from-the-future") == "from-the-future"


# What others wrote, with a program of their own


@pytest.mark.usefixtures("quick", "on_the_day", "derived_once")
@pytest.mark.parametrize(
    "detail",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b'"words"',
        b'{"act": 7}',
        b'{"act": "\xff"}',
        b"[" * 100_000,
        b'{"note": "no act"}',
        b'{"act": "secret-opened", "subject": "nobody"}',
    ],
    ids=lambda detail: detail[:16].decode(errors="replace"),
)
def test_an_entry_that_cannot_be_read_hides_no_other(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, detail: bytes
) -> None:
    liisa, aino = crew.open(LIISA), crew.open(AINO)
    with monkeypatch.context() as patched:
        patched.setattr(draft.msgspec.json, "encode", lambda _detail: detail)  # type: ignore[attr-defined]
        with liisa.change("trail-exported"):
            pass
    people.add(aino, {"name": "Afterwards"})
    told = [event.act for event in history.events(aino)]
    assert told[-2:] == [
        "secret-opened" if b"opened" in detail else history.UNREADABLE,
        "person-added",
    ]
    assert len(history.export(aino, "json").splitlines()) > len(told)
    verdict = verifying.verified(aino)
    assert not verdict.problems
    silent = [] if b"opened" in detail else [len(told) - 1]
    assert list(verdict.silent_entries) == silent


@pytest.mark.usefixtures("quick", "on_the_day", "derived_once")
def test_an_entry_of_no_time_there_is_does_not_verify(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    aino = crew.open(AINO)
    with monkeypatch.context() as patched:
        patched.setattr(trail, "LAST_MOMENT", 2**62)
        with clock_at(patched, 2**62), aino.change("trail-exported"):
            pass
    kaisa = crew.open(KAISA)
    assert any("no time there is" in problem for problem in kaisa.problems)
    assert list(history.events(kaisa))


@contextmanager
def clock_at(patched: pytest.MonkeyPatch, seconds: int) -> Iterator[None]:
    """Entries are signed as of this second."""
    sign = trail.sign_entry

    def signed(*parts: Any, **fields: Any) -> trail.Entry:
        return sign(*parts, **(fields | {"at": seconds}))

    patched.setattr(draft, "sign_entry", signed)
    yield


@pytest.mark.usefixtures("quick", "on_the_day", "derived_once")
def test_what_is_done_to_members_is_told_whatever_the_entry_says(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    aino = crew.open(AINO)
    change, said = Register.change, "unit-edited"

    def disguised(self: Register, _act: str, note: str = "", subject: UUID | None = None) -> Any:
        return change(self, said, "nothing much", aino.id)

    tarmo, kaisa = members.find(aino, TARMO), members.find(aino, KAISA)
    library = units.find(aino, LIBRARY)
    with monkeypatch.context() as patched:
        patched.setattr(Register, "change", disguised)
        members.grant(aino, kaisa, library)
        members.revoke(aino, kaisa, library)
        members.remove(aino, tarmo)
        let_in(aino, "Uusi Testi", AUDITOR, "words of somebody new")
    told = [(event.act, event.subject) for event in history.events(aino)]
    new = members.find(aino, "Uusi Testi")
    assert told[-5:] == [
        ("keys-granted", kaisa.id),
        ("keys-revoked", kaisa.id),
        ("member-removed", tarmo.id),
        (said, aino.id),  # an invitation, which gives nothing yet
        ("member-accepted", new.id),
    ]
