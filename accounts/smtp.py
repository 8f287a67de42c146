"""One SMTP connection that many letters leave by.

smtplib connects, greets, encrypts and signs in, with Django's EMAIL_* settings. How letters then leave depends on
what the server offers:

- PIPELINING and CHUNKING: all letters of one stamp in one write, one round trip for them together (RFC 3030, 4.2).
- PIPELINING (RFC 2920): the end of one letter and the envelope of the next in one write, one round trip a letter.
  DATA stays the last command of its group (section 3.1), because its answer decides what follows.
- neither: one command at a time, four round trips a letter.
"""

import re
import socket
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from email.utils import parseaddr
from typing import Any, Self

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from accounts.mime import wire_address
from accounts.sending import Queue, SmtpUnavailable, SmtpUnwelcome, Stamp, Tally, send_by
from accounts.wire import Answer, Outcome, Outgoing, Prepared, Verdict, answer_in, dot_stuffed

PATIENCE = 30  # seconds without a byte from the server, where EMAIL_TIMEOUT says nothing
LEAST_PATIENCE = 1  # for what has come already but was not read
LONGEST_REPLY = 8192
MOST_REPLY_LINES = 100
# Letters in one write. Their answers, unread until all is written, must fit into the sockets between (RFC 2920, 3.1).
MOST_AT_ONCE = 50
_REPLY = re.compile(rb"[2-5][0-9][0-9][ \r\n]").match


class Line:
    """One connection, opened when first needed and again when a server that took letters hangs up.

        with Line(sender="Tandem <hello@tandem.example>") as line:
            line.send(letters, every=10, stamp=write_down)

    `where` overrides EMAIL_* settings: host, port, username, password, use_tls, use_ssl.
    """

    def __init__(self, *, sender: str, timeout: float | None = None, **where: Any) -> None:
        address = wire_address(parseaddr(sender)[1])
        self.mail = f"MAIL FROM:<{address}>\r\n".encode()
        self.was_turned_away = False
        self._patience = timeout or settings.EMAIL_TIMEOUT or PATIENCE
        self._where = {"timeout": self._patience, **where}
        self._smtp: Any = None
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
            smtp: Any = backend.connection
            smtp.ehlo_or_helo_if_needed()
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:  # smtplib's own exceptions are among them
            with suppress(OSError):
                backend.close()
            raise SmtpUnavailable(f"{backend.host}:{backend.port} cannot be reached: {error}") from error
        self._smtp = smtp
        self._answered = 0
        self._pipelines = smtp.has_extn("pipelining")
        self._chunks = self._pipelines and smtp.has_extn("chunking")
        self._write, self._read_line = smtp.sock.sendall, smtp.file.readline
        self._spoke_at = time.monotonic()

    def close(self) -> None:
        """Takes leave of the server, without waiting long for its answer."""
        if self._smtp is not None:
            with suppress(OSError):
                self._smtp.sock.settimeout(2)
                self._smtp.quit()
            self._abandon()

    def hurry(self) -> None:
        if self._smtp is not None:
            waited = time.monotonic() - self._spoke_at
            self._smtp.sock.settimeout(max(self._patience - waited, LEAST_PATIENCE))

    def send(self, letters: Iterable[Outgoing], *, every: int, stamp: Stamp) -> None:
        """Sends letters by this line alone: see `send_by`."""
        send_by([self], letters, every=every, stamp=stamp)

    def sending(self, queue: Queue, tally: Tally) -> Iterator[None]:
        """Sends from the queue until it is empty, and yields wherever it would wait for the server.

        Raises SmtpUnavailable.
        """
        try:
            while queue:
                self.open()
                try:
                    if self._chunks and tally.every > 1:
                        yield from self._send_together(queue, tally)
                    else:
                        yield from self._send_in_turn(queue, tally)
                except _Gone as gone:
                    tally.stamp()
                    self._hang_up(gone, is_done=not queue)
        except BaseException:
            self._abandon()
            raise

    def _send_together(self, queue: Queue, tally: Tally) -> Iterator[None]:
        """As many letters as one stamp covers in one write; then their answers."""
        while queue:
            while not (room := tally.room()):
                yield
            unanswered = deque(queue.take(min(room, MOST_AT_ONCE)))
            unwelcome: list[Prepared] = []
            tally.on_the_way += len(unanswered)
            answer: Answer = _SILENCE
            try:
                self._put(b"".join([letter.chunked for letter in unanswered]))
                yield
                while unanswered:
                    mail, *others = self._reply(), self._reply(), (reply := self._reply())
                    if mail >= b"5":  # those after it may be welcome: their answers are on the way too
                        unwelcome.append(unanswered.popleft())
                        refused = mail
                    else:
                        refusal = _refusal([mail, *others])
                        self._add(tally, unanswered.popleft(), refusal or _answer(reply))
                    self._reply()  # to RSET
                if unwelcome:
                    raise _Gone.unwelcome(refused)
            except _Gone as gone:
                answer = gone.answer
                raise
            finally:
                if answer[0] is Verdict.UNKNOWN:
                    while unanswered:
                        self._add(tally, unanswered.popleft(), answer)
                # Else it is closing, and a server that is closing does nothing more (RFC 5321, 3.8).
                never_left = [*unwelcome, *unanswered]
                tally.on_the_way -= len(never_left)
                queue.give_back(never_left)
            tally.stamp_when_full()

    def _send_in_turn(self, queue: Queue, tally: Tally) -> Iterator[None]:
        """Letter after letter; where the server pipelines, the next is offered while it takes this one."""
        is_offered = False
        letter = queue.take_one()
        while letter is not None:
            try:
                refusal, way_out = yield from self._offer(letter, is_offered)
            except _Gone:
                queue.give_back([letter])
                raise
            while not tally.room():
                yield
            if queue.is_closed:
                queue.give_back([letter])
                self._abandon()  # the server may wait for the text
                return
            following = queue.take_one()
            payload = way_out if refusal else dot_stuffed(letter.message)
            is_offered = following is not None and self._pipelines
            answer: Answer = _SILENCE
            tally.on_the_way += 1
            try:
                self._put(payload + following.envelope if following and is_offered else payload)
                yield
                answer = _answer(self._reply())
            except _Gone as gone:
                answer = gone.answer
                queue.give_back([following] if following else [])
                raise
            finally:
                self._add(tally, letter, refusal or answer)
            tally.stamp_when_full()
            letter = following

    def _offer(
        self, letter: Prepared, is_offered: bool
    ) -> Generator[None, None, tuple[Answer | None, bytes]]:
        """Asks whether the server takes this letter: why not, if it does not, and how to get out of it then."""
        replies: list[bytes] = []
        if self._pipelines:
            if not is_offered:
                self._put(letter.envelope)
                yield
            replies = [self._reply(), self._reply(), self._reply()]
        else:
            for command in letter.envelope.splitlines(keepends=True):
                self._put(command)
                yield
                replies.append(self._reply())
                if replies[-1] >= b"4":
                    break
        if replies[0] >= b"5":
            raise _Gone.unwelcome(replies[0])
        refusal, is_open = _refusal(replies), replies[-1].startswith(b"354")
        if refusal is None and not is_open:
            raise _Gone(f"answered DATA with {replies[-1]!r}")
        # A server may ask for the text though it took no recipient: end it at once (RFC 2920, 3.1).
        return refusal, b".\r\n" if is_open else b"RSET\r\n"

    def _add(self, tally: Tally, letter: Prepared, answer: Answer) -> None:
        self._answered += answer[0] is not Verdict.UNKNOWN
        tally.arrived(Outcome(letter.key, *answer))

    def _put(self, what: bytes) -> None:
        self._spoke_at = time.monotonic()
        try:
            self._write(what)
        except OSError as error:
            raise _Gone.by(error) from error

    def _reply(self) -> bytes:
        """The last line of the server's next answer. Raises _Gone when it hangs up, is closing or babbles."""
        try:
            for _ in range(MOST_REPLY_LINES):
                line = self._read_line(LONGEST_REPLY)
                if line[3:4] != b"-":
                    break
        except OSError as error:
            raise _Gone.by(error) from error
        if not line:
            raise _Gone("hung up")
        if not _REPLY(line):
            raise _Gone(f"is not speaking SMTP: {line[:60]!r}")
        if line.startswith(b"421"):
            raise _Gone("is closing", answer=answer_in(line))
        return line

    def _hang_up(self, gone: "_Gone", is_done: bool) -> None:
        """Lets the line go. Opening it again is worthwhile if the server answered letters and is not stuck."""
        answered = self._answered
        self._abandon()
        if gone.is_unwelcome:
            raise SmtpUnwelcome(f"The mail server {gone}.")
        if not is_done and (gone.is_slow or not answered):
            raise SmtpUnavailable(f"The mail server {gone}.")

    def _abandon(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


_SILENCE: Answer = (Verdict.UNKNOWN, 0, "The line broke before the mail server answered.")


class _Gone(Exception):
    """The line is of no more use; `answer` is about the letter that waited for one."""

    def __init__(self, why: str, *, is_slow: bool = False, answer: Answer | None = None) -> None:
        super().__init__(why)
        self.is_slow = is_slow
        self.is_unwelcome = False
        self.answer = answer or (Verdict.UNKNOWN, 0, f"The mail server {why}.")

    @classmethod
    def by(cls, error: OSError) -> "_Gone":
        return cls(f"is gone: {error}", is_slow=isinstance(error, TimeoutError))

    @classmethod
    def unwelcome(cls, reply: bytes) -> "_Gone":
        gone = cls(f"does not take our sender's address: {reply!r}")
        gone.is_unwelcome = True
        return gone


def _answer(reply: bytes) -> Answer:
    if (answer := answer_in(reply)) is None:
        raise _Gone(f"answered a letter with {reply!r}")
    return answer


def _refusal(replies: list[bytes]) -> Answer | None:
    """Why a letter is refused, from the replies to its commands, or None if it is not."""
    refused = next((reply for reply in replies if reply >= b"4"), None)
    return None if refused is None else _answer(refused)
