"""The page as it is written, and as a browser shows it."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.finding import Severity
from policy.reports import brief_html, html
from policy.reports.harmless import harmless
from policy.reports.markup import Html, join, tag
from policy.reports.report import Report
from somesec import language
from tests.policy import browser
from tests.policy.reported import EVIL, counts, everything, report_of, waiver
from tests.policy.town import LIBRARY, ago, facts, named, page, unit

WRITERS = [html.write, brief_html.write]
MADE_HERE = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "main", "footer", "nav"),
    *("h1", "h2", "h3", "p", "ul", "li", "b", "span", "div", "section", "figure", "figcaption"),
    *("svg", "desc", "text", "rect", "line", "table", "caption", "thead", "tbody", "tr", "th"),
    *("td", "dl", "dt", "dd"),
}


class Reader(HTMLParser):
    """What stands in a page: its elements with their attributes, and its texts."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(written)
        assert not [name for name in self._open if name != "meta"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.texts.append(data)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for element, attributes in self.elements if element == name]

    @property
    def text(self) -> str:
        return "".join(self.texts)


def read(written: bytes) -> Reader:
    return Reader(written.decode())


# -- the builder


@given(st.text(), st.text())
def test_any_text_stays_text_and_any_value_a_value(text: str, value: str) -> None:
    reader = Reader(tag("p", text, title=value))
    assert reader.elements == [("p", {"title": harmless(value)})]
    assert reader.text == harmless(text)


def test_only_what_was_built_is_markup() -> None:
    assert tag("p", "<b>") == "<p>&lt;b&gt;</p>"
    assert tag("p", tag("b", 1)) == "<p><b>1</b></p>"
    assert tag("meta", http_equiv="x") == '<meta http-equiv="x">'
    assert tag("p", class_=None) == "<p></p>"
    assert isinstance(join(["<", Html("<br>")]), Html)
    assert join(["<", Html("<br>")]) == "&lt;<br>"


# -- the page


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_hostile_names_are_text(write: Callable[[Report], bytes], lang: str) -> None:
    language.choose(lang)
    written = write(everything())
    reader = read(written)
    assert {name for name, _attributes in reader.elements} <= MADE_HERE
    assert not set(written.decode()) & set("\x1b\x9b\u202e\u2066\r")
    assert harmless(EVIL) in reader.text
    assert not any(key.startswith("on") for _name, values in reader.elements for key in values)


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_is_loaded_or_run(write: Callable[[Report], bytes]) -> None:
    written = write(everything())
    reader = read(written)
    [policy] = [m["content"] for m in reader.all("meta") if "http-equiv" in m]
    assert policy
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'",
        policy,
    )
    links = [attributes["href"] or "" for attributes in reader.all("a")]
    assert all(link.startswith("#") for link in links)
    assert not any("style" in values or "src" in values for _name, values in reader.elements)
    assert b"url(" not in written
    assert b"@import" not in written


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_it_can_be_listened_to(write: Callable[[Report], bytes], lang: str) -> None:
    language.choose(lang)
    reader = read(write(everything()))
    assert reader.all("html") == [{"lang": lang}]
    levels = [int(name[1]) for name, _values in reader.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(reader.all("caption")) == len(reader.all("table")) > 0
    assert all(cell.get("scope") in ("col", "row") for cell in reader.all("th"))
    ids = [values["id"] for _name, values in reader.elements if "id" in values]
    assert len(ids) == len(set(ids))
    assert {link["href"] for link in reader.all("a")} <= {f"#{id_}" for id_ in ids}
    assert reader.all("a")[0] == {"class": "skip", "href": "#content"}
    for chart in [svg for svg in reader.all("svg") if svg.get("role") == "img"]:
        assert set((chart["aria-labelledby"] or "").split()) <= set(ids)


def test_each_state_has_a_part_of_its_own() -> None:
    report = everything()
    text = read(html.write(report)).text
    for part in ("? Unknown", "Accepted for now", "What to do", "The guideline", "By month"):
        assert part in text
    assert all(harmless(str(unknown.reason)) in text for unknown in report.audit.unknown)
    assert "failed to run" in text


def test_a_page_in_order_says_so() -> None:
    reader = read(html.write(report_of()))
    assert "✓ 1 of 1 account in use is in order." in reader.text
    assert "Accepted for now" not in reader.text


def test_findings_stand_under_their_unit_and_lead_to_what_to_do() -> None:
    school = unit(id=named("school"), name="Alakoulu", mailboxes=(), responsible=None)
    reader = read(html.write(report_of(school, page(kind=None), page("b", unit=school.id))))
    assert reader.text.index("Alakoulu") < reader.text.rindex("facebook/testilankirjasto")
    assert {"href": "#SOM804"} in reader.all("a")
    assert "SOM804" in [h.get("id") for h in reader.all("h3")]


def test_severity_and_state_are_told_by_word_and_shape() -> None:
    text = read(html.write(report_of(page(kind=None)))).text
    for severity in Severity:
        assert severity.label in text
    assert "■ critical" in text
    assert "▲ not in order" in text


def test_a_part_of_the_audit_says_which() -> None:
    part = msgspec.structs.replace(report_of(), units=frozenset({LIBRARY.id}), rules=("SOM101",))
    text = read(html.write(part)).text
    assert "Only of these units: Kirjasto." in text
    assert "Only by these rules: SOM101." in text


def test_a_chart_of_many_units_keeps_to_the_worst_and_the_table_has_all() -> None:
    many = [unit(id=named(f"u{n}"), name=f"Unit {n:02}", mailboxes=()) for n in range(40)]
    pages = [page(f"p{n}", unit=u.id, kind=None) for n, u in enumerate(many)]
    reader = read(html.write(report_of(*many, *pages)))
    assert f"The {html.CHARTED} units with the most accounts not in order" in reader.text
    assert reader.texts.count("Unit 39") >= 1


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_text_has_contrast_enough() -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 at least, on both grounds."""
    style = re.search(r":root \{(.*?)\}", html.write(report_of()).decode(), re.DOTALL)
    assert style
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style[1]))
    for name in {*colours} - {"paper", "wash", "line"}:
        for ground in ("paper", "wash"):
            light, dark = _luminance(colours[ground]), _luminance(colours[name])
            assert (light + 0.05) / (dark + 0.05) >= 4.5, name


# -- as a browser shows it

in_a_browser = pytest.mark.skipif(not browser.PROGRAM, reason=browser.MISSING)


@in_a_browser
@pytest.mark.parametrize("write", WRITERS)
def test_a_browser_shows_it_without_a_complaint(
    write: Callable[[Report], bytes], tmp_path: Path
) -> None:
    file = tmp_path / "audit.html"
    file.write_bytes(write(everything()))
    reader = Reader(browser.document(file))
    assert {name for name, _attributes in reader.elements} <= MADE_HERE
    assert harmless(EVIL) in reader.text
    assert "1 of 2" in reader.text or "0 of 2" in reader.text
    assert browser.console(file) == ""


@in_a_browser
@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_the_summary_fills_one_sheet(tmp_path: Path, lang: str) -> None:
    language.choose(lang)
    many = [
        unit(id=named(f"u{n}"), name=f"Sivistyspalvelut {n}", responsible=None) for n in "123456"
    ]
    pages = [
        page(f"p{n}", unit=u.id, kind=None, last_look_on=ago(90), facts=facts(strength=1))
        for n, u in enumerate(many)
    ]
    months = [counts(ago(30 * n), n) for n in range(12)]
    report = report_of(*many, *pages, *months, waiver("SOM708", "u1"), is_broken=True)
    file = tmp_path / "summary.html"
    file.write_bytes(brief_html.write(report))
    assert browser.sheets(file, tmp_path) == 1
