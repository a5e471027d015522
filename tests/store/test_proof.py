"""A server elsewhere proves by TLS who it is, or nothing is said to it.

The whole of 127/8 leads to this machine on Linux, but only 127.0.0.1 counts as this machine: so
127.0.0.2 is a server elsewhere that is here.
"""

import datetime
import ipaddress
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from somesec.errors import SomesecError
from somesec.store.place import Server, place_named
from somesec.store.store import Store
from tests.store import examples

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="127/8 as Linux has it")

ELSEWHERE = "127.0.0.2"
DAY = datetime.timedelta(days=1)


@dataclass
class Authority:
    """Who signs certificates."""

    folder: Path
    name: x509.Name
    key: ec.EllipticCurvePrivateKey

    @property
    def root(self) -> Path:
        return self.folder / "root.crt"

    def certificate(self, address: str, *, days: int = 1) -> Path:
        """A file with a key and a certificate for the address, good for so many days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        certificate = (
            _builder(named("server"), self.name, key, days)
            .add_extension(alternative, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        file = self.folder / f"{address}.pem"
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(plain + certificate.public_bytes(Encoding.PEM))
        return file


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number()
    )
    return builder.not_valid_before(now - 9 * DAY).not_valid_after(now + days * DAY)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return made_authority(tmp_path / "authority")


def made_authority(folder: Path) -> Authority:
    folder.mkdir()
    made = Authority(folder, named("Testilä CA"), ec.generate_private_key(ec.SECP256R1()))
    certificate = (
        _builder(made.name, made.name, made.key, 9)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(made.key, hashes.SHA256())
    )
    made.root.write_bytes(certificate.public_bytes(Encoding.PEM))
    return made


@contextmanager
def answering(server: Server, certificate: Path | None) -> Iterator[Server]:
    """The server's place at another address, where it proves itself with the certificate, or says
    that it does not speak TLS where there is none."""
    listener = socket.create_server((ELSEWHERE, 0))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    if certificate is not None:
        context.load_cert_chain(certificate)

    def answer(client: socket.socket) -> None:
        # SSLRequest, as in "Message Formats" of PostgreSQL's documentation.
        with suppress(OSError), client:
            client.recv(8, socket.MSG_WAITALL)
            client.sendall(b"S" if certificate else b"N")
            with context.wrap_socket(client, server_side=True) as end:
                carry_on(end)

    def carry_on(end: ssl.SSLSocket) -> None:
        with socket.socket(socket.AF_UNIX) as inner:
            inner.connect(f"{server.host}/.s.PGSQL.{server.port}")
            back = threading.Thread(target=carry, args=(inner, end))
            back.start()
            carry(end, inner)
            back.join()

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _address = listener.accept()
                threading.Thread(target=answer, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield replace(server, host=ELSEWHERE, port=str(listener.getsockname()[1]))
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def trusting(place: Server, authority: Authority) -> Server:
    """The place, as an address that names whom to trust."""
    named = place_named(str(replace(place, options=(("sslrootcert", str(authority.root)),))))
    assert isinstance(named, Server)
    return named


@pytest.fixture
def made(server: Server) -> Server:
    with Store.create(server) as store:
        examples.found(store)
    return server


def test_a_server_that_proves_itself_is_used(made: Server, authority: Authority) -> None:
    with (
        answering(made, authority.certificate(ELSEWHERE)) as place,
        Store.open(trusting(place, authority)) as store,
    ):
        assert store.version() == (1, b"signature")
        assert store.wait_for_change(0)
        with store.write() as writing:
            writing.append_trail(examples.entry(2))


def test_a_server_with_another_s_name_is_not_spoken_to(made: Server, authority: Authority) -> None:
    with (
        answering(made, authority.certificate("127.0.0.3")) as place,
        pytest.raises(SomesecError, match=f'prove.*does not match host name "{ELSEWHERE}"'),
    ):
        Store.open(trusting(place, authority))


def test_a_server_of_another_authority_is_not_spoken_to(
    made: Server, authority: Authority, tmp_path: Path
) -> None:
    other = made_authority(tmp_path / "other")
    with (
        answering(made, other.certificate(ELSEWHERE)) as place,
        pytest.raises(SomesecError, match=r"prove.*SSL error"),
    ):
        Store.open(trusting(place, authority))


def test_a_proof_that_has_expired_is_none(made: Server, authority: Authority) -> None:
    with (
        answering(made, authority.certificate(ELSEWHERE, days=-1)) as place,
        pytest.raises(SomesecError, match=r"prove.*certificate"),
    ):
        Store.open(trusting(place, authority))


def test_a_server_without_tls_is_not_spoken_to(made: Server, authority: Authority) -> None:
    with (
        answering(made, None) as place,
        pytest.raises(SomesecError, match=r"prove.*does not support SSL"),
    ):
        Store.open(trusting(place, authority))


def test_nobody_is_trusted_whom_nobody_named(made: Server, authority: Authority) -> None:
    with (
        answering(made, authority.certificate(ELSEWHERE)) as place,
        pytest.raises(SomesecError, match=r"prove.*root\.crt"),
    ):
        Store.open(place)


def test_the_user_s_settings_for_other_programs_do_not_weaken_it(
    made: Server, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLMODE", "disable")
    with (
        answering(made, None) as place,
        pytest.raises(SomesecError, match="prove"),
    ):
        Store.open(trusting(place, authority))
