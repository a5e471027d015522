"""Pages, PDFs and saved texts read as terms, or refused with the reason."""

import contextlib
from pathlib import Path

import pytest

from somesec.terms import reading, walls
from somesec.terms import text as texts
from somesec.terms.page import PageError, text_of_page
from somesec.terms.reading import Job, read_apart
from somesec.terms.text import HTML, MARKDOWN, PDF, PLAIN, Read, form_of, read
from somesec.terms.wording import wording
from tests.terms.pdfs import pdf

CLAUSES = " ".join(f"You may use part {n} of the service as long as it is there." for n in range(9))
TERMS = f"<h1>Terms</h1><p>{CLAUSES}</p><h2>1. Rights</h2><ul><li>All are ours.</li></ul>"
WORDING = f"# Terms\n\n{CLAUSES}\n\n## 1. Rights\n\n- All are ours."


def of(page: str) -> str:
    return wording(text_of_page(page))


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "<nav><ul><li>Home</ul></nav>{}<footer>© Example</footer>",
        "<header><nav>Home</nav><h1>Example</h1></header>{}",
        '<div role="navigation">Home</div>{}<div role="contentinfo">©</div>',
        '<div id="onetrust-consent-sdk">We use cookies. <button>Accept all</button></div>{}',
        '<div class="cookie-banner is-open">We use cookies.</div>{}',
        '<body class="toc has-sidebar"><div class="with-sidebar">{}</div>',
        '<div class="layout sidebar"><a href="#1">1. Rights</a></div>{}',
        "<script>var a = '<p>no</p>'</script><style>p{{}}</style><noscript>On!</noscript>{}",
        "<p hidden>Not seen</p><p style='display: none'>Nor this</p><p aria-hidden=true>x</p>{}",
        "<dialog open>Accept?</dialog><select><option>Suomi</select>{}",
        "<!-- a remark -->{}<svg><text>logo</text></svg>",
        "<div>Elsewhere</div><main>{}</main><div>And more</div>",
        "<div>Elsewhere</div><div role=main>{}</div>",
    ],
)
def test_only_what_the_terms_say_is_read(around: str) -> None:
    assert of(f"<html><body>{around.format(TERMS)}</body></html>") == WORDING


def test_a_main_part_that_is_smaller_than_the_rest_is_not_taken_for_all() -> None:
    assert CLAUSES in of(f"<main>Hello</main>{TERMS}")


def test_words_of_the_terms_do_not_make_them_noise() -> None:
    page = "<h2>Cookies</h2><p id='cookies-and-consent'>We use cookies. You consent.</p>"
    assert of(page) == "## Cookies\n\nWe use cookies. You consent."


def test_tables_lists_and_breaks_are_told_apart() -> None:
    page = (
        "<table><tr><th>Page<th>Firm</tr><tr><td>A<td>B</tr></table>"
        "<ol><li>one<ul><li>two</ul></ol><p>Street 1<br>Helsinki</p>"
    )
    assert of(page) == "Page Firm\n\nA B\n\n- one\n\n- two\n\nStreet 1 Helsinki"


def test_a_title_in_a_header_of_its_own_is_kept() -> None:
    assert of("<article><header><h1>Terms</h1></header><p>Text</p></article>") == "# Terms\n\nText"
    assert of("<header><h1>Terms</h1></header><p>Text</p>") == "# Terms\n\nText"


@pytest.mark.parametrize("tag", ["div", "b", "ul><li"])
def test_a_page_nested_without_end_is_refused_or_cut(tag: str) -> None:
    with contextlib.suppress(PageError):
        assert len(text_of_page(f"<{tag}>" * 50_000 + "x")) < 200_000


def page_of(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


FEW = "<p>Welcome to Example.</p>"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (page_of('<div id="root"></div><script src=app.js></script>'), walls.SCRIPT_ONLY),
        (page_of("<noscript>Please enable JavaScript</noscript>"), walls.SCRIPT_ONLY),
        (page_of(FEW + "<p>Accept all cookies or reject optional cookies.</p>"), walls.CONSENT),
        (page_of("<p>Ennen kuin jatkat Googleen</p>"), walls.CONSENT),
        (page_of(FEW + "<p>Log in to continue. Forgotten password?</p>"), walls.LOGIN),
        (page_of("<p>Kirjaudu sisään</p>"), walls.LOGIN),
        (page_of("<h1>Just a moment...</h1><p>Ray ID: 1</p>"), walls.BLOCKED),
        (page_of("<h1>Access Denied</h1>"), walls.BLOCKED),
        (page_of('<p>One more step</p><div class="g-recaptcha"></div>'), walls.BLOCKED),
        (page_of("<h1>This page isn't available</h1>"), walls.GONE),
        (page_of("<h1>404</h1><p>Sivua ei löydy.</p>"), walls.GONE),
        (page_of(FEW), walls.NO_TEXT),
        (b"", walls.NO_TEXT),
        ("<p>x</p>".encode("utf-7"), walls.NO_TEXT),
    ],
)
def test_a_wall_is_told_for_what_it_is(page: bytes, reason: str) -> None:
    assert read(page, HTML) == Read(reason=reason)


@pytest.mark.parametrize("form", [PLAIN, MARKDOWN])
def test_a_file_that_is_no_writing_holds_no_text(form: str) -> None:
    program = bytes(range(256)) * 40
    assert read(program, form) == Read(reason=walls.NO_TEXT)
    assert read(b"Ehdot\r\n\tja\fmuuta", form, judges=False).reason == ""


def test_terms_that_speak_of_logging_in_and_cookies_are_terms() -> None:
    extra = "<p>Log in to continue. Accept all cookies. This page isn't available: 404.</p>"
    found = read(page_of(f"<h1>Terms</h1><p>{CLAUSES * 5}</p>{extra}"), HTML)
    assert found.reason == ""
    assert "Log in to continue." in found.wording


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("Käyttöehdot".encode(), ""),
        ("Käyttöehdot".encode(), "utf-8"),
        ("Käyttöehdot".encode("latin1"), "iso-8859-1"),
        ("Käyttöehdot".encode("latin1"), "utf-8"),
        ("Käyttöehdot".encode("utf-16"), ""),
        (b"<meta charset=latin1>" + "Käyttöehdot".encode("latin1"), ""),
    ],
)
def test_a_page_is_read_in_its_encoding_or_the_one_it_is_in(data: bytes, charset: str) -> None:
    assert read(data, HTML, charset, judges=False).wording == "Käyttöehdot"


def test_an_unknown_encoding_is_said() -> None:
    assert read(b"x", HTML, "ebcdic").reason == texts.UNKNOWN_ENCODING


# -- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (b"%PDF-1.7 ...", "terms.txt", PDF),
        (b"<!DOCTYPE html><p>x", "terms", HTML),
        (b"\xef\xbb\xbf <!-- saved --> <html>", "terms.txt", HTML),
        (b"<p>x", "terms.htm", HTML),
        (b"# Terms", "terms.MD", MARKDOWN),
        (b"# Terms", "terms.txt", PLAIN),
    ],
)
def test_a_file_is_known_by_its_content_first(data: bytes, name: str, form: str) -> None:
    assert form_of(data, name) == form


def test_a_pdf_gives_its_paragraphs_without_what_every_page_repeats(tmp_path: Path) -> None:
    pages = [
        [
            "Example Oy",
            "1. Rights",
            "You give us a licence to use what you pub-",
            "lish here.",
            "It ends.",
            "Page 1 / 3",
        ],
        ["Example Oy", "2. Minors", "You must be 13.", "Page 2 / 3"],
        ["Example Oy", "3. End", "We may end it at once.", "Page 3 / 3"],
    ]
    found = read(pdf(pages), PDF).wording
    assert found == (
        "1. Rights\n\nYou give us a licence to use what you publish here.\n\nIt ends.\n\n"
        "2. Minors\n\nYou must be 13.\n\n3. End\n\nWe may end it at once."
    ) or found.replace("\n\n", " ") == (
        "1. Rights You give us a licence to use what you publish here. It ends. "
        "2. Minors You must be 13. 3. End We may end it at once."
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\nnothing", texts.NO_PDF),
        (pdf([["Terms"]])[:200], texts.NO_PDF),
        (pdf([[""]]), texts.SCANNED),
    ],
)
def test_a_pdf_without_text_is_told(data: bytes, reason: str) -> None:
    assert read(data, PDF).reason == reason


def test_a_text_is_read_in_a_process_of_its_own() -> None:
    found = read_apart(Job(data=page_of(TERMS), form=HTML))
    assert found == Read(WORDING)
    assert read_apart(Job(data=b"# T\n\n*x*", form=MARKDOWN, judges=False)).wording == "# T\n\nx"


def test_what_takes_too_long_or_too_much_memory_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.01)
    assert read_apart(Job(data=b"x", form=PLAIN)).reason == reading.TOO_MUCH
    monkeypatch.setattr(reading, "SECONDS", 30.0)
    hungry = (
        "import sys, msgspec; from somesec.terms import reading; reading._bound(); bytes(2**31);"
        "sys.stdout.buffer.write(msgspec.msgpack.encode(('text', '')))"
    )
    monkeypatch.setattr(reading, "_WORK", hungry)
    assert read_apart(Job(data=b"x", form=PLAIN)).reason == reading.TOO_MUCH
