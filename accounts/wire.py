"""A letter as SMTP writes it, and what a server's answer means for it."""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from accounts.mime import Lines, Unwritable, wire_address

_UNPRINTABLE = re.compile(rb"[^ -~]")
# Sequence and sign-in; then, by enhanced codes (RFC 3463, 3), our own address, the server, its routes, our manners and
# its policy. Where the letter is to blame all the same, it is dead after a few tries instead of one.
_ABOUT_US = re.compile(rb"5(?:03|3[0458])|5[0-9]{2}[ -]5\.(?:1\.[78]|[3457]\.[0-9]+)\b").match
_LONE_NEWLINE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


class Verdict(Enum):
    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # not now: 4xx, or a refusal that is about us and that staff can put right
    REFUSED = "refused"  # never: 5xx about this letter or its recipient
    UNKNOWN = "unknown"  # the line broke after the letter and before its answer: it may have left


class Outgoing(NamedTuple):
    key: int
    recipient: str
    message: bytes


class Outcome(NamedTuple):
    key: int
    verdict: Verdict
    code: int  # the server's, or 0 where it said nothing
    text: str


Answer = tuple[Verdict, int, str]
_MEANINGS = {b"2": Verdict.ACCEPTED, b"4": Verdict.DEFERRED, b"5": Verdict.REFUSED}


def answer_in(reply: bytes) -> Answer | None:
    """What a reply line says about a letter, or None if it says nothing (3xx)."""
    if (meaning := _MEANINGS.get(reply[:1])) is None:
        return None
    if meaning is Verdict.REFUSED and _ABOUT_US(reply):
        meaning = Verdict.DEFERRED
    # It is kept in a row and read by staff, whatever bytes the server has put there.
    return meaning, int(reply[:3]), _UNPRINTABLE.sub(b"?", reply[4:].strip()).decode("ascii")


class Prepared(NamedTuple):
    """A letter ready for the wire."""

    key: int
    sender_and_recipient: bytes
    message: bytes

    @property
    def envelope(self) -> bytes:
        return self.sender_and_recipient + b"DATA\r\n"

    @property
    def chunked(self) -> bytes:
        """Envelope and text in one piece (RFC 3030), and RSET in case either was refused."""
        message = with_crlf(self.message)
        return b"%bBDAT %d LAST\r\n%bRSET\r\n" % (self.sender_and_recipient, len(message), message)


def prepare(
    letters: Iterable[Outgoing], mail: bytes, refuse: Callable[[Outcome], None]
) -> Iterator[Prepared]:
    """Letters as they go over the wire. One that cannot be written is refused here and holds up nobody."""
    for key, recipient, message in letters:
        try:
            address = wire_address(recipient).encode()
            if not message.isascii():
                raise Unwritable("The message is not encoded: it holds bytes outside ASCII.")
        except Unwritable as error:
            refuse(Outcome(key, Verdict.REFUSED, 0, str(error)))
            continue
        yield Prepared(key, b"%bRCPT TO:<%b>\r\n" % (mail, address), message)


def with_crlf(message: bytes) -> bytes:
    """The message with every line, the last one too, ended by CRLF: a lone CR or LF may end a letter early."""
    if isinstance(message, Lines):
        return message
    if not message.count(b"\n") == message.count(b"\r") == message.count(b"\r\n"):
        message = _LONE_NEWLINE.sub(b"\r\n", message)
    return message if message.endswith(b"\r\n") or not message else message + b"\r\n"


def dot_stuffed(message: bytes) -> bytes:
    """What follows DATA: dots at line starts doubled and the end marked (RFC 5321, 4.5.2)."""
    if isinstance(message, Lines):
        return message + b".\r\n"
    message = with_crlf(message)
    if b"\n." in message:
        message = message.replace(b"\n.", b"\n..")
    return (b"." if message.startswith(b".") else b"") + message + b".\r\n"
