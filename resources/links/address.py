"""Which addresses may be asked. An entry's address is typed by people, so it is nobody's friend: without these rules
the checker would fetch whatever this machine can reach, its own neighbours first.

Sources: OWASP's cheat sheet on server-side request forgery; IANA's special-purpose address registries, as Python's
`ipaddress` has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
# Names that never leave a house or a cluster, whatever a resolver says of them.
INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa", "localdomain")
# Ranges that some Pythons count as global: those of protocols' own, and NAT64's, which carry another number inside.
SPECIAL = (IPv4Network("192.0.0.0/24"), IPv6Network("2001::/23"))
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
IN_PATHS = "/%:@!$&'()*+,;=~-._"


class UnsafeAddress(ValueError):
    """It must not be asked; the message says why in words that staff read."""


@dataclass(frozen=True)
class Address:
    """An address taken apart: `host` in the form that resolvers know, `path` with its query and without a fragment."""

    scheme: str
    host: str
    path: str

    @property
    def port(self) -> int:
        return PORTS[self.scheme]

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


def read_address(text: str, *, base: Address | None = None) -> Address:
    """Takes an address apart, or raises UnsafeAddress. `base` is where a redirect stood."""
    if len(text) > LONGEST:
        raise UnsafeAddress("The address is too long.")
    if re.search(r"[\x00-\x20\x7f\\]", text.strip()):
        raise UnsafeAddress("The address has a space, a backslash or a hidden character in it.")
    try:
        parts = urlsplit(urljoin(str(base), text.strip()) if base else text.strip())
        port = parts.port
    except ValueError as error:
        raise UnsafeAddress("The address cannot be read.") from error
    if parts.scheme not in PORTS:
        raise UnsafeAddress("Only http and https are looked at.")
    if "@" in parts.netloc:
        raise UnsafeAddress("The address carries a name or a password.")
    if port is not None and port != PORTS[parts.scheme]:
        raise UnsafeAddress("The address names a port of its own.")
    path = quote(parts.path or "/", safe=IN_PATHS)
    if parts.query:
        path += "?" + quote(parts.query, safe=IN_PATHS + "?")
    return Address(parts.scheme, _host(parts.hostname or ""), path)


def _host(name: str) -> str:
    """The host as resolvers know it. Letters that only look like others are folded first, as browsers do."""
    if name.startswith("[") or ":" in name:
        return _literal(name.strip("[]"))
    try:
        host = name.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError as error:
        raise UnsafeAddress("The name of the host cannot be read.") from error
    labels = host.split(".")
    if not host or len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise UnsafeAddress("The name of the host cannot be read.")
    if len(labels) == 1 or any(host == end or host.endswith(f".{end}") for end in INSIDE):
        raise UnsafeAddress("The name is one of a house's own network.")
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        # 127.1, 0x7f.0.0.1, 017700000001: resolvers read these as numbers, and no real name ends so.
        return _literal(host)
    return host


def _literal(text: str) -> str:
    try:
        found = ip_address(text)
    except ValueError as error:
        raise UnsafeAddress("The address is a number that cannot be read.") from error
    if not is_outside(found):
        raise UnsafeAddress("The address is one of a house's own network.")
    return f"[{found}]" if found.version == 6 else str(found)


def is_outside(found: IPv4Address | IPv6Address) -> bool:
    """Whether this number is a place on the open internet, also where one family carries the other inside it."""
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if (
            inner
            or found.scope_id
            or any(found in net for net in TRANSLATED)
            or found.packed[:12] == bytes(12)
        ):
            return False
    if any(found in net for net in SPECIAL if net.version == found.version):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def is_same_site(one: str, other: str) -> bool:
    """Whether two hosts are likely one owner's: www or not, a part of the other, or neighbours below one domain.

    There is no list of public suffixes here: two-letter countries with a general second level, such as ac.uk, count
    as one suffix. Where this errs, staff are asked about a move that was none.
    """
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    if one == other or one.endswith(f".{other}") or other.endswith(f".{one}"):
        return True
    return _domain(one) == _domain(other)


GENERAL = {"ac", "co", "com", "edu", "gob", "gov", "govt", "med", "net", "nhs", "nom", "or", "org", "sch"}


def _domain(host: str) -> str:
    labels = host.split(".")
    takes = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in GENERAL else 2
    return ".".join(labels[-takes:])
