"""The filter language, and which accounts fit a filter."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.finding import Severity
from somesec import clock, language
from somesec.errors import InputError
from somesec.language import LANGUAGES, said_in
from somesec.model import RotationDue, Waiver
from somesec.register import accounts, auditing, filters
from somesec.register.filter_language import (
    ANYWHERE,
    CHOICE_FIELDS,
    FIELDS,
    Condition,
    Field,
    Filter,
    Kind,
    Missing,
    State,
    parse,
)
from somesec.register.filtering import Line, Lines, Typed, narrows
from somesec.register.labels import CHOICES
from tests.conftest import TODAY, Town
from tests.docs.pages import page, table

_PARTS = (
    "f",
    "fa",
    "face",
    "-f",
    "-fa",
    "x",
    "unit:k",
    "unit:kir",
    "unit:kir,n",
    "admin:e",
    "due<9",
)
_TEXT = st.text('aäÅ1.@-,:<>="\n é', min_size=1, max_size=8) | st.sampled_from(
    ["waived", "puuttuu", "missing", "unit:x", "-a"]
)


def _value(field: Field) -> st.SearchStrategy[object]:
    return {
        Kind.TEXT: _TEXT,
        Kind.CHOICE: st.sampled_from(list(CHOICES[CHOICE_FIELDS.get(field.name, "status")])),
        Kind.STATE: st.sampled_from(list(State)),
        Kind.SEVERITY: st.sampled_from(list(Severity)),
        Kind.NUMBER: st.integers(0, 999_999),
        Kind.DAY: st.one_of(st.integers(-99_999, 99_999), st.dates()),
    }[field.kind]


@st.composite
def _conditions(draw: st.DrawFn) -> Condition:
    negated = draw(st.booleans())
    if draw(st.booleans()):
        return Condition(ANYWHERE, ":", (draw(_TEXT),), negated)
    field = draw(st.sampled_from(FIELDS))
    has_order = field.kind in (Kind.SEVERITY, Kind.NUMBER, Kind.DAY)
    operator = draw(st.sampled_from((":", "<", "<=", ">", ">=") if has_order else (":",)))
    one = _value(field)
    if operator == ":" and field.kind is not Kind.STATE:
        one = st.one_of(one, st.just(Missing.MISSING))
    values = draw(st.lists(one, min_size=1, max_size=3))
    return Condition(field.name, operator, tuple(values), negated)  # type: ignore[arg-type]


# The first choice takes a while: the words of every language are read for it.
@settings(deadline=None)
@given(st.lists(_conditions(), max_size=4))
def test_a_filter_written_out_is_the_same_filter_when_it_is_read(made: list[Condition]) -> None:
    from unicodedata import normalize

    written = normalize("NFC", str(Filter(tuple(made))))
    read = parse(written)
    assert str(read) == written
    assert parse(str(read)) == read
    assert [c.field for c in read.conditions] == [c.field for c in made]


@settings(deadline=None)
@given(st.text(max_size=40) | st.text('unit:"-,<>= sev12', max_size=30))
def test_any_text_is_a_filter_or_refused_in_a_sentence(text: str) -> None:
    try:
        read = parse(text)
    except InputError:
        return
    assert parse(str(read)) == read


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("yksikkö:kirjasto", "unit:kirjasto"),
        ("YKSIKKO:kirjasto", "unit:kirjasto"),
        ("enhet:kirjasto", "unit:kirjasto"),
        ("vakavuus>=vakava -poikkeuslupa", "sev>=high -is:waived"),
        ("allvar>=hög -undantag", "sev>=high -is:waived"),
        ("severity=critical", "sev:critical"),
        ("tila:suljettu", "status:suljettu"),
        ("määräpäivä<30", "due<30"),
        ("admin:puuttuu", "admin:missing"),
        ("post<22.11.2026", "post<2026-11-22"),
    ],
)
def test_names_of_three_languages_mean_the_same(text: str, same: str) -> None:
    if "suljettu" in same:
        language.choose("fi")
        same = "status:closed"
    assert parse(text) == parse(same)


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("name", CHOICE_FIELDS)
def test_a_choice_said_in_any_language_is_understood_in_every_language(
    name: str, reader: str
) -> None:
    choices = CHOICES[CHOICE_FIELDS[name]]
    language.choose(reader)
    theirs = {said_in(reader, word): value for value, word in choices.items()}
    for spoken in LANGUAGES:
        for value, word in choices.items():
            said = said_in(spoken, word)
            read = parse(f'{name}:"{said}"').conditions[0].values
            assert read == (theirs.get(said, value),), (spoken, said)


def test_a_filter_is_kept_by_codes_whatever_language_it_was_typed_in(town: Town) -> None:
    language.choose("sv")
    kept = filters.keep(town.register, "Stängda", "status:stängt allvar>=hög -undantag")
    assert kept.text == "status:closed sev>=high -is:waived"


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("severity", Severity)
def test_a_severity_said_in_any_language_is_understood_in_every_language(
    severity: Severity, reader: str
) -> None:
    labels = []
    for spoken in LANGUAGES:
        language.choose(spoken)
        labels.append(severity.label)
    language.choose(reader)
    assert {parse(f"sev:{label}") for label in labels} == {parse(f"sev:{severity.value}")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("untt:kirjasto", "There is no field 'untt'. Did you mean unit?"),
        ("https://a.b", 'For text with such a sign in it use quotes: "https:…"'),
        ("unit:", "Say what unit is to be"),
        ("unit>3", "'unit' has no order to compare by"),
        ("sev:worst", "It can be: critical, high, medium, low, info."),
        ("is:new", "It can be: unknown, waived"),
        ("status:gone", "It can be: planned, open, closing, closed."),
        ("findings>many", "'many' is no number."),
        ("due<soon", "'soon' is no day."),
        ("due<31.2.2026", "'31.2.2026' is no day."),
        ("due<missing", "What is missing cannot be compared"),
        ('unit:"kir', "A quotation mark is open"),
        ("-", "Say after the minus"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        parse(text)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vakavuus>=kova", "Kentän vakavuus arvo ei voi olla 'kova'. Se voi olla: kriittinen, vak"),
        ("on:outo", "Se voi olla: tuntematon, poikkeuslupa, vaihdossa, vaihdettava, kunnossa, pää"),
        ("tila:poissa", "Kentän tila arvo ei voi olla 'poissa'. Se voi olla: suunnitteilla, "),
    ],
)
def test_what_would_be_right_is_said_in_the_readers_words_and_is_read(text: str, said: str) -> None:
    language.choose("fi")
    with pytest.raises(InputError) as raised:
        parse(text)
    assert said in str(raised.value)
    field = text.split(":")[0].split(">")[0]
    for value in str(raised.value).split("voi olla: ")[1].removesuffix(".").split(", "):
        assert parse(f"{field}:{value}").conditions


@pytest.fixture
def today() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def _names(town: Town, text: str) -> list[str]:
    register = town.register
    lines = Lines(register.view(TODAY), auditing.audit(register, today=TODAY))
    return [line.account.name for line in lines.fitting(parse(text))]


FACEBOOK, INSTAGRAM = "facebook/testilankirjasto", "instagram/testilankirjasto"
TIKTOK, YOUTUBE = "tiktok/testilannuoret", "youtube/testilannuoret"


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", [FACEBOOK, INSTAGRAM, TIKTOK, YOUTUBE]),
        ("kirjasto face", [FACEBOOK]),
        ("-kirjasto", [TIKTOK, YOUTUBE]),
        ('"kirjasto@testila.fi"', [FACEBOOK, INSTAGRAM]),
        ("unit:kirjasto platform:facebook", [FACEBOOK]),
        ("platform:facebook,youtube", [FACEBOOK, YOUTUBE]),
        ("address:siiri", [TIKTOK]),
        ("admin:eino -unit:nuoriso", [FACEBOOK, INSTAGRAM]),
        ("moderator:missing platform:tiktok", [TIKTOK]),
        ("rule:SOM101", [TIKTOK]),
        ("rule:personal-mailbox", [TIKTOK]),
        ("strength:missing", [INSTAGRAM, TIKTOK, YOUTUBE]),
        ("strength>=3", [FACEBOOK]),
        ("changed<1", [FACEBOOK]),
        ("changed>=2026-11-22", [FACEBOOK]),
        ("changed<2026-11-22", []),
        ("terms:missing", [FACEBOOK, INSTAGRAM, TIKTOK, YOUTUBE]),
        ("due<30", [FACEBOOK, INSTAGRAM, TIKTOK, YOUTUBE]),
        ("status:closed", []),
        ("is:in-order", []),
        ("findings>0", [FACEBOOK, INSTAGRAM, TIKTOK, YOUTUBE]),
    ],
)
def test_the_accounts_that_fit(town: Town, text: str, names: list[str]) -> None:
    assert _names(town, text) == names


@pytest.mark.usefixtures("today")
def test_states_severities_and_days_to_come(town: Town) -> None:
    register = town.register
    facebook = accounts.find(register, FACEBOOK)
    tiktok = accounts.find(register, TIKTOK)
    youtube = accounts.find(register, YOUTUBE)
    with register.change("account-edited") as change:
        change.put(msgspec.structs.replace(facebook, pending_since=TODAY, main_page=True))
        due = RotationDue(since=TODAY, reason="leaver")
        change.put(msgspec.structs.replace(youtube, rotation_due=due))
        ends = TODAY + timedelta(10)
        change.put(msgspec.structs.replace(tiktok, ends_on=ends))
        change.put(
            Waiver(
                id=uuid4(),
                rule="SOM101",
                subject=tiktok.id,
                reason="moves in January",
                made_by="Aino Testi",
                made_on=TODAY,
                expires_on=TODAY + timedelta(30),
            )
        )
    assert _names(town, "rotating") == [FACEBOOK]
    assert _names(town, "is:main") == [FACEBOOK]
    assert _names(town, "is:to-rotate") == [YOUTUBE]
    assert _names(town, "waived") == [TIKTOK]
    assert TIKTOK not in _names(town, "sev>=low -waived")
    assert _names(town, "ends<=10") == [TIKTOK]
    assert _names(town, "ends<10") == []
    assert _names(town, f"ends<={date(2026, 12, 2)}") == [TIKTOK]
    assert _names(town, "unknown is:rotating,to-rotate") != []


def test_what_no_audit_has_looked_at_is_not_in_order(town: Town) -> None:
    assert Lines(town.register.view(TODAY), None).fitting(parse("in-order")) == []


def test_every_field_can_be_asked_and_no_two_share_a_name(town: Town) -> None:
    from somesec.register.filter_language import fields

    assert len(fields()) == sum(len({*field.names}) for field in FIELDS)
    lines = Lines(town.register.view(TODAY), None)
    lines.gather()
    for field in FIELDS:
        value = {Kind.SEVERITY: "high", Kind.STATE: "main", Kind.NUMBER: "1", Kind.DAY: "1"}.get(
            field.kind, "missing"
        )
        assert isinstance(lines.fitting(parse(f"{field.name}:{value}")), list)


def test_the_page_on_filters_has_every_field_and_state_by_all_of_its_names() -> None:
    written = page("docs/filter.md")
    said = {
        row[0].split("`")[1]: set("".join(row[:3]).split("`")) for row in table(written, "field")
    }
    assert list(said) == [field.name for field in FIELDS]
    assert all(said[field.name] >= {*field.names} for field in FIELDS)
    states = {row[0].strip("`"): row for row in table(written, "state")}
    assert list(states) == [state.value for state in State]
    for state, row in states.items():
        assert {parse(cell.strip("`")).conditions[0].values for cell in row[:3]} == {
            (State(state),)
        }


@pytest.mark.usefixtures("today")
def test_typing_on_narrows_and_what_is_left_out_or_turned_does_not(town: Town) -> None:
    lines = Lines(town.register.view(TODAY), None)
    conditions = [
        parse(text).conditions[0]
        for text in ("fa", "face", "-fa", "-face", "unit:k", "unit:kirjasto", "unit:kirjasto,x")
    ]
    for before in conditions:
        met = lines.meeting(before, lines.all)
        for wanted in conditions:
            if narrows(wanted, before):
                assert set(lines.meeting(wanted, lines.all)) <= set(met)
    for typed, typed_before in (("face", "fa"), ("unit:kirjasto", "unit:k"), ("due<3", "due<3")):
        assert narrows(*parse(typed).conditions, *parse(typed_before).conditions)
    for typed, typed_before in (
        ("fa", "face"),
        ("-face", "-fa"),
        ("unit:kx,l", "unit:k"),
        ("unit:face", "fa"),
        ("due<30", "due<3"),
    ):
        assert not narrows(*parse(typed).conditions, *parse(typed_before).conditions)


@given(texts=st.lists(st.lists(st.sampled_from(_PARTS), max_size=3).map(" ".join), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_filter_typed_on_taken_back_or_changed_in_the_middle_says_what_it_says_by_itself(
    town: Town, texts: list[str]
) -> None:
    with clock.frozen(TODAY):
        lines = Lines(town.register.view(TODAY), None)
        ordered = lines.all[::-1]
        typed = Typed(lines, ordered)
        for text in texts:
            wanted = parse(text)
            fitting = lines.fitting(wanted)
            assert typed.fitting(wanted) == [line for line in ordered if line in fitting]


def test_what_the_conditions_before_left_over_is_not_asked_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = Lines(town.register.view(TODAY), None)
    typed = Typed(lines, lines.all)
    asked: list[tuple[str, int]] = []
    meeting = lines.meeting

    def counted(condition: Condition, some: Sequence[Line]) -> list[Line]:
        asked.append((str(condition), len(some)))
        return meeting(condition, some)

    monkeypatch.setattr(lines, "meeting", counted)
    for text in ("unit:kir", "unit:kir face", "unit:kir faceb", "unit:kir", "f"):
        typed.fitting(parse(text))
    assert asked == [("unit:kir", 4), ("face", 2), ("faceb", 1), ("f", 4)]


def test_another_audit_of_the_same_records_keeps_what_was_gathered(town: Town) -> None:
    register = town.register
    view, audit = register.view(TODAY), auditing.audit(register, today=TODAY)
    before = Lines(view, None)
    before.gather()
    lines = Lines(register.view(TODAY), audit, before)
    assert [line.words for line in lines.all] == [line.words for line in before.all]
    assert lines.due is before.due
    assert [*before.rules] == []
    fresh = Lines(view, audit)
    assert lines.rules == fresh.rules
    assert all(line is lines.by_key[line.key] for line in lines.all)
    for line, other in zip(lines.all, fresh.all, strict=True):
        assert (line.account, line.findings, line.unknown) == (
            other.account,
            other.findings,
            other.unknown,
        )


def test_nothing_gathered_is_kept_of_other_records_another_day_or_another_language(
    town: Town,
) -> None:
    register = town.register
    before = Lines(register.view(TODAY), None)
    before.gather()
    language.choose("fi")
    assert not any(line.words for line in Lines(register.view(TODAY), None, before).all)
    language.choose("en")
    tomorrow = Lines(register.view(TODAY + timedelta(1)), None, before)
    assert not any(line.words for line in tomorrow.all)
    accounts.edit(register, accounts.find(register, TIKTOK).id, {"login": "uusi"})
    changed = Lines(register.view(TODAY), None, before)
    assert [line.account.name for line in changed.fitting(parse("uusi"))] == [TIKTOK]
