"""What arrives is what was written; over encrypted lines too."""

import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from accounts.sending import SmtpUnavailable
from accounts.wire import Outgoing, Verdict, dot_stuffed
from tests.accounts.smtp_lines import letters, line_to


@given(
    st.lists(st.sampled_from([b".", b"..", b"a", b"\r\n", b"\r\n.", b"\n", b"\r", b"=", b" "])).map(b"".join)
)
def test_no_text_can_end_a_letter(message):
    sent = dot_stuffed(message)
    assert sent.count(b"\r\n.\r\n") + sent.startswith(b".\r\n") == 1
    assert sent.endswith(b".\r\n")
    lines = sent.removesuffix(b".\r\n").split(b"\r\n")
    arrived = b"\r\n".join(line.removeprefix(b".") for line in lines)
    plain = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    assert arrived in (plain, plain + b"\r\n")
    assert b"\n" not in sent.replace(b"\r\n", b"")


class Keeper:
    """What aiosmtpd was given."""

    def __init__(self) -> None:
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return "250 kept"


class AnyPort(Controller):
    """aiosmtpd on a port of the system's choice, which its own check at start does not know."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(**options):
    keeper = Keeper()
    controller = AnyPort(keeper, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller, keeper
    finally:
        controller.stop()


def test_a_text_full_of_dots_arrives_as_it_was_written(book):
    text = b"Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n\r\na.\r\n.\r\n"
    with mail_server() as (server, keeper), line_to(server) as line:
        to_send = [Outgoing(1, "ada@med.example", text), Outgoing(2, "o'ben+x@med.example", b"." + text)]
        line.send(iter(to_send), every=1, stamp=book.stamp)
    assert [envelope.content for envelope in keeper.envelopes] == [text, b"." + text]
    assert [envelope.rcpt_tos for envelope in keeper.envelopes] == [
        ["ada@med.example"],
        ["o'ben+x@med.example"],
    ]
    assert {envelope.mail_from for envelope in keeper.envelopes} == {"hello@tandem.example"}


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate of 127.0.0.1 that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return context


def only_ada(server, session, envelope, mechanism, given):
    return AuthResult(success=(given.login, given.password) == (b"ada", b"secret"), handled=False)


def test_an_encrypted_line_with_a_password(certificate, book):
    guarded = {"tls_context": certificate, "require_starttls": True, "auth_required": True}
    with mail_server(authenticator=only_ada, **guarded) as (server, keeper):
        with line_to(server, use_tls=True, username="ada", password="secret") as line:
            line.send(iter(letters(3)), every=1, stamp=book.stamp)
        with pytest.raises(SmtpUnavailable, match="535"):
            line_to(server, use_tls=True, username="ada", password="guess").open()
    assert len(keeper.envelopes) == 3
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 2]


def test_a_certificate_nobody_vouches_for_is_not_trusted(certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        mail_server(tls_context=certificate) as (server, _),
        pytest.raises(SmtpUnavailable, match="CERTIFICATE"),
    ):
        line_to(server, use_tls=True).open()
