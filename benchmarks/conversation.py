"""One SMTP connection as the sink answers it: counting letters, keeping none, misbehaving on request."""

import re
import time
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

ENDED = b"\r\n.\r\n"
MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def is_nth(count: int, every: int) -> bool:
    return every > 0 and count % every == 0


@dataclass(frozen=True)
class Behaviour:
    """What the server does to letters. Numbers count from the moment the behaviour is set; 0 means never."""

    pipelining: bool = True
    chunking: bool = False
    greet_421: bool = False
    starttls: bool = False  # offers encryption, and has none
    refuse_password: bool = False  # offers sign-in, and knows nobody
    refuse_sender: bool = False  # MAIL gets 550
    keep_ids: bool = False  # remember each accepted Message-ID, in order, twice if it came twice
    reply_after: float = 0  # seconds before every burst of replies: a far or slow server
    defer_every: int = 0  # each n-th recipient gets 451
    refuse_containing: str = ""  # recipients that hold this get `refusal`
    refusal: str = "550 5.1.1 nobody here"
    data_without_recipient: bool = False  # answers DATA with 354 although it refused the recipient
    defer_data_every: int = 0  # each n-th letter gets 452 when it is complete
    refuse_data_every: int = 0  # each n-th letter gets 554 when it is complete
    drop_in_data_every: int = 0  # each n-th letter: the connection ends before the letter does; not counted
    drop_unanswered_every: int = 0  # each n-th letter is accepted and counted, and the answer never sent
    close_after: int = 0  # letters per connection, then 421 and the end
    hang_after: int = 0  # accepted letters, then silence on every connection
    swallow_after: int = (
        0  # accepted letters; the next one on each connection is accepted too, and then there is silence
    )


@dataclass
class Counters:
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    connections: int = 0
    bytes: int = 0
    first_at: float = 0  # time.time() of the first and last accepted letter
    last_at: float = 0


@dataclass
class Ledger:
    """What all connections share."""

    behaviour: Behaviour
    counters: Counters = field(default_factory=Counters)
    ids: list[str] = field(default_factory=list)
    recipients: int = 0
    letters: int = 0
    accepted: int = 0  # since the behaviour was set

    def behave(self, **changes: Any) -> None:
        self.behaviour = replace(self.behaviour, **changes)
        self.recipients = self.letters = self.accepted = 0

    @property
    def hangs(self) -> bool:
        return 0 < self.behaviour.hang_after <= self.accepted

    @property
    def swallows(self) -> bool:
        return 0 < self.behaviour.swallow_after < self.accepted


class Dropped(Exception):
    """The connection ends here, without an answer."""


class Conversation:
    """One SMTP connection: bytes in, replies out."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.buffer = bytearray()
        self.scanned = 0
        self.mode = self.commands
        self.chunk = 0
        self.chunk_is_last = False
        self.message = b""
        self.has_sender = self.has_recipient = self.ends = False
        self.letters = 0
        ledger.counters.connections += 1

    def feed(self, received: bytes | memoryview) -> bytes:
        """The replies to what came in; after them the connection may be at its end."""
        self.buffer += received
        replies: list[bytes] = []
        try:
            while not self.ends and not self.ledger.hangs and self.mode(replies):
                pass
        except Dropped:
            self.ends = True
        return b"".join(replies)

    def commands(self, replies: list[bytes]) -> bool:
        end = self.buffer.find(b"\n")
        if end < 0:
            return False
        line = bytes(self.buffer[:end]).rstrip()
        del self.buffer[: end + 1]
        verb = line[:4].upper()
        handler = self.VERBS.get(verb)
        replies.append(handler(self, line) if handler else b"500 unknown\r\n")
        return True

    def greet(self, line: bytes) -> bytes:
        self.reset()
        lines = ["250-sink", "250-8BITMIME"]
        lines += ["250-PIPELINING"] if self.ledger.behaviour.pipelining else []
        lines += ["250-CHUNKING"] if self.ledger.behaviour.chunking else []
        lines += ["250-STARTTLS"] if self.ledger.behaviour.starttls else []
        lines += ["250-AUTH PLAIN"] if self.ledger.behaviour.refuse_password else []
        return "\r\n".join([*lines, "250 SIZE 52428800\r\n"]).encode()

    def hello(self, line: bytes) -> bytes:
        self.reset()
        return b"250 sink\r\n"

    def mail(self, line: bytes) -> bytes:
        if self.ledger.behaviour.refuse_sender:
            return b"550 5.7.1 not from you\r\n"
        if self.has_sender:
            return b"503 one letter at a time\r\n"
        self.has_sender = True
        return b"250 sender ok\r\n"

    def rcpt(self, line: bytes) -> bytes:
        ledger, behaviour = self.ledger, self.ledger.behaviour
        if not self.has_sender:
            return b"503 from whom?\r\n"
        ledger.recipients += 1
        if behaviour.refuse_containing and behaviour.refuse_containing.encode() in line:
            ledger.counters.refused += 1
            return behaviour.refusal.encode() + b"\r\n"
        if is_nth(ledger.recipients, behaviour.defer_every):
            ledger.counters.deferred += 1
            return b"451 4.3.0 later please\r\n"
        self.has_recipient = True
        return b"250 recipient ok\r\n"

    def data(self, line: bytes) -> bytes:
        if not self.has_recipient and not (self.has_sender and self.ledger.behaviour.data_without_recipient):
            return b"503 to whom?\r\n"
        self.mode = self.body
        # A letter with no line at all ends with ".CRLF" only; the line end of DATA opens its first line.
        self.buffer[:0] = b"\r\n"
        self.scanned = 0
        return b"354 go ahead\r\n"

    def body(self, replies: list[bytes]) -> bool:
        if len(self.buffer) > 2:
            self.drop_in_data()
        end = self.buffer.find(ENDED, self.scanned)
        if end < 0:
            self.scanned = max(0, len(self.buffer) - 4)
            return False
        message = bytes(self.buffer[2 : end + 2])
        del self.buffer[: end + 5]
        self.mode = self.commands
        replies.append(self.judge(message))
        return True

    def drop_in_data(self) -> None:
        if is_nth(self.ledger.letters + 1, self.ledger.behaviour.drop_in_data_every):
            self.ledger.letters += 1
            raise Dropped

    def bdat(self, line: bytes) -> bytes:
        words = line.split()
        if len(words) not in (2, 3) or not words[1].isdigit():
            return b"501 how long?\r\n"
        self.chunk = int(words[1])
        self.chunk_is_last = words[-1].upper() == b"LAST"
        self.mode = self.chunks
        return b""

    def silence(self, replies: list[bytes]) -> bool:
        return False

    def chunks(self, replies: list[bytes]) -> bool:
        if len(self.buffer) < self.chunk:
            return False
        self.drop_in_data()
        self.message += bytes(self.buffer[: self.chunk])
        del self.buffer[: self.chunk]
        self.mode = self.commands
        if not self.has_recipient:
            replies.append(b"503 to whom?\r\n")  # the octets are read and thrown away (RFC 3030, section 2)
            self.message = b""
        elif self.chunk_is_last:
            replies.append(self.judge(self.message))
        else:
            replies.append(b"250 chunk ok\r\n")
        return True

    def judge(self, message: bytes) -> bytes:
        ledger, behaviour, counters = (
            self.ledger,
            self.ledger.behaviour,
            self.ledger.counters,
        )
        had_recipient = self.has_recipient
        self.reset()
        if not had_recipient:
            return b"554 no valid recipients\r\n"
        ledger.letters += 1
        if is_nth(ledger.letters, behaviour.defer_data_every):
            counters.deferred += 1
            return b"452 4.2.2 full for now\r\n"
        if is_nth(ledger.letters, behaviour.refuse_data_every):
            counters.refused += 1
            return b"554 5.6.0 not this one\r\n"
        counters.last_at = time.time()
        counters.first_at = counters.first_at or counters.last_at
        counters.accepted += 1
        counters.bytes += len(message)
        ledger.accepted += 1
        self.letters += 1
        if behaviour.keep_ids:
            found = MESSAGE_ID.search(message)
            ledger.ids.append(found[1].decode() if found else "")
        if is_nth(ledger.letters, behaviour.drop_unanswered_every):
            raise Dropped
        if ledger.swallows:
            self.mode = self.silence
            return b""
        if behaviour.close_after and self.letters >= behaviour.close_after:
            self.ends = True
            return b"250 kept\r\n421 enough for one connection\r\n"
        return b"250 kept\r\n"

    def reset(self, line: bytes = b"") -> bytes:
        self.has_sender = self.has_recipient = False
        self.message = b""
        return b"250 ok\r\n"

    def quit(self, line: bytes) -> bytes:
        self.ends = True
        return b"221 bye\r\n"

    VERBS: ClassVar = {
        b"EHLO": greet,
        b"HELO": hello,
        b"MAIL": mail,
        b"RCPT": rcpt,
        b"DATA": data,
        b"BDAT": bdat,
        b"RSET": reset,
        b"NOOP": lambda self, line: b"250 ok\r\n",
        b"QUIT": quit,
        b"AUTH": lambda self, line: b"535 5.7.8 not you\r\n",
        b"STAR": lambda self, line: b"220 go ahead\r\n",
    }
