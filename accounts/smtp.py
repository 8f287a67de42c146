"""One SMTP connection that many letters leave by.

smtplib connects, greets, encrypts and signs in, with Django's EMAIL_* settings. Where the server offers
PIPELINING (RFC 2920) the end of one letter and the envelope of the next go out in one write, so that a
letter costs one round trip. DATA stays the last command of its group (section 3.1), because its answer
decides what follows.
"""

import re
import smtplib
import socket
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from email.utils import parseaddr
from enum import Enum
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from accounts.mime import Unwritable, wire_address

PATIENCE = 30  # seconds without a byte from the server, where EMAIL_TIMEOUT says nothing
LONGEST_REPLY = 8192
MOST_REPLY_LINES = 100
_REPLY = re.compile(rb"[2-5][0-9][0-9][ \r\n]").match
_LONE_NEWLINE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


class SmtpUnavailable(Exception):
    """No way out: the server cannot be reached, or the line went dead and could not be opened again.

    Every outcome that is known has been stamped before this is raised; letters without one never left.
    """


class Verdict(Enum):
    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # not now: 4xx, or the server does not want us as the sender
    REFUSED = "refused"  # never: 5xx about this letter or its recipient
    UNKNOWN = "unknown"  # the line broke after the letter and before its answer: it may have left


class Outgoing(NamedTuple):
    key: Hashable
    recipient: str
    message: bytes


class Outcome(NamedTuple):
    key: Hashable
    verdict: Verdict
    code: int  # the server's, or 0 where it said nothing
    text: str


Stamp = Callable[[list[Outcome]], None]


class Line:
    """One connection, opened when first needed and again when a server that took letters hangs up.

        with Line(sender="Tandem <hello@tandem.example>") as line:
            line.send(letters, every=10, stamp=write_down)

    `where` overrides EMAIL_* settings: host, port, username, password, use_tls, use_ssl.
    """

    def __init__(self, *, sender: str, timeout: float | None = None, **where: Any) -> None:
        address = wire_address(parseaddr(sender)[1])
        self._mail = f"MAIL FROM:<{address}>\r\n".encode()
        self._where = {"timeout": timeout or settings.EMAIL_TIMEOUT or PATIENCE, **where}
        self._smtp: smtplib.SMTP | None = None
        self._answered = 0  # letters the server has answered since the line was opened

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Connects, unless connected. Raises SmtpUnavailable."""
        if self._smtp is not None:
            return
        backend = EmailBackend(**self._where)
        try:
            backend.open()
            smtp = backend.connection
            smtp.ehlo_or_helo_if_needed()
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:  # smtplib's own exceptions are among them
            with suppress(OSError):
                backend.close()
            raise SmtpUnavailable(f"{backend.host}:{backend.port} cannot be reached: {error}") from error
        self._smtp = smtp
        self._answered = 0
        self._pipelines = smtp.has_extn("pipelining")
        self._write, self._read_line = smtp.sock.sendall, smtp.file.readline

    def close(self) -> None:
        """Takes leave of the server, without waiting long for its answer."""
        if self._smtp is not None:
            with suppress(OSError):
                self._smtp.sock.settimeout(2)
                self._smtp.quit()
            self._abandon()

    def send(self, letters: Iterable[Outgoing], *, every: int, stamp: Stamp) -> None:
        """Sends letters in order; `stamp` hears what became of each, in order and exactly once.

        The promise: `stamp` has returned for all but at most `every - 1` letters before the next one's text
        leaves. Whoever is killed at any moment therefore doubles at most `every` letters. With every=1 each
        letter is stamped before the next leaves. `letters` is read one ahead of what has left.

        Raises SmtpUnavailable. What `stamp` or `letters` raises goes through, the letter at hand unsent.
        """
        if every < 1:
            raise ValueError("Letters are stamped every 1 or more.")
        tally = _Tally(every, stamp)
        try:
            self._send(_prepared(letters, self._mail, tally), tally)
        except BaseException:
            self._abandon()
            raise
        finally:
            tally.stamp()

    def _send(self, letters: "Iterator[_Prepared]", tally: "_Tally") -> None:
        letter = next(letters, None)
        is_offered = False
        while letter is not None:
            try:
                self.open()
                refusal, payload = self._offer(letter, is_offered)
            except _Gone as gone:
                self._hang_up(gone)
                is_offered = False
                continue
            following = next(letters, None)
            tally.stamp_when_full()
            is_offered = following is not None and self._pipelines
            try:
                self._write(payload + following.envelope if following and is_offered else payload)
                reply = self._reply()
                tally.add(letter, refusal or _verdict(reply))
                self._answered += 1
            except (_Gone, OSError) as error:
                gone = error if isinstance(error, _Gone) else _Gone(str(error), is_slow=_is_slow(error))
                tally.add(letter, refusal or gone.verdict)
                self._answered += gone.verdict[0] is not Verdict.UNKNOWN
                self._hang_up(gone, is_last=following is None)
                is_offered = False
            letter = following

    def _offer(self, letter: "_Prepared", is_offered: bool) -> "tuple[_Verdict | None, bytes]":
        """Asks whether the server takes this letter: why not, if it does not, and what to write now."""
        replies = []
        try:
            if self._pipelines:
                if not is_offered:
                    self._write(letter.envelope)
                replies = [self._reply(), self._reply(), self._reply()]
            else:
                for command in letter.envelope.splitlines(keepends=True):
                    self._write(command)
                    replies.append(self._reply())
                    if replies[-1] >= b"4":
                        break
        except OSError as error:
            raise _Gone(str(error), is_slow=_is_slow(error)) from error
        is_open = replies[-1].startswith(b"354")
        refused = next((reply for reply in replies if reply >= b"4"), None)
        if refused is None:
            if not is_open:
                raise _Gone(f"answered DATA with {replies[-1]!r}")
            return None, letter.body
        verdict = _verdict(refused)
        if refused is replies[0] and verdict[0] is Verdict.REFUSED:
            # About us, not about whom we write to: worth another try when somebody has looked.
            verdict = (Verdict.DEFERRED, *verdict[1:])
        # A server may answer DATA with 354 though it took no recipient: then end it at once (RFC 2920, 3.1).
        return verdict, b".\r\n" if is_open else b"RSET\r\n"

    def _reply(self) -> bytes:
        """The last line of the server's next answer. Raises _Gone when it hangs up, is closing or babbles."""
        for _ in range(MOST_REPLY_LINES):
            line = self._read_line(LONGEST_REPLY)
            if line[3:4] != b"-":
                break
        if not line:
            raise _Gone("hung up")
        if not _REPLY(line):
            raise _Gone(f"is not speaking SMTP: {line[:60]!r}")
        if line.startswith(b"421"):
            raise _Gone("is closing", verdict=_verdict(line))
        return line

    def _hang_up(self, gone: "_Gone", is_last: bool = False) -> None:
        """Lets the line go. Opening it again is worthwhile if the server answered letters and is not stuck."""
        answered = self._answered
        self._abandon()
        if not is_last and (gone.is_slow or not answered):
            raise SmtpUnavailable(f"The mail server {gone}.")

    def _abandon(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


_Verdict = tuple[Verdict, int, str]
_MEANINGS = {b"2": Verdict.ACCEPTED, b"4": Verdict.DEFERRED, b"5": Verdict.REFUSED}


def _verdict(reply: bytes) -> _Verdict:
    meaning = _MEANINGS.get(reply[:1])
    if meaning is None:
        raise _Gone(f"answered {reply!r}, which means nothing here")
    return meaning, int(reply[:3]), reply[4:].decode("ascii", "replace").strip()


class _Gone(Exception):
    """The line is of no more use; `verdict` is about the letter that waited for an answer."""

    def __init__(self, why: str, *, is_slow: bool = False, verdict: _Verdict | None = None) -> None:
        super().__init__(why)
        self.is_slow = is_slow
        self.verdict = verdict or (Verdict.UNKNOWN, 0, f"The mail server {why}.")


def _is_slow(error: OSError) -> bool:
    return isinstance(error, TimeoutError)


class _Prepared(NamedTuple):
    key: Hashable
    envelope: bytes
    body: bytes


def _prepared(letters: Iterable[Outgoing], mail: bytes, tally: "_Tally") -> Iterator[_Prepared]:
    """Letters as they go over the wire. One that cannot be written is refused here and holds up nobody."""
    for key, recipient, message in letters:
        try:
            envelope = b"%bRCPT TO:<%b>\r\nDATA\r\n" % (mail, wire_address(recipient).encode())
            if not message.isascii():
                raise Unwritable("The message is not encoded: it holds bytes outside ASCII.")
        except Unwritable as error:
            tally.outcomes.append(Outcome(key, Verdict.REFUSED, 0, str(error)))
            continue
        yield _Prepared(key, envelope, dot_stuffed(message))


def dot_stuffed(message: bytes) -> bytes:
    """What follows DATA: CRLF line ends, dots at line starts doubled, the end marked (RFC 5321, 4.5.2)."""
    if not message.count(b"\n") == message.count(b"\r") == message.count(b"\r\n"):
        message = _LONE_NEWLINE.sub(b"\r\n", message)
    if b"\n." in message:
        message = message.replace(b"\r\n.", b"\r\n..")
    if message.startswith(b"."):
        message = b"." + message
    return message + b".\r\n" if message.endswith(b"\r\n") or not message else message + b"\r\n.\r\n"


class _Tally:
    """Outcomes that have not been stamped yet."""

    def __init__(self, every: int, stamp: Stamp) -> None:
        self.every = every
        self.outcomes: list[Outcome] = []
        self._stamp = stamp

    def add(self, letter: _Prepared, verdict: _Verdict) -> None:
        self.outcomes.append(Outcome(letter.key, *verdict))

    def stamp_when_full(self) -> None:
        if len(self.outcomes) >= self.every:
            self.stamp()

    def stamp(self) -> None:
        if self.outcomes:
            outcomes, self.outcomes = self.outcomes, []
            self._stamp(outcomes)
