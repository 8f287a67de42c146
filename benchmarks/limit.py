"""The baseline (b): the limit. The product's own messages, written beforehand, over raw sockets.

    python -m benchmarks.limit PORT LETTERS [--chunking]

One connection. It says `ready`, waits for a line, sends, says `done`. No database, no choice, no stamp: whatever
sends letters to this server from this machine cannot be much faster. Where the server takes chunks, fifty letters go
in one write; otherwise the end of a letter and the envelope of the next (RFC 2920), as DATA ends a group.
"""

import argparse
import socket
import sys
from importlib import import_module

import django

DIFFERENT = 2000  # messages; sent again and again beyond that
TOGETHER = 50


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

    def send_pipelined(self, letters: list[tuple[bytes, bytes]]) -> None:
        self.socket.sendall(letters[0][0])
        for (_, text), (envelope, _) in zip(letters, [*letters[1:], (b"", b"")], strict=True):
            self.replies(3)
            self.socket.sendall(text + envelope)
            self.replies(1)

    def send_chunks(self, letters: list[bytes]) -> None:
        for start in range(0, len(letters), TOGETHER):
            group = letters[start : start + TOGETHER]
            self.socket.sendall(b"".join(group))
            self.replies(3 * len(group))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("letters", type=int)
    parser.add_argument("--chunking", action="store_true")
    arguments = parser.parse_args()
    django.setup()
    # The house is imported once Django stands.
    written = import_module("benchmarks.messages").messages(min(arguments.letters, DIFFERENT))
    mail = b"MAIL FROM:<hello@tandem.example>\r\nRCPT TO:<%b>\r\n"
    again = [written[number % len(written)] for number in range(arguments.letters)]
    wire = Wire(arguments.port)
    print("ready", flush=True)
    sys.stdin.readline()
    if arguments.chunking:
        whole = {
            to: mail % to.encode() + b"BDAT %d LAST\r\n" % len(message) + message for to, message in written
        }
        wire.send_chunks([whole[to] for to, _ in again])
    else:
        parts = {
            to: (mail % to.encode() + b"DATA\r\n", message.replace(b"\n.", b"\n..") + b".\r\n")
            for to, message in written
        }
        wire.send_pipelined([parts[to] for to, _ in again])
    print("done", flush=True)


if __name__ == "__main__":
    main()
