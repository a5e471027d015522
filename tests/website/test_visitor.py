"""Pages of a website that answers well, badly, or with malice: within bounds, or unknown."""

import gzip
import socket
import time

import pytest

from somesec.website import places, transport, visitor
from somesec.website.unreadable import UnreadableError
from somesec.website.visitor import Visitor
from tests.website.conftest import Answer, BadServer, html, page, redirect

FACEBOOK = "https://www.facebook.com/testilankirjasto"


@pytest.fixture
def inside() -> Visitor:
    return Visitor(allow_private=True, pause=0.0)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "SECONDS_AN_ANSWER", 0.6)
    monkeypatch.setattr(transport, "SECONDS_OF_SILENCE", 0.4)


def reason(seen: Visitor, address: str) -> str:
    with pytest.raises(UnreadableError) as raised:
        seen.links(address)
    return raised.value.reason.template


def test_the_links_of_a_page_are_read(web: BadServer, inside: Visitor) -> None:
    web.answers["/some"] = html(FACEBOOK, "/kirjasto", "mailto:a@testila.fi", FACEBOOK)
    assert inside.links(web.at("/some")) == (FACEBOOK, web.at("/kirjasto"))


def test_an_answer_in_chunks_is_read(web: BadServer, inside: Visitor) -> None:
    body = f'<a href="{FACEBOOK}">F</a>'.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    web.answers["/"] = head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    assert inside.links(web.at("")) == (FACEBOOK,)


def test_a_computer_of_ones_own_network_is_not_asked(web: BadServer) -> None:
    web.answers["/"] = html(FACEBOOK)
    assert reason(Visitor(), web.at("/")) == places.INSIDE
    assert web.asked == []


# -- malice -------------------------------------------------------------------------------------


def endless(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connected.sendall(b"<a href='https://x.com/testila'>" * 4096)


def dripping(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n")
    while True:
        connected.sendall(b"<")
        time.sleep(0.05)


def dripping_headers(connected: socket.socket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        connected.sendall(b"x")
        time.sleep(0.05)


def silent(_connected: socket.socket) -> None:
    time.sleep(3)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("answer", [dripping, dripping_headers, silent])
def test_an_answer_that_takes_too_long_is_ended(
    web: BadServer, inside: Visitor, answer: Answer
) -> None:
    web.answers["/"] = answer
    began = time.monotonic()
    assert reason(inside, web.at("/")) == transport.NO_ANSWER
    assert time.monotonic() - began < 2


def test_an_endless_body_is_left(web: BadServer, inside: Visitor) -> None:
    web.answers["/"] = endless
    assert reason(inside, web.at("/")) == transport.TOO_LONG


def whole(head: bytes, body: bytes = b"<a href='https://x.com/testila'>") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (whole(b"Content-Length: 9999"), transport.CUT_SHORT),
        (whole(b"Content-Length: -1"), transport.CUT_SHORT),
        (whole(b"Content-Length: many"), transport.CUT_SHORT),
        (whole(b"Connection: close"), transport.CUT_SHORT),
        (whole(b"Transfer-Encoding: chunked", b"ffff\r\n<a"), transport.NOT_HTTP),
        (whole(b"Transfer-Encoding: chunked", b"no number\r\n<a"), transport.NOT_HTTP),
        (whole(b"X: " + b"x" * 100_000), transport.NOT_HTTP),
        (whole(b"\r\n".join(b"X%d: x" % n for n in range(200))), transport.NOT_HTTP),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", transport.NOT_HTTP),
        (b"", transport.NO_ANSWER),
        (html(FACEBOOK).replace(b"text/html", b"application/pdf"), visitor.NO_HTML),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", visitor.REFUSED),
        (page(b"<p>Nothing without a script</p><script>...</script>"), visitor.NO_LINKS),
        (page(b""), visitor.NO_LINKS),
        (redirect("ftp://127.0.0.1/"), "This is no web address."),
        (redirect("http://[::1"), visitor.NO_HTML),
    ],
)
def test_an_answer_that_is_not_whole_or_no_page_is_unreadable(
    web: BadServer, inside: Visitor, answer: bytes, why: str
) -> None:
    web.answers["/"] = answer
    assert reason(inside, web.at("/")) == why


def test_a_bomb_is_not_unpacked(web: BadServer, inside: Visitor) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    web.answers["/"] = page(bomb, b"Content-Encoding: gzip\r\n")
    began = time.monotonic()
    assert reason(inside, web.at("/")) == transport.COMPRESSED
    assert time.monotonic() - began < 2


# -- redirects ----------------------------------------------------------------------------------


def test_a_redirect_on_the_same_host_is_followed(web: BadServer, inside: Visitor) -> None:
    web.answers |= {"/old": redirect("/new"), "/new": html(FACEBOOK, "below")}
    assert inside.links(web.at("/old")) == (FACEBOOK, web.at("/below"))


def test_a_redirect_in_circles_is_left(web: BadServer, inside: Visitor) -> None:
    web.answers |= {"/a": redirect("/b"), "/b": redirect("/a")}
    assert reason(inside, web.at("/a")) == visitor.IN_CIRCLES
    assert len(web.asked) < 10


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest/meta-data/", "//localhost/", "https://testila.fi/"]
)
def test_a_redirect_to_another_host_is_not_followed(
    web: BadServer, inside: Visitor, to: str
) -> None:
    web.answers["/"] = redirect(to)
    assert reason(inside, web.at("/")) == visitor.ELSEWHERE


# -- places -------------------------------------------------------------------------------------


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Has the resolver say these, one answer after another."""
    waiting = list(answers)
    rows = [
        [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 0)) for ip in answer]
        for answer in waiting
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows.pop(0))


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.3.4", "100.64.0.1", "::1"),
        *("fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "192.0.2.1"),
    ],
)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, ip: str) -> None:
    answering(monkeypatch, ["193.166.3.2", ip])
    with pytest.raises(UnreadableError) as raised:
        places.resolved("testila.fi", 443, allow_private=False)
    assert raised.value.reason.template == places.INSIDE


@pytest.mark.parametrize("ip", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"])  # noqa: S104
def test_some_computers_are_refused_always(monkeypatch: pytest.MonkeyPatch, ip: str) -> None:
    answering(monkeypatch, [ip])
    with pytest.raises(UnreadableError) as raised:
        places.resolved("testila.fi", 443, allow_private=True)
    assert raised.value.reason.template == places.NEVER


def test_a_public_name_is_looked_up_once_and_the_answer_is_the_place(
    web: BadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected_to = []

    def connect(place: tuple[str, int], _timeout: float) -> socket.socket:
        connected_to.append(place)
        raise OSError

    answering(monkeypatch, ["193.166.3.2"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", connect)
    assert reason(Visitor(), f"http://testila.fi:{web.port}/") == transport.NO_ANSWER
    assert connected_to == [("193.166.3.2", web.port)]


def test_a_name_that_nobody_knows_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, [])
    assert reason(Visitor(), "testila.invalid") == places.NOT_FOUND


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "file:///etc/passwd", "https://"])
def test_what_is_no_address_is_unreadable(address: str) -> None:
    assert reason(Visitor(), address) == "This is no web address."


def test_an_address_with_a_password_is_not_asked(web: BadServer, inside: Visitor) -> None:
    address = web.at("/").replace("//", "//aino:salaisuus@")
    assert "user name" in reason(inside, address)
    assert web.asked == []


# -- manners ------------------------------------------------------------------------------------


def test_what_robots_may_not_read_is_left_alone(web: BadServer, inside: Visitor) -> None:
    robots = b"User-agent: *\nDisallow: /some\n"
    web.answers |= {"/robots.txt": page(robots, content_type=b"text/plain")}
    web.answers |= {"/some": html(FACEBOOK), "/kirjasto": html(FACEBOOK)}
    assert reason(inside, web.at("/some")) == visitor.FORBIDDEN
    assert inside.links(web.at("/kirjasto")) == (FACEBOOK,)
    assert web.asked == ["/robots.txt", "/kirjasto"]


def test_a_page_is_left_alone_where_the_rules_cannot_be_had(
    web: BadServer, inside: Visitor
) -> None:
    web.answers["/robots.txt"] = b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"
    web.answers["/some"] = html(FACEBOOK)
    assert reason(inside, web.at("/some")) == visitor.NO_ROBOTS
    assert web.asked == ["/robots.txt"]


@pytest.mark.usefixtures("hurried")
def test_a_host_that_does_not_answer_is_waited_for_once(web: BadServer, inside: Visitor) -> None:
    web.answers["/robots.txt"] = silent
    assert reason(inside, web.at("/a")) == transport.NO_ANSWER
    assert reason(inside, web.at("/b")) == visitor.NO_ROBOTS
    assert web.asked == ["/robots.txt"]


def test_requests_are_a_while_apart(web: BadServer, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("somesec.website.visitor.time.sleep", slept.append)
    robots = b"User-agent: somesec\nCrawl-delay: 3\n"
    web.answers |= {"/robots.txt": page(robots), "/": html(FACEBOOK)}
    seen = Visitor(allow_private=True)
    seen.links(web.at("/"))
    seen.links(web.at("/"))
    assert len(slept) == 2
    assert all(2 < seconds <= 3 for seconds in slept)
