"""Letters over real sockets: to the sink, to aiosmtpd, and to servers that misbehave in ways neither knows."""

import select
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict
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

from accounts.smtp import Line, Outgoing, SmtpUnavailable, Verdict
from accounts.wire import dot_stuffed
from benchmarks.conversation import Behaviour
from benchmarks.sink import Sink

SENDER = "Tandem <hello@tandem.example>"
IN_TURN = [{"pipelining": True}, {"pipelining": False}]
TOGETHER = {"pipelining": True, "chunking": True}
EVERY_WAY = [*IN_TURN, TOGETHER]


def letter(number: int, recipient: str = "") -> Outgoing:
    message = (
        f"Message-ID: <{number}@tandem.example>\r\nSubject: A moment for you\r\n\r\nHello.\r\n.\r\nBye.\r\n"
    )
    return Outgoing(number, recipient or f"person{number}@med.example", message.encode())


def letters(count: int) -> list[Outgoing]:
    return [letter(number) for number in range(count)]


def ids(numbers) -> list[str]:
    return [f"<{number}@tandem.example>" for number in numbers]


class Book:
    """Who sends writes down here what became of letters."""

    def __init__(self) -> None:
        self.stamps = []

    def stamp(self, outcomes) -> None:
        self.stamps.append(list(outcomes))

    @property
    def outcomes(self):
        return [outcome for stamp in self.stamps for outcome in stamp]

    def keys(self, verdict: Verdict):
        return [outcome.key for outcome in self.outcomes if outcome.verdict is verdict]


def line_to(server, **options) -> Line:
    return Line(sender=SENDER, host="127.0.0.1", port=server.port, **{"timeout": 5, **options})


@pytest.fixture
def book():
    return Book()


@pytest.fixture(scope="module")
def running_sink():
    with Sink(keep_ids=True) as sink:
        yield sink


@pytest.fixture
def sink(running_sink):
    running_sink.behave(**asdict(Behaviour(keep_ids=True)))
    running_sink.reset()
    return running_sink


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("every", [1, 10, 50])
def test_all_letters_arrive_once_and_in_order(sink, book, way, every):
    sink.behave(**way)
    with line_to(sink) as line:
        line.send(iter(letters(23)), every=every, stamp=book.stamp)
        line.send(iter([letter(23)]), every=every, stamp=book.stamp)
    assert sink.ids() == ids(range(24))
    assert sink.counters()["connections"] == 1
    assert book.keys(Verdict.ACCEPTED) == list(range(24))
    assert {(outcome.code, outcome.text) for outcome in book.outcomes} == {(250, "kept")}


def test_nothing_to_send_is_no_trouble(sink, book):
    with line_to(sink) as line:
        line.send(iter([]), every=1, stamp=book.stamp)
    assert book.stamps == []


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("every", [1, 4])
def test_no_letter_leaves_while_its_forerunners_wait_for_their_stamp(sink, way, every):
    sink.behave(**way)
    stamped = 0

    def stamp(outcomes):
        nonlocal stamped
        assert len(outcomes) <= every
        stamped += len(outcomes)
        time.sleep(0.01)  # time enough for a letter that left too early to be counted
        assert sink.counters()["accepted"] == stamped

    with line_to(sink) as line:
        line.send(iter(letters(10)), every=every, stamp=stamp)
    assert stamped == 10


@pytest.mark.parametrize("way", [*EVERY_WAY, {"pipelining": True, "data_without_recipient": True}])
def test_a_refused_recipient_holds_up_nobody(sink, book, way):
    sink.behave(refuse_containing="nobody", **way)
    with line_to(sink) as line:
        to_send = [letter(0), letter(1, "nobody@med.example"), letter(2, "nobody@med.example"), letter(3)]
        line.send(iter(to_send), every=10, stamp=book.stamp)
    assert sink.ids() == ids([0, 3])
    assert [outcome.verdict.value for outcome in book.outcomes] == [
        "accepted",
        "refused",
        "refused",
        "accepted",
    ]
    assert (book.outcomes[1].code, book.outcomes[1].text) == (550, "5.1.1 nobody here")


@pytest.mark.parametrize("way", EVERY_WAY)
def test_letters_that_are_put_off_are_told_from_those_refused(sink, book, way):
    sink.behave(defer_every=3, **way)
    with line_to(sink) as line:
        line.send(iter(letters(6)), every=10, stamp=book.stamp)
        sink.behave(defer_every=0, defer_data_every=2)
        line.send(iter(letters(2)), every=10, stamp=book.stamp)
        sink.behave(defer_data_every=0, refuse_data_every=2)
        line.send(iter(letters(2)), every=10, stamp=book.stamp)
    assert [outcome.code for outcome in book.outcomes] == [250, 250, 451, 250, 250, 451, 250, 452, 250, 554]
    assert book.keys(Verdict.DEFERRED) == [2, 5, 1]
    assert book.keys(Verdict.REFUSED) == [1]


@pytest.mark.parametrize("way", EVERY_WAY)
def test_a_server_that_hangs_up_now_and_then_gets_every_letter_once(sink, book, way):
    sink.behave(close_after=4, **way)
    with line_to(sink) as line:
        line.send(iter(letters(10)), every=3, stamp=book.stamp)
    assert sink.ids() == ids(range(10))
    assert book.keys(Verdict.ACCEPTED) == list(range(10))
    assert sink.counters()["connections"] == 3


@pytest.mark.parametrize("way", IN_TURN)
def test_a_letter_cut_off_in_the_middle_is_unknown_and_the_rest_goes_on(sink, book, way):
    sink.behave(drop_in_data_every=3, **way)
    with line_to(sink) as line:
        line.send(iter(letters(5)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.UNKNOWN) == [2]
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 3, 4]
    assert sink.ids() == ids([0, 1, 3, 4])


@pytest.mark.parametrize("way", IN_TURN)
def test_a_letter_taken_without_an_answer_is_unknown_too(sink, book, way):
    sink.behave(drop_unanswered_every=3, **way)
    with line_to(sink) as line:
        line.send(iter(letters(4)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.UNKNOWN) == [2]
    assert sink.ids() == ids(range(4))


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("every", [1, 2, 3])
def test_no_mishap_lets_more_letters_leave_between_two_stamps(sink, book, way, every):
    sink.behave(drop_unanswered_every=5, close_after=3, defer_every=4, **way)
    with line_to(sink) as line:
        line.send(iter(letters(20)), every=every, stamp=book.stamp)
    assert max(map(len, book.stamps)) == every
    assert sorted(outcome.key for outcome in book.outcomes) == list(range(20))
    left = {
        f"<{key}@tandem.example>"
        for verdict in ("ACCEPTED", "UNKNOWN")
        for key in book.keys(Verdict[verdict])
    }
    assert set(sink.ids()) <= left
    assert len(set(sink.ids())) == len(sink.ids())


@pytest.mark.parametrize(
    ("mishap", "arrived", "unknown"),
    [
        ({"drop_in_data_every": 3}, [0, 1, 4], [2, 3]),
        ({"drop_unanswered_every": 3}, [0, 1, 2, 4], [2, 3]),
        ({"close_after": 3}, [0, 1, 2, 3, 4], []),
    ],
)
def test_of_letters_sent_together_only_those_without_an_answer_are_unknown(
    sink, book, mishap, arrived, unknown
):
    sink.behave(**TOGETHER, **mishap)
    with line_to(sink) as line:
        line.send(iter(letters(5)), every=2, stamp=book.stamp)
    assert sink.ids() == ids(arrived)
    assert book.keys(Verdict.UNKNOWN) == unknown
    assert sorted(outcome.key for outcome in book.outcomes) == list(range(5))
    assert max(map(len, book.stamps)) <= 2


def test_letters_sent_together_to_a_server_that_falls_silent(sink, book):
    sink.behave(**TOGETHER, hang_after=3)
    with pytest.raises(SmtpUnavailable, match="timed out"), line_to(sink, timeout=0.3) as line:
        line.send(iter(letters(9)), every=2, stamp=book.stamp)
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 2]
    assert book.keys(Verdict.UNKNOWN) == [3]
    assert len(book.outcomes) == 4


def test_letters_sent_together_cost_a_far_server_one_round_trip(sink, book):
    sink.behave(**TOGETHER, reply_after=0.1)
    with line_to(sink) as line:
        started = time.monotonic()
        line.send(iter(letters(20)), every=10, stamp=book.stamp)
        took = time.monotonic() - started
    assert 2 * 0.1 <= took < 4 * 0.1
    assert [len(stamp) for stamp in book.stamps] == [10, 10]


def test_a_letter_as_long_as_a_book_among_letters_sent_together(sink, book):
    long = Outgoing("long", "ada@med.example", letter(1).message + b"A calm line of text.\r\n" * 200_000)
    sink.behave(**TOGETHER)
    with line_to(sink) as line:
        line.send(iter([letter(0), long, letter(2)]), every=10, stamp=book.stamp)
    assert sink.ids() == ids(range(3))
    assert sink.counters()["bytes"] > 4_000_000


def test_a_server_that_never_answers_a_letter_is_not_tried_again_and_again(sink, book):
    sink.behave(drop_in_data_every=1)
    with pytest.raises(SmtpUnavailable, match="hung up|reset|Broken"), line_to(sink) as line:
        line.send(iter(letters(5)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.UNKNOWN) == [0]
    assert len(book.outcomes) == 1
    assert sink.counters()["connections"] == 1


@pytest.mark.parametrize("way", IN_TURN)
def test_a_server_that_falls_silent_is_given_up_after_the_timeout(sink, book, way):
    sink.behave(hang_after=3, **way)
    with pytest.raises(SmtpUnavailable, match="timed out"), line_to(sink, timeout=0.3) as line:
        line.send(iter(letters(9)), every=2, stamp=book.stamp)
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 2]
    # The envelope of the fourth was never answered, so the fourth never left.
    assert len(book.outcomes) == 3


def test_a_far_server_costs_one_round_trip_a_letter(sink, book):
    sink.behave(reply_after=0.05)
    with line_to(sink) as line:
        started = time.monotonic()
        line.send(iter(letters(5)), every=1, stamp=book.stamp)
        took = time.monotonic() - started
    # One for the first envelope and one for each letter; four for each letter without pipelining.
    assert 6 * 0.05 <= took < 10 * 0.05
    assert book.keys(Verdict.ACCEPTED) == list(range(5))


def test_no_server_is_no_way_out(sink):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(SmtpUnavailable, match=str(port)):
        Line(sender=SENDER, host="127.0.0.1", port=port).open()
    sink.behave(greet_421=True)
    with pytest.raises(SmtpUnavailable, match="not today"):
        line_to(sink).open()


def test_where_nothing_is_said_djangos_settings_hold(settings, sink, book):
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
    with Line(sender=SENDER) as line:
        line.send(iter(letters(1)), every=1, stamp=book.stamp)
    assert sink.ids() == ids([0])


def test_what_cannot_be_written_is_refused_without_asking_the_server(sink, book):
    with line_to(sink) as line:
        to_send = [
            letter(0, "zoë@med.example"),
            letter(1, "a@med.example>\r\nRCPT TO:<b@x.example"),
            Outgoing(2, "ada@med.example", "Subject: é\r\n\r\n".encode()),
            letter(3, "ada@mün.example"),
        ]
        line.send(iter(to_send), every=1, stamp=book.stamp)
    assert book.keys(Verdict.REFUSED) == [0, 1, 2]
    assert sink.ids() == ids([3])


def test_when_a_stamp_fails_nothing_more_leaves(sink, book):
    def no_database(outcomes):
        raise ConnectionError("database is gone")

    with line_to(sink) as line:
        with pytest.raises(ConnectionError, match="database is gone"):
            line.send(iter(letters(9)), every=2, stamp=no_database)
        assert sink.ids() == ids([0, 1])
        line.send(iter([letter(7)]), every=2, stamp=book.stamp)
    assert sink.ids() == ids([0, 1, 7])


def test_when_the_next_letter_cannot_be_made_those_that_left_are_stamped(sink, book):
    def makes_three():
        yield from letters(3)
        raise RuntimeError("a template is broken")

    with line_to(sink) as line, pytest.raises(RuntimeError):
        line.send(makes_three(), every=50, stamp=book.stamp)
    # The third was at hand, not yet gone: it has no outcome and never left.
    assert sink.ids() == ids([0, 1])
    assert book.keys(Verdict.ACCEPTED) == [0, 1]


def test_at_least_one_letter_leaves_between_stamps(sink, book):
    with line_to(sink) as line, pytest.raises(ValueError, match="1 or more"):
        line.send(iter(letters(1)), every=0, stamp=book.stamp)


# Servers that neither the sink nor aiosmtpd is.


class Scripted:
    """A server that follows a script for each connection in turn."""

    def __init__(self, *scripts) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.scripts = scripts
        self.failure = None
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.join(10)
        self.listener.close()
        assert not self.thread.is_alive()
        if self.failure:
            raise self.failure

    def run(self):
        for script in self.scripts:
            client, _ = self.listener.accept()
            client.settimeout(5)
            with client, client.makefile("rwb", buffering=0) as stream:
                try:
                    script(client, stream)
                except (AssertionError, OSError) as failure:
                    self.failure = failure


def hears(stream, *expected: str) -> None:
    for start in expected:
        assert stream.readline().decode().upper().startswith(start.upper())


def greets(stream) -> None:
    stream.write(b"220-hello\r\n220 there\r\n")
    hears(stream, "EHLO")
    stream.write(b"250-scripted\r\n250-PIPELINING\r\n250 8BITMIME\r\n")


def takes_text(stream) -> None:
    while stream.readline() != b".\r\n":
        pass


def test_no_text_leaves_before_the_server_has_asked_for_it(book):
    def strict(client, stream):
        greets(stream)
        for number in range(3):
            hears(stream, "MAIL FROM:<hello@tandem.example>", f"RCPT TO:<person{number}@med.example>", "DATA")
            assert not select.select([client], [], [], 0.1)[0]
            stream.write(b"250 ok\r\n250-two\r\n250 lines\r\n354 go\r\n")
            takes_text(stream)
            stream.write(b"250 ok\r\n")
        hears(stream, "QUIT")
        stream.write(b"221 bye\r\n")

    with Scripted(strict) as server, line_to(server) as line:
        line.send(iter(letters(3)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 2]


def test_a_sender_who_is_not_welcome_blames_no_recipient(book):
    def picky(client, stream):
        greets(stream)
        hears(stream, "MAIL", "RCPT", "DATA")
        stream.write(b"550 5.7.1 not from you\r\n503 no\r\n503 no\r\n")
        hears(stream, "RSET")
        stream.write(b"250 ok\r\n")
        hears(stream, "QUIT")

    with Scripted(picky) as server, line_to(server) as line:
        line.send(iter(letters(1)), every=10, stamp=book.stamp)
    assert book.outcomes == [(0, Verdict.DEFERRED, 550, "5.7.1 not from you")]


def test_closing_instead_of_an_answer_puts_the_letter_off(book):
    def closing(client, stream):
        greets(stream)
        hears(stream, "MAIL", "RCPT", "DATA")
        stream.write(b"250 ok\r\n250 ok\r\n354 go\r\n")
        takes_text(stream)
        stream.write(b"421 4.3.2 shutting down\r\n")

    def going_on(client, stream):
        greets(stream)
        hears(stream, "MAIL", "RCPT TO:<person1@", "DATA")
        stream.write(b"250 ok\r\n250 ok\r\n354 go\r\n")
        takes_text(stream)
        stream.write(b"250 ok\r\n")
        hears(stream, "QUIT")

    with Scripted(closing, going_on) as server, line_to(server) as line:
        line.send(iter(letters(2)), every=10, stamp=book.stamp)
    assert book.outcomes == [
        (0, Verdict.DEFERRED, 421, "4.3.2 shutting down"),
        (1, Verdict.ACCEPTED, 250, "ok"),
    ]


def test_silence_after_the_text_leaves_the_letter_unknown(book):
    def falls_silent(client, stream):
        greets(stream)
        hears(stream, "MAIL", "RCPT", "DATA")
        stream.write(b"250 ok\r\n250 ok\r\n354 go\r\n")
        takes_text(stream)
        hears(stream, "MAIL", "RCPT", "DATA", "")

    timed_out = pytest.raises(SmtpUnavailable, match="timed out")
    with Scripted(falls_silent) as server, timed_out, line_to(server, timeout=0.3) as line:
        line.send(iter(letters(3)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.UNKNOWN) == [0]
    assert len(book.outcomes) == 1


@pytest.mark.parametrize("babble", [b"hello?\r\n", b"99\r\n", b"-12 x\r\n", b"354 go\r\n", b"\0" * 20000])
def test_an_answer_that_is_none_leaves_the_letter_unknown(book, babble):
    def babbling(client, stream):
        greets(stream)
        hears(stream, "MAIL", "RCPT", "DATA")
        stream.write(b"250 ok\r\n250 ok\r\n354 go\r\n")
        takes_text(stream)
        stream.write(babble)
        stream.read(1)

    with Scripted(babbling) as server, pytest.raises(SmtpUnavailable), line_to(server) as line:
        line.send(iter(letters(2)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.UNKNOWN) == [0]
    assert len(book.outcomes) == 1


# What arrives is what was written.


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
