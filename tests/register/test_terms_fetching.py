"""Texts fetched from pages of a server that behaves well, badly, or with malice."""

import gzip
import socket
import time
from datetime import date
from pathlib import Path

import pytest

from somesec import clock
from somesec.errors import InputError
from somesec.model import TermsDocument
from somesec.register import Register, documents, terms_fetching
from somesec.register.documents import Document
from somesec.register.terms_fetching import CHANGED, FIRST, SAME, UNREADABLE, Fetched
from somesec.terms import text, walls
from somesec.website import places, transport, visitor
from tests.conftest import PASSPHRASE, TODAY, Town
from tests.terms.pdfs import pdf
from tests.terms.test_page import CLAUSES
from tests.website.conftest import Answer, BadServer, page, redirect, web

__all__ = ["web"]

pytestmark = pytest.mark.usefixtures("quick", "on_the_day")


def terms_page(extra: str = "", head: bytes = b"") -> bytes:
    body = f"<html><body><nav>Home</nav><h1>Terms</h1><p>{CLAUSES}</p>{extra}</body></html>"
    return page(body.encode(), head)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "SECONDS_AN_ANSWER", 0.6)
    monkeypatch.setattr(transport, "SECONDS_OF_SILENCE", 0.4)


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read in this process: tests/terms/test_page.py has one that is read apart."""
    monkeypatch.setattr(
        terms_fetching,
        "read_apart",
        lambda job: text.read(job.data, job.form, job.charset, judges=job.judges),
    )


class Watch:
    """A document of the town, whose page is on the bad server."""

    def __init__(self, town: Town, web: BadServer, path: str = "/terms") -> None:
        self.register, self.web = town.register, web
        documents.add(town.register, "facebook", "Contract", web.at(path))

    @property
    def document(self) -> Document:
        return documents.of_kind(self.register, "facebook", "Contract")

    @property
    def record(self) -> TermsDocument:
        return documents.record_of(self.register, self.document)

    def fetch(self, *, allow_private: bool = True) -> Fetched:
        (done,) = terms_fetching.fetch(
            self.register, [self.document], allow_private=allow_private, pause=0.0
        )
        return done

    def refused(self, answer: Answer, **more: bool) -> str:
        """The reason that is given for an answer, after which what was kept is still there."""
        self.web.answers["/terms"] = terms_page()
        assert self.fetch().state in (FIRST, SAME)
        kept = self.record.texts
        self.web.answers["/terms"] = answer
        done = self.fetch(**more)
        assert done.state == UNREADABLE
        assert self.record.texts == kept
        assert done.reason is not None
        return done.reason.template


@pytest.fixture
def watch(town: Town, web: BadServer) -> Watch:
    return Watch(town, web)


def test_a_text_is_kept_with_its_day_and_again_when_it_changed(watch: Watch) -> None:
    watch.web.answers["/terms"] = terms_page()
    assert watch.fetch().state == FIRST
    watch.web.answers["/terms"] = terms_page("<p>All is ours.</p>")
    with clock.frozen(date(2026, 12, 1)):
        assert watch.fetch().state == CHANGED
    first, second = watch.record.texts
    assert (first.seen_on, second.seen_on) == (TODAY, date(2026, 12, 1))
    assert documents.wording(watch.register, second).endswith("\n\nAll is ours.")
    assert documents.wording(watch.register, first).startswith("# Terms\n\nYou may use part 0")


def test_a_page_laid_out_anew_is_as_it_was_and_leaves_one_entry_only(watch: Watch) -> None:
    watch.web.answers["/terms"] = terms_page()
    watch.fetch()
    entries = watch.register.authority, len(list(watch.register.trail()))
    for extra in ("<footer>© 2027</footer>", "<!-- x -->", "<script>1</script>"):
        watch.web.answers["/terms"] = terms_page(extra)
        assert watch.fetch().state == SAME
    assert len(list(watch.register.trail())) == entries[1]


def test_the_server_is_asked_whether_anything_changed(watch: Watch) -> None:
    head = b'ETag: "one"\r\nLast-Modified: Sun, 01 Nov 2026 00:00:00 GMT\r\n'
    watch.web.answers["/terms"] = terms_page(head=head)
    assert watch.fetch().state == FIRST
    heard: list[bytes] = []

    def unchanged(connected: socket.socket) -> None:
        connected.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    watch.web.heard = heard
    watch.web.answers["/terms"] = unchanged
    assert watch.fetch().state == SAME
    assert b'If-None-Match: "one"' in heard[-1]
    assert b"If-Modified-Since: Sun, 01 Nov 2026 00:00:00 GMT" in heard[-1]


def test_a_text_that_somebody_else_added_meanwhile_stays_when_a_page_is_gone(
    town: Town, watch: Watch
) -> None:
    watch.web.answers["/terms"] = terms_page()
    watch.fetch()

    def meanwhile(connected: socket.socket) -> None:
        old = documents.Version.of("Terms\n\nOf old.", date(2025, 1, 1))
        with Register.open(town.place, PASSPHRASE) as other:
            documents.keep(other, documents.of_kind(other, "facebook", "Contract"), [old])
        connected.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    watch.web.answers["/terms"] = meanwhile
    assert watch.fetch().state == UNREADABLE
    assert watch.record.fetch is not None
    assert watch.record.fetch.problem
    assert len(watch.record.texts) == 2


def test_an_answer_of_no_change_that_nobody_asked_for_is_refused(watch: Watch) -> None:
    assert watch.refused(b"HTTP/1.1 304 Not Modified\r\n\r\n") == visitor.REFUSED


def test_what_a_server_says_of_a_page_at_another_address_is_not_sent(
    watch: Watch, web: BadServer
) -> None:
    web.answers["/terms"] = terms_page(head=b'ETag: "one"\r\n')
    watch.fetch()
    documents.edit(watch.register, watch.document, address=web.at("/moved"))
    web.answers["/moved"] = terms_page()
    web.heard = []
    assert watch.fetch().state == SAME
    assert b"If-None-Match" not in web.heard[-1]


def test_a_header_that_could_not_be_sent_back_is_not_kept(watch: Watch) -> None:
    watch.web.answers["/terms"] = terms_page(head=b'ETag: "' + b"x" * 500 + b'"\r\n')
    watch.fetch()
    assert watch.record.fetch is not None
    assert watch.record.fetch.etag == ""


def test_a_pdf_and_a_plain_text_are_read(watch: Watch) -> None:
    lines = ["1. Rights", *(f"Clause {n} says what you may do here." for n in range(12))]
    watch.web.answers["/terms"] = page(pdf([lines]), content_type=b"application/pdf")
    assert watch.fetch().state == FIRST
    plain = "\n".join(lines).encode()
    watch.web.answers["/terms"] = page(plain, content_type=b"text/plain; charset=utf-8")
    assert watch.fetch().state in (SAME, CHANGED)
    watch.web.answers["/terms"] = page(pdf([lines]), content_type=b"application/octet-stream")
    assert watch.fetch().state in (SAME, CHANGED)


def test_a_page_that_lies_elsewhere_is_followed_and_said(watch: Watch, web: BadServer) -> None:
    web.answers["/terms"] = redirect("/now/here")
    web.answers["/now/here"] = terms_page()
    done = watch.fetch()
    assert (done.state, done.led_to) == (FIRST, web.at("/now/here"))


# -- what is no terms ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'<div id="root"></div><script src="app.js"></script>', walls.SCRIPT_ONLY),
        (b"<p>Before you continue, accept all cookies.</p>", walls.CONSENT),
        (b"<form>Log in to continue <input type=password></form>", walls.LOGIN),
        (b"<h1>Attention Required!</h1><p>Solve the captcha.</p>", walls.BLOCKED),
        (b"<h1>Page not found</h1>", walls.GONE),
        (b"", walls.NO_TEXT),
    ],
)
def test_a_wall_is_said_and_not_kept(watch: Watch, body: bytes, reason: str) -> None:
    assert watch.refused(page(body)) == reason


def test_a_page_that_lost_most_of_its_text_is_not_kept(watch: Watch) -> None:
    few = "<p>" + "The terms are being written anew and will be here. " * 12 + "</p>"
    watch.web.answers["/terms"] = terms_page("<p>And more of the same.</p>" * 200)
    watch.fetch()
    watch.web.answers["/terms"] = page(few.encode())
    done = watch.fetch()
    assert done.reason is not None
    assert done.reason.template == terms_fetching.SHRUNK
    assert len(watch.record.texts) == 1


def test_why_it_could_not_be_read_is_remembered_until_it_can(watch: Watch) -> None:
    watch.refused(page(b""))
    assert watch.record.fetch is not None
    assert watch.record.fetch.problem == walls.NO_TEXT
    watch.web.answers["/terms"] = terms_page()
    assert watch.fetch().state == SAME
    assert watch.record.fetch.problem == ""


def test_a_picture_is_no_text(watch: Watch) -> None:
    answer = page(b"\x89PNG\r\n\x1a\n", content_type=b"image/png")
    assert watch.refused(answer) == terms_fetching.NOT_TEXT


def test_a_document_without_an_address_is_said(town: Town) -> None:
    documents.add(town.register, "facebook", "Paper")
    found = documents.of_kind(town.register, "facebook", "Paper")
    (done,) = terms_fetching.fetch(town.register, [found])
    assert done.reason is not None
    assert done.reason.template == terms_fetching.NO_ADDRESS


# -- malice -------------------------------------------------------------------------------------


def endless(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connected.sendall(b"<p>And so on and on and on.</p>" * 4096)


def dripping(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n")
    while True:
        time.sleep(0.05)
        connected.sendall(b"x")


def silent(connected: socket.socket) -> None:
    connected.recv(1)


@pytest.mark.usefixtures("hurried")
def test_an_answer_that_never_ends_is_given_up(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor, "MOST_PAGE_BYTES", 1024 * 1024)
    assert watch.refused(endless) in (transport.TOO_LONG, transport.NO_ANSWER)
    for answer in (dripping, silent):
        assert watch.refused(answer) == transport.NO_ANSWER


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", None),
        (b"SSH-2.0-OpenSSH_9.2\r\n", transport.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\nx", None),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nno length", transport.CUT_SHORT),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", visitor.REFUSED),
        (b"HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n", visitor.REFUSED),
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", visitor.REFUSED),
        (page(gzip.compress(b"x" * 10_000_000), b"Content-Encoding: gzip\r\n"), None),
        (redirect("/terms"), visitor.IN_CIRCLES),
        (redirect("file:///etc/passwd"), None),
        (redirect("http://[::1"), None),
        (redirect("http://0.0.0.0/"), None),
        (page(b"<p>" + "x".encode("utf-16"), content_type=b"text/html; charset=ebcdic"), None),
        (page(b"<div>" * 3000 + b"x"), None),
        (page(b"%PDF-1.7 nothing", content_type=b"application/pdf"), text.NO_PDF),
    ],
)
def test_a_bad_answer_is_said_and_what_was_kept_stays(
    watch: Watch, answer: Answer, reason: str | None
) -> None:
    found = watch.refused(answer)
    assert reason in (None, found)


def test_own_computers_are_not_asked_unless_that_is_allowed(watch: Watch, web: BadServer) -> None:
    done = watch.fetch(allow_private=False)
    assert done.reason is not None
    assert done.reason.template == places.INSIDE
    assert web.asked == []


def test_a_page_that_leads_into_the_own_network_is_not_followed(
    watch: Watch, web: BadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page itself is public for this test; where it leads to is not."""
    asked = places.resolved

    def resolved(host: str, port: int, *, allow_private: bool) -> list[str]:
        public = host == "public.example"
        return ["127.0.0.1"] if public else asked(host, port, allow_private=allow_private)

    monkeypatch.setattr(transport, "resolved", resolved)
    address = f"http://public.example:{web.port}/terms"
    documents.edit(watch.register, watch.document, address=address)
    web.answers["/terms"] = redirect(web.at("/inside"))
    web.answers["/inside"] = terms_page()
    done = watch.fetch(allow_private=False)
    assert done.reason is not None
    assert done.reason.template == places.INSIDE
    assert "/inside" not in web.asked


def test_robots_txt_is_followed(watch: Watch, web: BadServer) -> None:
    web.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /terms\n")
    done = watch.fetch()
    assert done.reason is not None
    assert done.reason.template == visitor.FORBIDDEN
    assert "/terms" not in web.asked


# -- saved by hand ------------------------------------------------------------------------------


def test_a_text_that_was_saved_by_hand_is_kept_on_its_day(watch: Watch, tmp_path: Path) -> None:
    for number, (name, content) in enumerate(
        {
            "terms.html": b"<nav>Home</nav><h1>One</h1>",
            "terms.md": b"# Two",
            "terms.txt": "Kolme äyriä".encode("cp1252"),
            "terms.pdf": pdf([["Four"]]),
        }.items(),
        start=1,
    ):
        (tmp_path / name).write_bytes(content)
        on = date(2026, number, 1)
        assert terms_fetching.add_text(watch.register, watch.document, tmp_path / name, on)
    texts = [documents.wording(watch.register, one) for one in watch.record.texts]
    assert texts == ["# One", "# Two", "Kolme äyriä", "Four"]
    assert not terms_fetching.add_text(
        watch.register, watch.document, tmp_path / "terms.pdf", date(2026, 5, 1)
    )


@pytest.mark.parametrize("content", [b"", b" \n", b"<html></html>", b"%PDF-1.7"])
def test_a_file_without_text_is_refused(watch: Watch, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "terms"
    file.write_bytes(content)
    with pytest.raises(InputError, match="terms: "):
        terms_fetching.add_text(watch.register, watch.document, file, TODAY)
    with pytest.raises(InputError, match="future"):
        terms_fetching.add_text(watch.register, watch.document, file, date(2026, 11, 23))
