"""The baselines (b) and (c): the limits. The product's own messages, written beforehand, over raw sockets.

    python -m benchmarks.inside limit PORT LETTERS [pipelining | chunking | committing]

One connection. It says `ready`, waits for a line, and sends. No database, no choice, no stamp: whatever
sends letters to this server from this machine cannot be much faster. Where the server takes chunks, fifty letters go
in one write; otherwise the end of a letter and the envelope of the next (RFC 2920), as DATA ends a group.

`committing` is (c): the same, and after every ten letters one row of one number is written and committed to disk,
before the eleventh leaves. It is the least that the promise about doubles costs, whoever keeps it.
"""

import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.carriers import stationery_for
from accounts.letter_kinds import registry
from accounts.mime import wire_address
from accounts.stop_links import stop_url
from checkins.moments import moment_url

Finished = tuple[bytes, bytes]  # the envelope, and what follows DATA
DIFFERENT = 2000  # messages; sent again and again beyond that
TOGETHER = 50
MAIL = b"MAIL FROM:<hello@tandem.example>\r\nRCPT TO:<%b>\r\n"
COMMITTED = 10


def messages(count: int) -> list[tuple[str, bytes]]:
    stationery = stationery_for(registry.get("moment"))
    now = timezone.now()
    written: list[tuple[str, bytes]] = []
    for number in range(1, count + 1):
        stop = stop_url(number, "moment")
        email = f"student.{number}@northgate.example.edu"
        message = stationery.letter(
            to=email,
            message_id=f"<moment.{number}.1.{number}.email@{settings.SITE_HOST}>",
            date=now,
            values={"link": moment_url(number), "note": "", "stop_link": stop},
        )
        written.append((wire_address(email), message))
    return written


def as_data(to: str, message: bytes) -> Finished:
    return MAIL % to.encode() + b"DATA\r\n", message.replace(b"\n.", b"\n..") + b".\r\n"


class Wire:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")
        self.replies(1)
        self.socket.sendall(b"EHLO limit\r\n")
        while self.file.readline()[3:4] == b"-":
            pass

    def replies(self, count: int) -> None:
        for _ in range(count):
            if self.file.readline()[:1] not in b"23":
                raise RuntimeError("The server refused a letter.")

    def send_pipelined(self, letters: list[Finished], commit: Callable[[int], None] | None = None) -> None:
        self.socket.sendall(letters[0][0])
        following = [*letters[1:], (b"", b"")]
        for number, ((_, text), (envelope, _)) in enumerate(zip(letters, following, strict=True), 1):
            self.replies(3)
            self.socket.sendall(text + envelope)
            self.replies(1)
            if commit and number % COMMITTED == 0:
                commit(number)

    def send_chunks(self, letters: list[bytes]) -> None:
        for start in range(0, len(letters), TOGETHER):
            group = letters[start : start + TOGETHER]
            self.socket.sendall(b"".join(group))
            self.replies(3 * len(group))


def committer() -> Callable[[int], None]:
    cursor = connection.cursor()
    # Both senders start at once, and IF NOT EXISTS does not keep them apart.
    cursor.execute("SELECT pg_advisory_lock(1)")
    cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_committed (number integer)")
    cursor.execute("SELECT pg_advisory_unlock(1)")

    def commit(number: int) -> None:
        cursor.execute("INSERT INTO benchmark_committed VALUES (%s)", [number])

    return commit


def main(port: str, letters: str, way: str = "pipelining") -> None:
    written = messages(min(int(letters), DIFFERENT))
    again = [written[number % len(written)] for number in range(int(letters))]
    wire = Wire(int(port))
    send: Callable[[list[Any]], None]
    finished: list[Any]
    if way == "chunking":
        whole = {
            to: MAIL % to.encode() + b"BDAT %d LAST\r\n" % len(message) + message for to, message in written
        }
        send, finished = wire.send_chunks, [whole[to] for to, _ in again]
    else:
        parts = {to: as_data(to, message) for to, message in written}
        commit = committer() if way == "committing" else None
        send, finished = partial(wire.send_pipelined, commit=commit), [parts[to] for to, _ in again]
    print("ready", flush=True)
    sys.stdin.readline()
    send(finished)
