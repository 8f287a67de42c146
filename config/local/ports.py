"""Which port is free, and what to say when one is not."""

import errno
import socket
from collections.abc import Mapping

from config.local.trouble import Trouble

FIRST_PORT = 8000
TRIES = 50


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Nobody listens there: neither on the address itself nor on what "localhost" may also mean."""
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as ours:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ours.bind(place)
    except OSError as error:
        if error.errno == errno.EACCES:
            raise Trouble(
                f"Only root may open port {port}. Choose one from 1024 on: make run PORT=8080"
            ) from None
        if error.errno != errno.EADDRINUSE:
            raise Trouble(
                f"HOST={host} is no address of this machine. Leave it out, or: HOST=0.0.0.0"
            ) from None
        return False
    try:
        socket.create_connection(("::1", port), timeout=0.2).close()
    except OSError:
        return True
    return False


def any_free_port() -> int:
    """One that the system picks, for a server whose address only its own clients need to know."""
    with socket.socket() as ours:
        ours.bind(("127.0.0.1", 0))
        return ours.getsockname()[1]


def next_free_port(after: int, host: str = "127.0.0.1") -> int:
    for port in range(after + 1, min(after + TRIES, 65535) + 1):
        if is_free(port, host):
            return port
    raise Trouble(f"No port from {after} on is free. Choose one: make run PORT=9000")


def choose_port(environ: Mapping[str, str], host: str = "127.0.0.1") -> tuple[int, str]:
    """The web port, and a line for the person when it is not the usual one.

    A port that was asked for is never swapped for another in silence: bookmarks and passkeys hang on it.
    """
    asked = environ.get("PORT", "")
    if asked:
        if not (asked.isascii() and asked.isdecimal() and 0 < int(asked) < 65536):
            raise Trouble(
                f"PORT={asked} is not a port. Choose a number from 1024 to 65535: make run PORT=8080"
            )
        if not is_free(int(asked), host):
            other = next_free_port(int(asked), host)
            raise Trouble(f"Port {asked} is taken. {other} is free: make run PORT={other}")
        return int(asked), ""
    if is_free(FIRST_PORT, host):
        return FIRST_PORT, ""
    other = next_free_port(FIRST_PORT, host)
    return other, f"Port {FIRST_PORT} is taken, so this is on {other}. PORT= chooses another."


def with_port(host: str, port: int) -> str:
    """As it stands in an address: a number of the newer kind in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
