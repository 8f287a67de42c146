"""Servers that follow a script: what no well-behaved server would say."""

import select
import socket
import threading

import pytest

from accounts.sending import SmtpUnavailable
from accounts.wire import Verdict
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
