"""An SMTP server that keeps nothing: it counts letters, and on request misbehaves.

Benchmarks and fault tests trust its counters, not those of whoever sends. It runs in a process of its own:

    with Sink(keep_ids=True) as sink:
        ...  # send to 127.0.0.1:sink.port
        sink.counters()["accepted"]; sink.ids(); sink.behave(hang_after=10)

By hand: `python -m benchmarks.sink --port 2525`.
"""

import argparse
import heapq
import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any, Self

from benchmarks.conversation import Behaviour, Conversation, Counters, Ledger


class Server:
    """All connections in one thread; a second port takes one JSON request a line and answers in JSON."""

    def __init__(self, ledger: Ledger, port: int = 0) -> None:
        self.ledger = ledger
        self.selector = selectors.DefaultSelector()
        self.later: list[tuple[float, int, socket.socket, bytes, bool]] = []
        self.bursts = count()  # tells bursts of the same instant apart
        self.desk = memoryview(bytearray(262144))  # what came in, for a moment
        self.smtp = socket.create_server(("127.0.0.1", port), backlog=128)
        self.control = socket.create_server(("127.0.0.1", 0))
        for listener, accept in (
            (self.smtp, self.accept),
            (self.control, self.accept_control),
        ):
            listener.setblocking(False)
            self.selector.register(listener, selectors.EVENT_READ, (accept, None))

    def serve(self) -> None:
        while True:
            wait = max(0, self.later[0][0] - time.monotonic()) if self.later else None
            for key, _ in self.selector.select(wait):
                handle, state = key.data
                handle(key.fileobj, state)
            while self.later and self.later[0][0] <= time.monotonic():
                _, _, client, replies, ends = heapq.heappop(self.later)
                self.send(client, replies, ends)

    def accept(self, listener: socket.socket, _: None) -> None:
        client, _address = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        conversation = Conversation(self.ledger)
        if self.ledger.behaviour.greet_421:
            self.send(client, b"421 not today\r\n", ends=True)
            return
        self.selector.register(client, selectors.EVENT_READ, (self.converse, conversation))
        if not (self.ledger.hangs or self.ledger.swallows):
            self.send(client, b"220 sink\r\n", ends=False)

    def converse(self, client: socket.socket, conversation: Conversation) -> None:
        try:
            length = client.recv_into(self.desk)
        except OSError:
            length = 0
        if not length:
            self.close(client)
            return
        replies = conversation.feed(self.desk[:length])
        if not replies and not conversation.ends:
            return
        if after := self.ledger.behaviour.reply_after:
            due = time.monotonic() + after
            heapq.heappush(self.later, (due, next(self.bursts), client, replies, conversation.ends))
        else:
            self.send(client, replies, conversation.ends)

    def send(self, client: socket.socket, replies: bytes, ends: bool) -> None:
        # Replies are far smaller than a socket's buffer, so a blocking send does not block.
        try:
            client.sendall(replies)
        except OSError:
            ends = True
        if ends:
            self.close(client)

    def close(self, client: socket.socket) -> None:
        if client.fileno() >= 0:
            if client in self.selector.get_map():
                self.selector.unregister(client)
            client.close()

    def accept_control(self, listener: socket.socket, _: None) -> None:
        client, _address = listener.accept()
        self.selector.register(client, selectors.EVENT_READ, (self.answer, None))

    def answer(self, client: socket.socket, _: None) -> None:
        request = client.recv(65536)
        if not request:
            self.close(client)
            return
        question = json.loads(request)
        if "behave" in question:
            self.ledger.behave(**question["behave"])
        elif question.get("reset"):
            self.ledger.counters, self.ledger.ids = Counters(), []
        answer: Any = self.ledger.ids if "ids" in question else asdict(self.ledger.counters)
        client.sendall(json.dumps(answer).encode() + b"\n")


class Sink:
    """The server in a process of its own, for as long as the `with` block lasts."""

    def __init__(self, *, port: int = 0, **behaviour: Any) -> None:
        self.behaviour = Behaviour(**behaviour)
        self.port = port
        self.host = "127.0.0.1"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        command = [sys.executable, "-m", "benchmarks.sink", "--port", str(self.port)]
        command += ["--behaviour", json.dumps(asdict(self.behaviour))]
        root = Path(__file__).parent.parent
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, text=True)
        assert self.process.stdout is not None
        ports = self.process.stdout.readline().split()
        if len(ports) != 2:
            self.process.wait()
            raise RuntimeError("The SMTP sink did not start.")
        self.port, self.control_port = map(int, ports)
        self._control = socket.create_connection((self.host, self.control_port))
        self._answers = self._control.makefile("r")

    def stop(self) -> None:
        self._answers.close()
        self._control.close()
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def counters(self) -> dict[str, float]:
        return self._ask({})

    def ids(self) -> list[str]:
        return self._ask({"ids": True})

    def reset(self) -> None:
        self._ask({"reset": True})

    def behave(self, **changes: Any) -> None:
        self._ask({"behave": changes})

    def wait_for(self, accepted: int, timeout: float = 60) -> dict[str, float]:
        """Counters once this many letters have come, or a TimeoutError."""
        ends = time.monotonic() + timeout
        while (counters := self.counters())["accepted"] < accepted:
            if time.monotonic() > ends:
                raise TimeoutError(f"{counters['accepted']} of {accepted} letters came in {timeout} s.")
            time.sleep(0.01)
        return counters

    def _ask(self, question: dict[str, Any]) -> Any:
        self._control.sendall(json.dumps(question).encode() + b"\n")
        return json.loads(self._answers.readline())


def main() -> None:
    parser = argparse.ArgumentParser(description="An SMTP server that counts letters and keeps none.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--behaviour", type=json.loads, default={}, help="JSON, see Behaviour")
    arguments = parser.parse_args()
    server = Server(Ledger(Behaviour(**arguments.behaviour)), arguments.port)
    print(server.smtp.getsockname()[1], server.control.getsockname()[1], flush=True)
    server.serve()


if __name__ == "__main__":
    main()
