"""Where a passphrase comes from, and what is said when it does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE, PASSWORD, Town

Terminal = Callable[..., None]


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n", "\nsecond line\n"], ids=repr)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_the_first_line_of_the_file_without_its_end_opens(
    town: Town, run: Run, tmp_path: Path, line_end: str, mark: str
) -> None:
    file = tmp_path / "p"
    file.write_bytes((mark + PASSPHRASE + line_end).encode())
    assert run("unit", "list", "--register", town.place, "--passphrase-file", file).code == 0


def test_a_dash_is_standard_input(town: Town, run: Run) -> None:
    words = ("unit", "list", "--register", town.place, "--passphrase-file", "-")
    assert run(*words, stdin=PASSPHRASE + "\n").code == 0


def test_the_environment_names_the_file(
    town: Town, run: Run, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOMESEC_PASSPHRASE_FILE", str(passphrase_file))
    assert run("unit", "list", "--register", town.place).code == 0


def test_passphrase_and_secret_can_follow_each_other_on_standard_input(
    town: Town, run: Run
) -> None:
    words = ("--register", town.place, "--passphrase-file", "-", "secret")
    stored = run(
        *words, "set", "tiktok", "--value-file", "-", stdin=f"{PASSPHRASE}\nuusi sana 1 ä\n"
    )
    assert stored.code == 0, stored.err
    assert run(*words, "show", "tiktok", stdin=PASSPHRASE).out == "uusi sana 1 ä\n"


def test_without_file_and_terminal_it_is_locked(town: Town, run: Run) -> None:
    answer = run("unit", "list", "--register", town.place)
    assert answer.code == 3
    assert "--passphrase-file FILE" in answer.err


def test_at_a_terminal_it_is_asked_for(town: Town, run: Run, terminal: Terminal) -> None:
    terminal(PASSPHRASE)
    assert run("unit", "list", "--register", town.place).code == 0


def test_typing_nothing_is_locked(town: Town, run: Run, terminal: Terminal) -> None:
    terminal("")
    assert run("unit", "list", "--register", town.place).code == 3


def test_nobody_types_a_passphrase_for_a_register_that_is_not_there(
    run: Run, terminal: Terminal, tmp_path: Path
) -> None:
    terminal()
    answer = run("unit", "list", "--register", tmp_path / "nowhere.somesec")
    assert answer.code == 2
    assert "somesec init" in answer.err


@pytest.mark.parametrize(
    "content", [b"", b"\nafter an empty line\n", b"\xff\xfe\xff", b"x" * (1024 * 1024 + 1)]
)
def test_a_file_without_a_fit_first_line_is_bad_input(
    town: Town, run: Run, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "p"
    file.write_bytes(content)
    answer = run("unit", "list", "--register", town.place, "--passphrase-file", file)
    assert answer.code == 2
    assert str(file) in answer.err


def test_a_file_that_is_not_there_is_bad_input(town: Town, run: Run, tmp_path: Path) -> None:
    answer = run("unit", "list", "--register", town.place, "--passphrase-file", tmp_path / "no")
    assert answer.code == 2
    assert str(tmp_path / "no") in answer.err


def test_the_passphrase_changes_and_the_old_one_opens_no_more(
    at_town: Run, tmp_path: Path, town: Town
) -> None:
    new = tmp_path / "new.txt"
    new.write_text("viisi aivan uutta sanaa kanootti\n", encoding="utf-8")
    assert at_town("passphrase", "--new-passphrase-file", new).code == 0
    assert at_town("unit", "list").code == 3
    assert at_town("unit", "list", "--passphrase-file", new).code == 0


def test_a_new_passphrase_typed_differently_changes_nothing(
    at_town: Run, terminal: Terminal
) -> None:
    terminal("yksi kaksi kolme", "yksi kaksi neljä")
    assert at_town("passphrase").code == 2
    assert at_town("unit", "list").code == 0


def test_a_weak_new_passphrase_is_advised_against_and_taken(at_town: Run, tmp_path: Path) -> None:
    weak = tmp_path / "weak.txt"
    weak.write_text("testilä1\n", encoding="utf-8")
    answer = at_town("passphrase", "--new-passphrase-file", weak)
    assert answer.code == 0
    assert "easily guessed" in answer.err
    assert "testilä1" not in answer.err


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        ("en", "there is no such file or folder"),
        ("fi", "tiedostoa tai kansiota ei ole"),
        ("sv", "det finns ingen sådan fil eller mapp"),
    ],
)
def test_the_reason_of_the_system_is_in_the_readers_language(
    at_town: Run, spoken: str, said: str
) -> None:
    answer = at_town("unit", "list", "--passphrase-file", "nowhere", "--language", spoken)
    assert answer.code == 2
    assert f": {said}." in answer.err


def test_no_error_repeats_passphrase_or_password(at_town: Run, passphrase_file: Path) -> None:
    for words in (
        ("secret", "show", "tiktok"),
        ("secret", "set", "facebook", "--field", "no-field", "--value-file", str(passphrase_file)),
        ("rotate", "confirm", "facebook"),
        ("import", str(passphrase_file)),
        ("breach", "check", "--corpus", str(passphrase_file)),
    ):
        answer = at_town(*words)
        assert answer.code != 0, words
        assert PASSPHRASE not in answer.out + answer.err
        assert PASSWORD not in answer.out + answer.err


# -- what is needed besides the passphrase ------------------------------------------------------


@pytest.fixture
def new(tmp_path: Path) -> tuple[str, Path]:
    """What names the new passphrase: here the one so far."""
    file = tmp_path / "new.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return "--new-passphrase-file", file


def test_a_key_file_is_asked_for_exchanged_and_dropped(
    at_town: Run, tmp_path: Path, new: tuple[str, Path]
) -> None:
    one, two = tmp_path / "one.key", tmp_path / "two.key"
    one.write_bytes(b"1" * 64)
    two.write_bytes(b"2" * 64)
    assert at_town("passphrase", *new, "--new-key-file", one).code == 0
    assert at_town("unit", "list").code == 3
    assert at_town("unit", "list", "--key-file", one).code == 0
    assert at_town("passphrase", *new, "--key-file", one, "--new-key-file", two).code == 0
    assert at_town("unit", "list", "--key-file", one).code == 3
    assert at_town("passphrase", *new, "--key-file", two, "--no-key-file").code == 0
    assert at_town("unit", "list").code == 0
    assert at_town("passphrase", *new, "--no-key-file", "--new-key-file", one).code == 2


def test_a_register_is_locked_to_one_computer_and_freed_again(
    at_town: Run, tmp_path: Path, new: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert at_town("passphrase", *new, "--this-computer-only").code == 0
    assert at_town("unit", "list").code == 0
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
        assert at_town("unit", "list").code == 3
    assert at_town("passphrase", *new).code == 0
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
        assert at_town("unit", "list").code == 3
    assert at_town("passphrase", *new, "--any-computer").code == 0
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
        assert at_town("unit", "list").code == 0


def test_bytes_at_the_prompt_that_are_no_utf_8_are_a_sentence(
    town: Town, run: Run, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(_prompt: str) -> str:
        return b"\xe4".decode()

    terminal()
    monkeypatch.setattr("getpass.getpass", decode)
    answer = run("unit", "list", "--register", town.place)
    assert answer.code == 2
    assert "What was typed is not UTF-8 text" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("account", "edit", "facebook", "--notes", "\udce4"),
        ("unit", "add", "--name", "Kirj\udce4"),
        ("backup", "\udce4.somesec"),
    ],
    ids="-".join,
)
def test_bytes_on_the_command_line_that_are_no_utf_8_are_a_sentence(
    at_town: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = at_town(*words)
    assert answer.code == 2, answer.err
    assert "What was typed is not UTF-8 text. Check the terminal's encoding." in answer.err
    assert at_town("verify").code == 0
