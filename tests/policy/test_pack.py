import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, strategies

from policy.engine import pack_named
from policy.lines import line_of
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


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('[clauses."5-f"]\n', '[clauses."5-f"]\nrule = 1\n', r"clauses\.5-f\.rule, line"),
        ('[clauses."5-f"]\nen = "', '[clauses."5-f"]\nen = 7 # "', r"clauses\.5-f\.en, line"),
        ('need = "3.1-d"', 'needs = "3.1-d"', r"planning\.needs, line"),
        (
            'need = "3.1-d"',
            'need = "9.9-z"',
            r"planning\.need, line \d+: there is no clause '9.9-z'",
        ),
        ('fi = "henkilöstöjohtaja"', "fi = 1", r"approver_roles\.1\.fi, line"),
        (
            'version = "1"',
            'version = "1"\noff = ["SOM999"]',
            "off, line 6: there is no rule 'SOM999'",
        ),
        ("[thresholds]", '[severities]\nSOM999 = "low"\n[thresholds]', r"severities\.SOM999, line"),
        (
            "[thresholds]",
            '[severities]\nSOM801 = "dire"\n[thresholds]',
            r"severities\.SOM801, line",
        ),
        ('[clauses."5-f"]', '[clauses."5-f"]\nrules = ["SOM1"]', r"clauses\.5-f\.rules, line"),
    ],
)
def test_a_town_is_told_the_line_of_what_is_wrong(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    file = changed_file(tmp_path, old, new)
    with pytest.raises(InputError, match=says) as refused:
        pack_named(str(file))
    told = re.search(r"line (\d+)", str(refused.value))
    assert told
    line = int(told[1])
    word = new.splitlines()[-1].split(" ")[0] if "\n" not in new else ""
    assert word in file.read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_pack_of_ones_own_is_taken_by_its_file_and_a_shipped_one_by_its_name(
    tmp_path: Path,
) -> None:
    file = changed_file(tmp_path, 'id = "kauhava"', 'id = "testila"')
    assert pack_named(str(file)).id == "testila"
    assert pack_named("nist-800-63b-4").id == "nist-800-63b-4"
    with pytest.raises(InputError, match="kauhava"):
        pack_named(str(tmp_path / "none.toml"))


@given(strategies.text(max_size=300), strategies.lists(strategies.text(max_size=5), max_size=3))
def test_any_text_has_a_line_for_a_key_or_none(text: str, path: list[str]) -> None:
    line = line_of(text, path)
    assert line is None or 1 <= line <= len(text.splitlines())


def test_a_key_is_found_under_its_own_table() -> None:
    text = "a = 1\n[t]\na = 2\n[t.'x.y']\na = 3\n[[r]]\na = 4\n[[r]]\nb.a = 5 # a = 6\n"
    places = {
        ("a",): 1,
        ("t", "a"): 3,
        ("t", "x.y", "a"): 5,
        ("r", 0, "a"): 7,
        ("r", 1, "b", "a"): 9,
    }
    assert {path: line_of(text, path) for path in places} == places
    assert line_of(text, ("t", "missing")) == 2
    assert line_of(text, ("nothing",)) is None
