"""Secrets shown, set and made, and rotated step by step."""

from collections.abc import Callable
from pathlib import Path

import pytest

from somesec import clock
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, TODAY, Town

ACCOUNT = "facebook/testilankirjasto"


def test_a_secret_is_shown_bare(at_town: Run) -> None:
    answer = at_town("secret", "show", ACCOUNT)
    assert (answer.code, answer.out, answer.err) == (0, PASSWORD + "\n", "")


def test_a_secret_that_is_not_there_is_a_sentence(at_town: Run) -> None:
    answer = at_town("secret", "show", "tiktok")
    assert answer.code == 2
    assert "tiktok/testilannuoret" in answer.err


def test_a_secret_is_set_from_a_file_and_the_old_one_is_kept(
    at_town: Run, tmp_path: Path, town: Town
) -> None:
    value = tmp_path / "value"
    value.write_text("=toinen-Sana\u00a041 \n", encoding="utf-8")
    answer = at_town("secret", "set", ACCOUNT, "--value-file", value)
    assert (answer.code, answer.out) == (0, "")
    assert at_town("secret", "show", ACCOUNT).out == "=toinen-Sana\u00a041 \n"
    town.register.refresh()
    account = next(a for a in town.register.records.accounts.values() if a.name == ACCOUNT)
    assert [old.password for old in town.register.secret(account.id).previous] == [PASSWORD]


def test_a_secret_is_typed_twice(at_town: Run, terminal: Callable[..., None]) -> None:
    terminal("uusi-Sana-41", "uusi-Sana-42")
    with_difference = at_town("secret", "set", ACCOUNT)
    assert with_difference.code == 2
    assert "uusi-Sana" not in with_difference.err
    assert at_town("secret", "show", ACCOUNT).out == PASSWORD + "\n"


def test_without_file_and_terminal_no_secret_is_set(at_town: Run) -> None:
    answer = at_town("secret", "set", ACCOUNT)
    assert answer.code == 2
    assert "--value-file" in answer.err


def test_recovery_codes_have_a_line_each(at_town: Run) -> None:
    words = ("secret", "set", ACCOUNT, "--field", "recovery-codes", "--value-file", "-")
    assert at_town(*words, stdin="1111-2222\n3333-4444\n").code == 0
    shown = at_town("secret", "show", ACCOUNT, "--field", "recovery_codes")
    assert shown.out == "1111-2222\n3333-4444\n"


def test_the_present_code_of_a_totp_key_is_shown(at_town: Run) -> None:
    """The key is the first of RFC 6238's test vectors, whose moment 59 s gives 287082."""
    words = ("secret", "set", ACCOUNT, "--field", "totp", "--value-file", "-")
    assert at_town(*words, stdin="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").code == 0
    answer = at_town("secret", "show", ACCOUNT, "--field", "code")
    assert answer.code == 0
    assert len(answer.out) == len("287082\n")
    assert answer.out.strip().isdigit()
    assert "second" in answer.err


def test_a_bad_totp_key_is_refused(at_town: Run) -> None:
    words = ("secret", "set", ACCOUNT, "--field", "totp", "--value-file", "-")
    answer = at_town(*words, stdin="kanarialintu-01!")
    assert answer.code == 2
    assert "kanarialintu-01!" not in answer.err


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        (("--length", "24"), lambda text: len(text) == 24),
        (("--words", "4", "--words-in", "fi"), lambda text: len(text.split("-")) >= 4),
        ((), lambda text: len(text) >= 16),
    ],
    ids=["length", "words", "default"],
)
def test_a_password_is_made_written_and_printed(
    at_town: Run, words: tuple[str, ...], fits: Callable[[str], bool]
) -> None:
    made = at_town("secret", "generate", ACCOUNT, *words)
    assert made.code == 0, made.err
    assert fits(made.out.strip())
    assert at_town("secret", "show", ACCOUNT).out == made.out


def test_a_rotation_is_started_confirmed_and_loses_no_password(at_town: Run, town: Town) -> None:
    started = at_town("rotate", "start", ACCOUNT, "--length", "20", "--format", "json")
    assert started.code == 0, started.err
    assert set(started.json) == {"account", "pending"}
    assert started.json["account"] == ACCOUNT
    pending = started.json["pending"]
    assert at_town("secret", "show", ACCOUNT).out == PASSWORD + "\n"
    assert at_town("secret", "show", ACCOUNT, "--pending").out == pending + "\n"
    unfinished = at_town("rotate", "list", "--format", "json").json
    assert [(row["account"], row["state"]) for row in unfinished] == [(ACCOUNT, "unfinished")]
    assert at_town("rotate", "start", ACCOUNT).code == 6
    assert at_town("rotate", "confirm", ACCOUNT).code == 0
    assert at_town("secret", "show", ACCOUNT).out == pending + "\n"
    assert at_town("secret", "show", ACCOUNT, "--pending").code == 2
    assert at_town("rotate", "list", "--format", "json").json == []


def test_a_rotation_is_cancelled_and_the_password_stays(at_town: Run) -> None:
    started = at_town("rotate", "start", ACCOUNT, "--value-file", "-", stdin="oma-Uusi-sana-41\n")
    assert started.out == "oma-Uusi-sana-41\n"
    assert f"rotate confirm {ACCOUNT}" in started.err
    assert "oma-Uusi" not in started.err
    assert at_town("rotate", "cancel", ACCOUNT).code == 0
    assert at_town("secret", "show", ACCOUNT).out == PASSWORD + "\n"
    assert at_town("rotate", "cancel", ACCOUNT).code == 2


def test_a_pending_password_is_shown_only_after_it_is_stored(
    at_town: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("somesec.register.draft.Draft.write", fail)
    answer = at_town("rotate", "start", ACCOUNT)
    assert answer.code != 0
    assert answer.out == ""


def test_only_a_password_is_ever_pending(at_town: Run) -> None:
    assert at_town("secret", "show", ACCOUNT, "--field", "totp", "--pending").code == 2


def test_rotations_since_when_are_told_in_text(at_town: Run) -> None:
    with clock.frozen(TODAY):
        at_town("rotate", "start", ACCOUNT)
    listed = at_town("rotate", "list").out.splitlines()
    assert listed[1].split() == [ACCOUNT, "unfinished", "2026-11-22"]


def test_a_field_that_is_not_there_is_named_as_the_option_is_written(at_town: Run) -> None:
    answer = at_town("secret", "show", "facebook", "--field", "recovery_codes")
    assert answer.code == 2
    assert "has no recovery-codes" in answer.err
