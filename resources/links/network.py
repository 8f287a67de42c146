"""The only way out for the link checker.

A name is resolved once, every number it gives is looked at, and the connection goes to one of these very numbers: a
name that would answer differently the next time is never asked a next time.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from resources.links.address import Address, UnsafeAddress, is_outside

CONNECT_WITHIN = 6.0  # seconds
SILENT_FOR = 6.0
WHOLE_WITHIN = 15.0  # one request, however slowly its bytes drip


class CannotBeReached(OSError):
    """No answer: the name is not known, nobody is there, or it takes too long."""


class Network:
    """Tests give one whose `connect` leads to a server of their own; nothing else about it may differ."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.context = context or ssl.create_default_context()

    def resolve(self, host: str, port: int) -> list[str]:
        """Every number that the name has at this moment."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise CannotBeReached("The name of the host is not known.") from error
        return list(dict.fromkeys(str(place[4][0]) for place in found))

    def connect(self, number: str, port: int) -> socket.socket:
        return socket.create_connection((number, port), timeout=CONNECT_WITHIN)

    def numbers(self, address: Address) -> list[str]:
        """Where the address leads, if all of it is outside; one number inside condemns the name."""
        found = self.resolve(address.host.strip("[]"), address.port)
        if not found:
            raise CannotBeReached("The name of the host is not known.")
        if not all(is_outside(ip_address(number.partition("%")[0])) for number in found):
            raise UnsafeAddress("The name leads into a house's own network.")
        return found

    @contextmanager
    def line(self, address: Address) -> Iterator[socket.socket]:
        """An open connection to the address, over TLS where it says https; it is cut after WHOLE_WITHIN seconds."""
        plain = self._first_that_answers(self.numbers(address), address.port)
        was_cut = threading.Event()
        cut = threading.Timer(WHOLE_WITHIN, _cut, [plain, was_cut])
        cut.daemon = True
        cut.start()
        talking = plain
        try:
            plain.settimeout(SILENT_FOR)
            if address.scheme == "https":
                talking = self.context.wrap_socket(plain, server_hostname=address.host.strip("[]"))
            yield talking
            if was_cut.is_set():  # what was read until then looks like a whole answer, and is none
                raise CannotBeReached("It took too long.")
        finally:
            cut.cancel()
            talking.close()
            plain.close()

    def _first_that_answers(self, numbers: list[str], port: int) -> socket.socket:
        for number in numbers[:3]:
            try:
                return self.connect(number, port)
            except OSError as error:
                failure = error
        raise CannotBeReached("Nobody answers there.") from failure


def _cut(line: socket.socket, was_cut: threading.Event) -> None:
    was_cut.set()
    with contextlib.suppress(OSError):  # it may end by itself in this very moment
        line.shutdown(socket.SHUT_RDWR)
