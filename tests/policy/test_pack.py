from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from policy.pack import Pack, load_pack, load_pack_file, pack_names
from somesec import language
from somesec.errors import InputError
from somesec.model import Setting
from somesec.model.facts import LENGTH_CLASSES

KAUHAVA = Path(__file__).parents[2] / "policy" / "packs" / "kauhava.toml"


def setting(key: str, value: str, day: int = 1) -> Setting:
    moment = datetime(2026, 11, day, tzinfo=UTC)
    return Setting(id=uuid4(), key=key, value=value, set_by="Aino", set_at=moment)


def changed_file(folder: Path, old: str, new: str) -> Path:
    text = KAUHAVA.read_text(encoding="utf-8")
    assert old in text
    path = folder / "own.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_kauhava_pack_is_there_and_whole() -> None:
    pack = load_pack("kauhava")
    assert (pack.id, pack.intervals.post, pack.thresholds.administrators) == ("kauhava", 7, 2)
    assert "kauhava" in pack_names()
    assert load_pack_file(KAUHAVA) == pack


def test_the_length_threshold_is_an_edge_of_the_length_classes() -> None:
    assert load_pack("kauhava").thresholds.length in LENGTH_CLASSES


def test_every_clause_is_written_in_three_different_texts() -> None:
    for clause, text in load_pack("kauhava").clauses.items():
        assert len({text.en, text.fi, text.sv}) == 3, clause


def test_a_clause_is_shown_in_the_readers_language() -> None:
    pack = load_pack("kauhava")
    try:
        language.choose("fi")
        assert pack.clause("3.2-b") == "Sivua päivitetään vähintään kerran viikossa."
        language.choose("sv")
        assert "veckan" in pack.clause("3.2-b")
    finally:
        language.choose("en")
    assert pack.clause("9.9-z") == ""


@pytest.mark.parametrize("name", ["nowhere", "../packs/kauhava", "", "Kauhava"])
def test_a_pack_that_is_not_there_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(InputError, match="kauhava"):
        load_pack(name)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("post = 7", "posts = 7", "posts, line"),
        ("post = 7", 'post = "7"', r"intervals\.post, line"),
        ("post = 7", "", "post"),
        ("waiver = 180", "waiver = 181", r"intervals\.waiver, line"),
        ("strength = 4", "strength = 5", r"thresholds\.strength, line"),
        ('id = "kauhava"', "id = 7", "id, line"),
        ('id = "kauhava"', 'id = "x"\nsecret = 1', "secret, line"),
        ("post = 7", "post = ", "TOML"),
    ],
)
def test_a_pack_file_that_is_wrong_is_refused_by_key_and_line(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        load_pack_file(changed_file(tmp_path, old, new))


def test_a_pack_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_pack_file(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        load_pack_file(tmp_path / "binary.toml")


def test_a_local_change_takes_effect_and_the_latest_wins() -> None:
    pack = load_pack("kauhava")
    later = setting("intervals.post", "10", day=2)
    changed = pack.changed_by([later, setting("intervals.post", "9", day=1)])
    assert changed.intervals.post == 10
    assert pack.intervals.post == 7
    assert changed.clauses == pack.clauses


def test_a_severity_and_a_rule_turned_off_can_be_set_locally() -> None:
    changed: Pack = load_pack("kauhava").changed_by(
        [setting("severities.SOM804", '"high"'), setting("off", '["SOM802"]')]
    )
    assert changed.severities == {"SOM804": "high"}
    assert changed.off == ("SOM802",)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("intervals.lok", "3"),
        ("intervals.look", '"3"'),
        ("intervals.look", "3\nother = 4"),
        ("intervals.look", "= ="),
        ("nothing.at.all", "3"),
        ("id.deeper", "3"),
        ("", "3"),
    ],
)
def test_a_local_change_that_does_not_fit_is_refused(key: str, value: str) -> None:
    with pytest.raises(InputError, match="does not fit"):
        load_pack("kauhava").changed_by([setting(key, value)])
