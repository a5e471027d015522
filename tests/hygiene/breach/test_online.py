import hashlib
import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from somesec import clock
from somesec.errors import InputError
from somesec.hygiene.breach import online, transport
from somesec.hygiene.breach.answers import NOT_TEXT
from somesec.hygiene.breach.online import check
from somesec.model import Answer, Breach

KNOWN = "salasana123"
UNKNOWN_TO_ALL = "vihreä-elefantti-laulaa-9"
Behaviour = Callable[[BaseHTTPRequestHandler, str], None]


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def listing(prefix: str, *passwords: str, count: int = 12, padding: int = 5) -> bytes:
    lines = [f"{n:035X}:1" for n in range(3)]
    lines += [f"{h[5:]}:{count}" for h in map(sha1, passwords) if h.startswith(prefix)]
    lines += [f"{n:035X}:0" for n in range(100, 100 + padding)]
    return "\r\n".join(lines).encode()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    headers.setdefault("Content_Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def well(handler: BaseHTTPRequestHandler, prefix: str) -> None:
    send(handler, listing(prefix, KNOWN))


class Service:
    """A breach service on loopback that behaves as told and remembers what it was asked."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.behave: Behaviour = well
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self._at_once = 0
        lock = threading.Lock()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with lock:
                    service.paths.append(self.path)
                    service.headers.append(dict(self.headers))
                    service._at_once += 1
                    service.most_at_once = max(service.most_at_once, service._at_once)
                try:
                    service.behave(self, self.path.rpartition("/")[2])
                except OSError:
                    pass  # The other side has gone, as it should from some of these.
                finally:
                    with lock:
                        service._at_once -= 1

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if tls else "http"
        self.address = f"{scheme}://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 and its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return path


@pytest.fixture
def tls_service(certificate: Path) -> Iterator[Service]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    service = Service(context)
    yield service
    service.stop()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "SECONDS_OF_SILENCE", 0.5)
    monkeypatch.setattr(transport, "SECONDS_AN_ANSWER", 1.0)


def ask(service: Service, *passwords: str) -> list[Breach]:
    return check(passwords, service=service.address, sleep=lambda _seconds: None)


def test_a_known_password_is_seen_and_another_is_not(service: Service) -> None:
    seen, unseen = ask(service, KNOWN, UNKNOWN_TO_ALL)
    assert seen.seen is Answer.YES
    assert unseen.seen is Answer.NO
    assert seen.source == service.address.split("/")[2]
    assert seen.checked_on == clock.today()
    assert seen.reason == ""


def test_five_characters_of_a_hash_leave_and_padding_is_asked_for(service: Service) -> None:
    ask(service, KNOWN)
    assert service.paths == [f"/range/{sha1(KNOWN)[:5]}"]
    (headers,) = service.headers
    assert headers["Add-Padding"] == "true"
    assert headers["User-Agent"].startswith("somesec/")
    everything = str(service.paths) + str(service.headers)
    assert KNOWN not in everything
    assert sha1(KNOWN)[5:] not in everything.upper()


def test_a_password_of_forty_hexadecimal_digits_is_hashed_as_text(service: Service) -> None:
    password = sha1(KNOWN)
    (answer,) = ask(service, password)
    assert answer.seen is Answer.NO
    assert service.paths == [f"/range/{sha1(password)[:5]}"]


def test_each_prefix_is_asked_for_once(service: Service) -> None:
    answers = ask(service, *[KNOWN, UNKNOWN_TO_ALL] * 20)
    assert len(service.paths) == 2
    assert [a.seen for a in answers] == [Answer.YES, Answer.NO] * 20


def test_few_are_asked_at_once_and_progress_counts_the_prefixes(service: Service) -> None:
    def slowly(handler: BaseHTTPRequestHandler, prefix: str) -> None:
        time.sleep(0.02)
        well(handler, prefix)

    service.behave = slowly
    told: list[tuple[int, int]] = []
    passwords = [f"salasana-{n}" for n in range(20)]
    check(passwords, service=service.address, progress=lambda *step: told.append(step))
    assert 1 < service.most_at_once <= 4
    assert told == [(n, 20) for n in range(1, 21)]


def test_a_padding_line_of_the_password_itself_is_no_hit(service: Service) -> None:
    service.behave = lambda h, prefix: send(h, listing(prefix, KNOWN, count=0))
    assert ask(service, KNOWN)[0].seen is Answer.NO


def test_a_list_without_padding_is_accepted(service: Service) -> None:
    service.behave = lambda h, prefix: send(h, listing(prefix, KNOWN, padding=0))
    assert ask(service, KNOWN)[0].seen is Answer.YES


def test_a_mirror_may_have_a_path_and_end_its_lines_with_lf(service: Service) -> None:
    service.behave = lambda h, p: send(h, listing(p, KNOWN).replace(b"\r\n", b"\n").lower() + b"\n")
    (answer,) = check([KNOWN], service=service.address + "pwned/")
    assert answer.seen is Answer.YES
    assert service.paths == [f"/pwned/range/{sha1(KNOWN)[:5]}"]


def test_an_answer_in_chunks_is_whole(service: Service) -> None:
    def chunked(handler: BaseHTTPRequestHandler, prefix: str) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.send_header("Connection", "close")
        handler.end_headers()
        for part in (listing(prefix, KNOWN), b""):
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    service.behave = chunked
    assert ask(service, KNOWN)[0].seen is Answer.YES


def nothing(handler: BaseHTTPRequestHandler, _prefix: str) -> None:
    handler.close_connection = True


def silence(_handler: BaseHTTPRequestHandler, _prefix: str) -> None:
    time.sleep(1.5)


def slow_drip(handler: BaseHTTPRequestHandler, prefix: str) -> None:
    body = listing(prefix)
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    for byte in body:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.1)


def slow_header(handler: BaseHTTPRequestHandler, _prefix: str) -> None:
    for byte in b"HTTP/1.0 200 " + b"O" * 200:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.1)


def cut(handler: BaseHTTPRequestHandler, prefix: str) -> None:
    send(handler, listing(prefix), Content_Length="90000")


def without_length(handler: BaseHTTPRequestHandler, prefix: str) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(listing(prefix))


def cut_chunk(handler: BaseHTTPRequestHandler, prefix: str) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"ffff\r\n" + listing(prefix))


def redirect(handler: BaseHTTPRequestHandler, prefix: str) -> None:
    send(handler, b"", 302, Location=f"/elsewhere/{prefix}")


def endless(handler: BaseHTTPRequestHandler, _prefix: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(10**12))
    handler.end_headers()
    while True:
        handler.wfile.write(b"A" * 65536)


def answering(body: bytes, status: int = 200) -> Behaviour:
    return lambda handler, _prefix: send(handler, body, status)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (nothing, transport.NO_ANSWER),
        (silence, transport.NO_ANSWER),
        (slow_drip, transport.CUT_SHORT),
        (slow_header, transport.NO_ANSWER),
        (cut, transport.CUT_SHORT),
        (cut_chunk, transport.CUT_SHORT),
        (without_length, transport.CUT_SHORT),
        (endless, transport.TOO_LONG),
        (redirect, online.ERROR),
        (answering(b"<!doctype html><html>Log in to the guest network</html>"), online.NO_LIST),
        (answering(b""), online.NO_LIST),
        (answering(b"\r\n"), online.NO_LIST),
        (answering(b"\xff\xfe\x00"), online.NO_LIST),
        (answering(b'{"hits": []}'), online.NO_LIST),
        (answering(b"A" * 35 + b":1\r\n" + b"B" * 20), online.NO_LIST),
        (answering(b"", 204), online.ERROR),
        (answering(b"", 403), online.ERROR),
        (answering(b"", 404), online.ERROR),
        (answering(b"", 500), online.ERROR),
        (answering(b"", 429), online.BUSY),
        (answering(b"", 503), online.BUSY),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_whatever_goes_wrong_the_password_is_unknown_and_never_unseen(
    service: Service, behaviour: Behaviour, reason: str
) -> None:
    service.behave = behaviour
    before = time.monotonic()
    (answer,) = ask(service, UNKNOWN_TO_ALL)
    assert time.monotonic() - before < 5
    assert answer.seen is Answer.UNKNOWN
    assert answer.reason == reason
    assert answer.checked_on == clock.today()
    assert all(path.startswith("/range/") for path in service.paths)


def test_a_mirror_over_https_answers_when_its_certificate_is_trusted(
    tls_service: Service, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert [a.seen for a in ask(tls_service, KNOWN, UNKNOWN_TO_ALL)] == [Answer.YES, Answer.NO]


def test_a_mirror_whose_certificate_is_not_trusted_is_told_nothing(tls_service: Service) -> None:
    (answer,) = ask(tls_service, KNOWN)
    assert (answer.seen, answer.reason) == (Answer.UNKNOWN, transport.NO_ANSWER)
    assert tls_service.paths == []


@pytest.mark.parametrize("behaviour", [slow_drip, slow_header], ids=lambda b: b.__name__)
def test_a_slow_drip_over_https_is_ended_too(
    tls_service: Service,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    behaviour: Behaviour,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls_service.behave = behaviour
    before = time.monotonic()
    (answer,) = ask(tls_service, UNKNOWN_TO_ALL)
    assert time.monotonic() - before < 5
    assert answer.seen is Answer.UNKNOWN


def test_a_service_that_is_not_there_leaves_unknown() -> None:
    service = Service()
    service.stop()
    (answer,) = ask(service, KNOWN)
    assert (answer.seen, answer.reason) == (Answer.UNKNOWN, transport.NO_ANSWER)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_asked_again_after_the_time_it_names(
    service: Service, status: int
) -> None:
    def busy_twice(handler: BaseHTTPRequestHandler, prefix: str) -> None:
        if len(service.paths) < 3:
            send(handler, b"", status, Retry_After="4")
        else:
            well(handler, prefix)

    service.behave = busy_twice
    waits: list[float] = []
    (answer,) = check([KNOWN], service=service.address, sleep=waits.append)
    assert answer.seen is Answer.YES
    assert waits == [4, 4]


def test_a_busy_service_is_not_asked_for_ever_nor_waited_for_long(service: Service) -> None:
    waits: list[float] = []
    service.behave = lambda h, _p: send(h, b"", 429)
    check([KNOWN], service=service.address, sleep=waits.append)
    assert waits == [1, 2]
    assert len(service.paths) == 3
    service.behave = lambda h, _p: send(h, b"", 429, Retry_After="3600")
    (answer,) = check([KNOWN], service=service.address, sleep=waits.append)
    assert answer.reason == online.BUSY
    assert waits == [1, 2]
    assert len(service.paths) == 4


@pytest.mark.parametrize("odd", ["-1", "soon", "9" * 400, "Fri, 31 Dec 2027 23:59:59 GMT", "²"])
def test_an_odd_time_to_wait_is_not_believed(service: Service, odd: str) -> None:
    service.behave = lambda h, _p: send(h, b"", 503, Retry_After=odd)
    waits: list[float] = []
    check([KNOWN], service=service.address, sleep=waits.append)
    assert waits == [1, 2]


def test_a_service_that_keeps_failing_is_left_alone(service: Service) -> None:
    service.behave = lambda h, _p: send(h, b"", 500)
    answers = ask(service, *[f"salasana-{n}" for n in range(60)])
    assert len(service.paths) <= 5 + 4
    assert {a.seen for a in answers} == {Answer.UNKNOWN}
    assert answers[-1].reason == online.GIVEN_UP


def test_one_bad_answer_leaves_the_others_known(service: Service) -> None:
    bad = sha1(UNKNOWN_TO_ALL)[:5]
    service.behave = lambda h, p: send(h, b"<html>") if p == bad else well(h, p)
    answers = ask(service, UNKNOWN_TO_ALL, KNOWN)
    assert [a.seen for a in answers] == [Answer.UNKNOWN, Answer.YES]


def test_half_a_character_is_unknown_and_asks_nothing(service: Service) -> None:
    (answer,) = ask(service, "puoli\ud800")
    assert (answer.seen, answer.reason) == (Answer.UNKNOWN, NOT_TEXT)
    assert service.paths == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mirror.example",
        "http://mirror.example/",
        "http://192.168.1.4/",
        "http://127.0.0.1.example.com/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user:word@mirror.example/",
        "https://mirror.example/?q=",
        "https://mirror.example/#x",
        "https://mirror.example:99999/",
        "https://[::1/",
        "https://" + "a" * 70 + ".example/",
    ],
)
def test_an_address_that_is_not_https_or_not_here_is_refused(address: str) -> None:
    with pytest.raises(InputError):
        check([KNOWN], service=address)


def test_no_error_or_log_holds_a_password_or_its_hash(
    service: Service, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    service.behave = lambda h, p: send(h, listing(p, KNOWN) + b"<junk>")
    answers = ask(service, KNOWN)
    with pytest.raises(InputError) as caught:
        check([KNOWN], service="http://mirror.example/")
    told = str(caught.value) + repr(caught.value)
    seen = caplog.text + "".join(capfd.readouterr()) + repr(answers) + told
    assert KNOWN not in seen
    assert sha1(KNOWN)[:6] not in seen.upper()
