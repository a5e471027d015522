"""What somebody chose is kept, and a mistake in its file is said with its line."""

from pathlib import Path

import pytest

from screens import keymap, preferences
from screens.preferences import Preferences
from somesec.errors import InputError

CHOSEN = Preferences(
    language="sv", look="high-contrast", lock_minutes=10, clipboard_seconds=15, toured=True
)


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_what_was_chosen_is_there_again_and_readable_by_its_owner_only(home: Path) -> None:
    assert preferences.load() == Preferences()
    preferences.store(CHOSEN)
    assert preferences.load() == CHOSEN
    assert preferences.preferences_file().is_relative_to(home)
    assert preferences.preferences_file().stat().st_mode & 0o777 == 0o600
    preferences.store(Preferences())
    assert preferences.load() == Preferences()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('language = "fi"\ncolour = 3\n', 2, "there is no setting 'colour'"),
        ('language = "et"\n', 1, "language is one of: en, fi, sv"),
        ("\n\nlock_minutes = 0\n", 3, "whole number from 1 to 60"),
        ("lock_minutes = true\n", 1, "whole number from 1 to 60"),
        ("clipboard_seconds = 3600\n", 1, "whole number from 5 to 300"),
        ('toured = "yes"\n', 1, "toured is true or false"),
        ('look = "dark"\nlanguage = \n', 2, "that is no TOML"),
        ("[language]\n", 1, "language is one of"),
    ],
)
def test_a_mistake_is_said_in_one_sentence_with_its_line(text: str, line: int, said: str) -> None:
    write(preferences.preferences_file(), text)
    with pytest.raises(InputError) as caught:
        preferences.load()
    assert f"settings.toml, line {line}: " in str(caught.value)
    assert said in str(caught.value)


def test_a_file_that_is_no_text_or_far_too_long_is_refused() -> None:
    file = preferences.preferences_file()
    write(file, "")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        preferences.load()
    file.write_bytes(b"#" * 100_000)
    with pytest.raises(InputError, match="too large"):
        preferences.load()


# Keys


def test_keys_that_were_chosen_are_read() -> None:
    write(keymap.keymap_file(), '"rows.down" = "down,n"\n"app.lock" = "ctrl+k"\n')
    assert keymap.load() == {"rows.down": "down,n", "app.lock": "ctrl+k"}


def test_what_has_one_key_by_default_may_have_one_that_was_chosen() -> None:
    write(keymap.keymap_file(), '"form.save" = "f12"\n"invite.make" = "f12"\n')
    assert keymap.load() == {"form.save": "f12", "invite.make": "f12"}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('"rows.sideways" = "x"\n', 1, "there is no key 'rows.sideways'"),
        ('\n"rows.down" = 3\n', 2, "in quotes"),
        ('"rows.down" = "hyperspace"\n', 1, "'hyperspace' is no key"),
        ('"rows.down" = "down,k"\n', 1, "k is the key for rows.up already"),
        ('"accounts.edit" = "ctrl+l"\n', 1, "ctrl+l is the key for app.lock already"),
    ],
)
def test_a_mistake_in_the_keys_is_said_with_its_line(text: str, line: int, said: str) -> None:
    write(keymap.keymap_file(), text)
    with pytest.raises(InputError) as caught:
        keymap.load()
    assert f"keys.toml, line {line}: " in str(caught.value)
    assert said in str(caught.value)


def test_every_key_of_the_screens_has_an_id_of_its_own() -> None:
    owned = [(kind, binding) for kind in keymap._owners() for binding in keymap._own_bindings(kind)]
    assert [(kind.__name__, binding.key) for kind, binding in owned if not binding.id] == []
    ids = [str(binding.id) for _kind, binding in owned]
    assert sorted(ids) == sorted(set(ids))
    assert set(keymap.bindings()) == set(ids)
