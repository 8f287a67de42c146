"""Servers that follow a script: what no well-behaved server would say."""

import select
import socket
import threading
import time
from contextlib import suppress
from itertools import count
from types import SimpleNamespace

import pytest

from accounts.sending import SmtpUnavailable, SmtpUnwelcome, send_by
from accounts.wire import Verdict, answer_in
from tests.accounts.smtp_lines import letters, line_to


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


def greets(stream, also: bytes = b"8BITMIME") -> None:
    stream.write(b"220-hello\r\n220 there\r\n")
    hears(stream, "EHLO")
    stream.write(b"250-scripted\r\n250-PIPELINING\r\n250 %b\r\n" % also)


def takes_chunk(stream) -> str:
    """One letter sent in a chunk; gives the command that names its recipient."""
    hears(stream, "MAIL")
    recipient = stream.readline().decode()
    verb, length, last = stream.readline().split()
    assert (verb, last) == (b"BDAT", b"LAST")
    left = int(length)
    while left:
        left -= len(stream.read(left))
    hears(stream, "RSET")
    return recipient


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


def test_a_sender_who_is_not_welcome_blames_no_letter(book):
    def picky(client, stream):
        greets(stream)
        hears(stream, "MAIL", "RCPT", "DATA")
        stream.write(b"550 5.7.1 not from you\r\n503 no\r\n503 no\r\n")
        hears(stream, "")

    unwelcome = pytest.raises(SmtpUnwelcome, match="not from you")
    with Scripted(picky) as server, unwelcome, line_to(server) as line:
        line.send(iter(letters(2)), every=10, stamp=book.stamp)
    assert book.outcomes == []


def test_of_letters_sent_together_those_that_were_welcome_are_not_sent_again(book):
    def moody(client, stream):
        greets(stream, b"CHUNKING")
        for _ in range(3):
            takes_chunk(stream)
        no, yes = b"550 not from you\r\n503 no\r\n503 no\r\n250 ok\r\n", b"250 ok\r\n" * 4
        stream.write(no + yes + no)
        hears(stream, "")

    with Scripted(moody) as server, pytest.raises(SmtpUnwelcome), line_to(server) as line:
        line.send(iter(letters(3)), every=10, stamp=book.stamp)
    assert book.outcomes == [(1, Verdict.ACCEPTED, 250, "ok")]


def test_closing_in_the_middle_of_a_burst_sends_the_others_by_a_new_line(book):
    def closing(client, stream):
        greets(stream, b"CHUNKING")
        for _ in range(3):
            takes_chunk(stream)
        stream.write(b"250 ok\r\n" * 4 + b"250 ok\r\n421 4.3.2 shutting down\r\n")

    def going_on(client, stream):
        greets(stream, b"CHUNKING")
        for number in (1, 2):
            assert takes_chunk(stream) == f"RCPT TO:<person{number}@med.example>\r\n"
        stream.write(b"250 ok\r\n" * 8)
        hears(stream, "QUIT")

    with Scripted(closing, going_on) as server, line_to(server) as line:
        line.send(iter(letters(3)), every=10, stamp=book.stamp)
    assert book.keys(Verdict.ACCEPTED) == [0, 1, 2]
    assert len(book.outcomes) == 3


def test_fewer_answers_than_questions_are_waited_for_and_the_letter_never_leaves(book):
    def stingy(client, stream):
        greets(stream)
        hears(stream, "MAIL", "RCPT", "DATA")
        stream.write(b"250 ok\r\n354 go\r\n")
        hears(stream, "")

    timed_out = pytest.raises(SmtpUnavailable, match="timed out")
    with Scripted(stingy) as server, timed_out, line_to(server, timeout=1.5) as line:
        line.send(iter(letters(2)), every=10, stamp=book.stamp)
    assert book.outcomes == []


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (b"550 5.1.1 nobody here", Verdict.REFUSED),
        (b"550 no such user", Verdict.REFUSED),
        (b"552 5.2.2 mailbox full", Verdict.REFUSED),
        (b"554 5.7.1 relay access denied", Verdict.DEFERRED),
        (b"550 5.4.5 daily sending quota exceeded", Verdict.DEFERRED),
        (b"550 5.1.8 bad sender's system address", Verdict.DEFERRED),
        (b"530 authentication required", Verdict.DEFERRED),
        (b"503 bad sequence", Verdict.DEFERRED),
    ],
)
def test_a_refusal_that_is_about_us_is_no_letters_end(reply, verdict):
    assert answer_in(reply + b"\r\n")[0] is verdict


def test_what_a_server_says_can_be_kept_whatever_bytes_it_puts_there():
    assert answer_in(b"550 5.1.1 \0 \xff\xc3 \x1b[31m nobody\r\n")[2] == "5.1.1 ? ?? ?[31m nobody"


def test_lines_that_fell_silent_together_are_given_up_together(book, monkeypatch):
    def falls_silent(client, stream):
        greets(stream)
        hears(stream, "MAIL", "RCPT", "DATA")
        stream.write(b"250 ok\r\n250 ok\r\n354 go\r\n")
        takes_text(stream)
        both.wait(10)
        with suppress(TimeoutError):
            hears(stream, "MAIL", "RCPT", "DATA", "")

    both = threading.Barrier(2)
    # Each look at the clock is a minute after the last, so that the second line has waited long when its turn comes.
    monkeypatch.setattr("accounts.smtp.time", SimpleNamespace(monotonic=count(0, 60).__next__))
    with Scripted(falls_silent) as one, Scripted(falls_silent) as other:
        lines = [line_to(one, timeout=1.5), line_to(other, timeout=30)]
        began = time.perf_counter()
        with pytest.raises(SmtpUnavailable, match="timed out"):
            send_by(lines, iter(letters(9)), every=10, stamp=book.stamp)
        assert time.perf_counter() - began < 20
    assert book.keys(Verdict.UNKNOWN) == [0, 1]
    assert len(book.outcomes) == 2


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
    with Scripted(falls_silent) as server, timed_out, line_to(server, timeout=1.5) as line:
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
