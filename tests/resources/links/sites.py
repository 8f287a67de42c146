"""Sites of our own that play every part, on this machine: good ones, dead ones, slow ones and one that wants in."""

import datetime
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from resources.links.network import Network

# A number on the open internet, for names that resolve to nothing else here. Nobody connects to it: see Played.
OUTSIDE = "93.184.216.34"


class Site(BaseHTTPRequestHandler):
    """What it says depends on the path; who asked for what is kept in `server.asked`."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(is_head=True)

    def do_GET(self) -> None:
        self._answer(is_head=False)

    def _answer(self, *, is_head: bool) -> None:
        self.server.asked.append((self.command, self.headers["Host"], self.path, dict(self.headers)))
        part, _, rest = self.path.lstrip("/").partition("/")
        match part:
            case "gone":
                self._say(404)
            case "gone-for-head":
                self._say(404) if is_head else self._page("Still here")
            case "no-head":
                self._say(405) if is_head else self._page("Counselling service")
            case "to":
                self._say(302, Location=rest)
            case "status":
                self._say(int(rest))
            case "sold":
                self._page("This domain is for sale")
            case "titled":
                self._page(rest.replace("-", " "))
            case "huge":
                self._huge(is_head)
            case "drip":
                self._drip()
            case "garbage":
                self.wfile.write(b"\x00\xff not http at all\r\n\r\n")
                self.close_connection = True
            case "many-headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000 + b"\r\n")
                self.close_connection = True
            case "long-header":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 200_000 + b"\r\n\r\n")
                self.close_connection = True
            case "packed":
                self._say(200, **{"Content-Type": "text/html", "Content-Encoding": "gzip"})
            case _:
                self._page("Counselling service") if not is_head else self._say(
                    200, **{"Content-Type": "text/html"}
                )

    def _say(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, title: str) -> None:
        body = f"<!doctype html><html><head><title>{title}</title></head><body>x</body></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _huge(self, is_head: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.close_connection = True
        self.server.sent = 0
        try:
            while not is_head and self.server.sent < 50_000_000:
                self.server.sent += self.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def _drip(self) -> None:
        self.close_connection = True
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 600:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                self.server.stop.wait(0.05)
        except OSError:
            pass

    def log_message(self, *_) -> None:
        pass


@contextmanager
def playing(context: ssl.SSLContext | None = None) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.asked, server.sent, server.stop = [], 0, threading.Event()
    server.handle_error = lambda *_: None
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


class Played(Network):
    """The checker's own network, but that names resolve by a list and the outside leads to the servers that play it.

    Everything between, each rule of safety included, is what runs in production.
    """

    def __init__(self, ports: dict[int, int], *, names=None, context: ssl.SSLContext | None = None) -> None:
        super().__init__(context)
        self.ports = ports  # the port asked for -> the local one
        self.names = names or {}  # host -> numbers, or a list of such answers, one for each time it is asked
        self.connected: list[tuple[str, int]] = []
        self.resolved: list[str] = []

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        answer = self.names.get(host, [OUTSIDE])
        if answer and isinstance(answer[0], list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return list(answer) if host in self.names or not _is_number(host) else super().resolve(host, port)

    def connect(self, number: str, port: int):
        self.connected.append((number, port))
        return super().connect("127.0.0.1", self.ports[port])


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def certificate(folder: Path, *names: str, is_over: bool = False) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate for these names that signs itself, and the file that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.datetime.now(datetime.UTC)
    until = now - datetime.timedelta(days=1) if is_over else now + datetime.timedelta(days=2)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    public = folder / f"{names[0]}.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both = folder / f"{names[0]}.both.pem"
    both.write_bytes(public.read_bytes() + key.private_bytes(serialization.Encoding.PEM, *secret))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, public
