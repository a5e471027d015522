"""Trying the recovery kit, and getting back in with it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import AINO, Run
from tests.conftest import PASSPHRASE

NEW_PASSPHRASE = "uusi alku jäisellä järvellä"


class Kept(NamedTuple):
    """A register and the page of its kit."""

    place: Path
    kit: Path

    @property
    def groups(self) -> list[str]:
        """The fourteen groups of the key."""
        lines = map(str.split, self.kit.read_text(encoding="utf-8").splitlines())
        halves = [groups for groups in lines if [len(group) for group in groups] == [5] * 7]
        return [*halves[0], *halves[1]]


@pytest.fixture
def kept(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase_file: Path) -> Kept:
    place, kit = tmp_path / "t.somesec", tmp_path / "kit.txt"
    monkeypatch.setenv("SOMESEC_REGISTER", str(place))
    monkeypatch.setenv("SOMESEC_PASSPHRASE_FILE", str(passphrase_file))
    made = run(
        *("init", "--organisation", "Testilä", "--domain", "testila.fi", "--member", AINO),
        *("--recovery-kit", kit),
    )
    assert made.code == 0, made.err
    return Kept(place, kit)


@pytest.fixture
def other_kit(run: Run, kept: Kept, tmp_path: Path) -> Path:
    """The page of another register's kit."""
    kit = tmp_path / "other-kit.txt"
    place = ("--register", tmp_path / "other.somesec", "--recovery-kit", kit)
    names = ("--organisation", "Koela", "--domain", "koela.fi", "--member", "Eino Koe")
    assert run("init", *names, *place).code == 0
    return kit


@pytest.fixture
def new_passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "new.txt"
    file.write_text(NEW_PASSPHRASE + "\n", encoding="utf-8")
    return file


def _acts(run: Run) -> list[str]:
    return [row["act"] for row in run("trail", "list", "--format", "json").json]


def test_the_page_of_the_kit_is_enough_for_a_rehearsal(run: Run, kept: Kept) -> None:
    rehearsed = run("recovery", "rehearse", "--kit", kept.kit)
    assert (rehearsed.code, rehearsed.out) == (0, ""), rehearsed.err
    assert _acts(run)[-1] == "recovery-rehearsed"


def test_a_page_with_other_words_than_the_registers_is_not_gone_on_with(
    run: Run, kept: Kept, other_kit: Path, new_passphrase: Path
) -> None:
    words = [line for line in other_kit.read_text().splitlines() if "fingerprint" in line]
    page = kept.kit.read_text()
    own = next(line for line in page.splitlines() if "fingerprint" in line)
    kept.kit.write_text(page.replace(own, words[0]))
    use = ("recovery", "use", "--member", AINO, "--kit", kept.kit)
    refused = run(*use, "--passphrase-file", new_passphrase)
    assert (refused.code, refused.out) == (2, "")
    assert "other words" in refused.err
    assert "recovery-used" not in _acts(run)


def test_a_rehearsal_asks_for_some_groups_at_a_terminal(
    run: Run, kept: Kept, terminal: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions: list[str] = []
    terminal(PASSPHRASE)
    monkeypatch.delenv("SOMESEC_PASSPHRASE_FILE")

    def read_from_the_page(question: str) -> str:
        if question == "Passphrase: ":
            return PASSPHRASE
        questions.append(question)
        numbers = question.removeprefix("Groups ").partition(" of")[0]
        return "-".join(kept.groups[int(number) - 1] for number in numbers.split(", "))

    monkeypatch.setattr("getpass.getpass", read_from_the_page)
    monkeypatch.setattr("somesec.cli.recovery.on_terminal", lambda: True)
    assert run("recovery", "rehearse").code == 0
    assert len(questions) == 1


def test_the_bare_key_and_standard_input_will_do(run: Run, kept: Kept) -> None:
    for text in (" ".join(kept.groups), "-".join(kept.groups).lower(), kept.kit.read_text()):
        assert run("recovery", "rehearse", "--kit", "-", stdin=text).code == 0


def test_another_kit_ends_with_3_and_a_slip_with_2(run: Run, kept: Kept, other_kit: Path) -> None:
    assert run("recovery", "rehearse", "--kit", other_kit).code == 3
    groups = kept.groups
    groups[4] = groups[4][:-1] + ("0" if groups[4][-1] != "0" else "1")
    slip = run("recovery", "rehearse", "--kit", "-", stdin=" ".join(groups))
    assert slip.code == 2
    assert "5" in slip.err
    assert not set(groups) & set(slip.err.split())
    assert run("recovery", "rehearse", "--kit", "-", stdin="Good morning!").code == 2
    assert "recovery-rehearsed" not in _acts(run)


def test_without_kit_and_terminal_it_says_what_to_give(run: Run, kept: Kept) -> None:
    answer = run("recovery", "rehearse")
    assert answer.code == 2
    assert "--kit FILE" in answer.err
    assert run("recovery", "use", "--member", AINO).code == 3


def test_who_forgot_the_passphrase_gets_back_in(run: Run, kept: Kept, new_passphrase: Path) -> None:
    words = ("recovery", "use", "--member", "aino  testi", "--kit", kept.kit)
    used = run(*words, "--passphrase-file", new_passphrase)
    assert (used.code, used.out) == (0, ""), used.err
    assert "They are the words on the kit's page." in used.err
    assert "open nothing any more" in used.err
    assert run("unit", "add", "--name", "Kirjasto").code == 3
    assert run("unit", "add", "--name", "K", "--passphrase-file", new_passphrase).code == 0
    rows = run("member", "list", "--format", "json", "--passphrase-file", new_passphrase).json
    assert [(row["role"], row["secrets"]) for row in rows] == [("coordinator", ["K"])]
    # The kit in use goes on serving.
    again = run(
        *("recovery", "rehearse", "--kit", kept.kit), *("--passphrase-file", new_passphrase)
    )
    assert again.code == 0


def test_a_new_kit_ends_the_old_one(
    run: Run, kept: Kept, new_passphrase: Path, tmp_path: Path
) -> None:
    new_kit = tmp_path / "new-kit.txt"
    words = ("--member", "Eino Koe", "--passphrase-file", new_passphrase)
    used = run("recovery", "use", "--kit", kept.kit, *words, "--recovery-kit", new_kit)
    assert used.code == 0, used.err
    assert run("recovery", "rehearse", "--kit", kept.kit).code == 3
    assert run("recovery", "rehearse", "--kit", new_kit).code == 0
    third = ("recovery", "use", "--member", "Siiri Malli", "--passphrase-file", new_passphrase)
    assert run(*third, "--kit", kept.kit).code == 3
    assert run(*third, "--kit", new_kit).code == 0
    assert run("verify").code == 0


def test_no_empty_kit_stays_behind_and_none_is_written_over(
    run: Run, kept: Kept, other_kit: Path, new_passphrase: Path, tmp_path: Path
) -> None:
    words = ("recovery", "use", "--member", AINO, "--passphrase-file", new_passphrase)
    new_kit = tmp_path / "new-kit.txt"
    assert run(*words, "--kit", other_kit, "--recovery-kit", new_kit).code == 3
    assert not new_kit.exists()
    before = kept.kit.read_text()
    assert run(*words, "--kit", kept.kit, "--recovery-kit", kept.kit).code == 2
    assert kept.kit.read_text() == before
    assert "recovery-used" not in _acts(run)


def test_at_a_terminal_somebody_compares_the_words_of_a_bare_key(
    run: Run,
    kept: Kept,
    new_passphrase: Path,
    at_terminal: Callable[..., None],
) -> None:
    words = (
        *("recovery", "use", "--member", AINO, "--kit", "-"),
        *("--passphrase-file", new_passphrase),
    )
    at_terminal("yes")
    assert run(*words, stdin=" ".join(kept.groups)).code == 2
    assert "recovery-used" not in _acts(run)
    (line,) = [one for one in kept.kit.read_text().splitlines() if "fingerprint" in one]
    at_terminal(line.split()[-1].upper())
    assert run(*words, stdin=" ".join(kept.groups)).code == 0


def test_the_new_coordinator_needs_a_name(run: Run, kept: Kept) -> None:
    answer = run("recovery", "use", "--kit", kept.kit)
    assert answer.code == 2
    assert "--member NAME" in answer.err


class TestANewKitForOneThatIsLost:
    def test_is_written_to_a_file_that_others_cannot_read_and_the_lost_one_ends(
        self, run: Run, kept: Kept, tmp_path: Path
    ) -> None:
        kit = tmp_path / "new-kit.txt"
        renewed = run("recovery", "renew", "--recovery-kit", kit)
        assert (renewed.code, renewed.out) == (0, ""), renewed.err
        assert str(kit) in renewed.err
        assert kit.stat().st_mode & 0o777 == 0o600
        assert run("recovery", "rehearse", "--kit", kept.kit).code == 3
        assert run("recovery", "rehearse", "--kit", kit).code == 0
        assert _acts(run)[-2:] == ["recovery-renewed", "recovery-rehearsed"]

    def test_is_printed_where_no_file_is_named(self, run: Run, kept: Kept) -> None:
        renewed = run("recovery", "renew")
        assert renewed.code == 0
        assert run("recovery", "rehearse", "--kit", "-", stdin=renewed.out).code == 0

    def test_is_not_made_where_its_file_cannot_be(
        self, run: Run, kept: Kept, tmp_path: Path
    ) -> None:
        for file in (kept.kit, kept.place, tmp_path / "no-folder" / "kit.txt"):
            refused = run("recovery", "renew", "--recovery-kit", file)
            assert (refused.code, refused.out) == (2, "")
        assert "recovery-renewed" not in _acts(run)
        assert run("recovery", "rehearse", "--kit", kept.kit).code == 0

    def test_has_passwords_rotated_where_the_page_may_be_in_wrong_hands(
        self, run: Run, kept: Kept, tmp_path: Path
    ) -> None:
        assert run("unit", "add", "--name", "Kirjasto").code == 0
        page = ("--unit", "Kirjasto", "--platform", "facebook", "--handle", "kirjasto")
        assert run("account", "add", *page).code == 0
        assert run("secret", "generate", "facebook").code == 0
        renewed = run("recovery", "renew", "--exposed", "--recovery-kit", tmp_path / "new.txt")
        assert renewed.code == 0
        assert "1 password is to be rotated" in renewed.err
        due = run("rotate", "list", "--format", "json").json
        assert [(row["account"], row["reason"]) for row in due] == [
            ("facebook/kirjasto", "kit-exposed")
        ]

    def test_says_what_it_cannot_open(self, run: Run, kept: Kept, tmp_path: Path) -> None:
        assert run("unit", "add", "--name", "Uimahalli").code == 0
        assert run("revoke", AINO, "--unit", "Uimahalli", "--force").code == 0
        new = tmp_path / "new.txt"
        refused = run("recovery", "renew", "--recovery-kit", new)
        assert refused.code == 2
        assert "Uimahalli" in refused.err
        assert not new.exists()
        renewed = run("recovery", "renew", "--force", "--recovery-kit", new)
        assert renewed.code == 0
        for said in (renewed, run("member", "list"), run("recovery", "rehearse", "--kit", new)):
            assert "all but the passwords of Uimahalli" in said.err
