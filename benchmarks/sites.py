"""Many sites on this machine that note how they are asked: how often, how many at once, how long they are let be."""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from typing import Self

THINKS = 0.01  # seconds until a site answers, so that lines are open beside each other as they would be
PAGE = b"<!doctype html><html><head><title>Counselling service</title></head><body>x</body></html>"


@dataclass
class Asked:
    """Of one host. A look is a HEAD and the GET that follows it; `shortest` is the least time between two looks."""

    looks: int = 0
    open: int = 0
    most_open: int = 0
    left_at: float = -inf
    shortest: float = inf


@dataclass
class Sites:
    """A server for as long as the `with` block lasts; hosts are told apart by the name they are asked by."""

    hosts: dict[str, Asked] = field(default_factory=lambda: defaultdict(Asked))
    open: int = 0
    most_open: int = 0
    looks: int = 0

    def __enter__(self) -> Self:
        self.lock = threading.Lock()
        self.server = Server(("127.0.0.1", 0), Site)
        self.server.sites = self
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def port(self) -> int:
        return self.server.server_port

    @property
    def most_open_at_one_host(self) -> int:
        return max(asked.most_open for asked in self.hosts.values())

    @property
    def shortest_pause(self) -> float:
        """Seconds between two looks at the same host, the least of all."""
        return min(asked.shortest for asked in self.hosts.values())

    def come(self, host: str, command: str) -> None:
        with self.lock:
            asked = self.hosts[host]
            if command == "HEAD":
                asked.shortest = min(asked.shortest, time.monotonic() - asked.left_at)
                asked.looks += 1
                self.looks += 1
            asked.open += 1
            self.open += 1
            asked.most_open = max(asked.most_open, asked.open)
            self.most_open = max(self.most_open, self.open)

    def leave(self, host: str) -> None:
        with self.lock:
            self.hosts[host].open -= 1
            self.hosts[host].left_at = time.monotonic()
            self.open -= 1


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    sites: Sites


class Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        host = self.headers["Host"]
        self.server.sites.come(host, self.command)
        time.sleep(THINKS)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.send_header("Connection", "close")
        # Noted before anything is sent: whoever asks may be back at once, and must not be thought to be two.
        self.server.sites.leave(host)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(PAGE)

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        pass
