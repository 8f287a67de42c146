"""A letter's MIME, built once for many people and filled in for each.

Templates are rendered a single time with a mark where each person's own words belong. What is then
left to do for one letter is to write a few short values into bytes that already stand. Bodies are
quoted-printable (RFC 2045, section 6.7): a soft line break before and after a value lets any value,
of any length and alphabet, be put in place without touching the text around it.
"""

import binascii
import re
import secrets
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from django.core.mail.message import sanitize_address
from django.utils.encoding import punycode

LINE = 75  # an encoded line has at most 76 characters, the last of which may be its soft break
SOFT_BREAK = b"=\r\n"

_SECRET = secrets.token_hex(8)
_MARK = re.compile(rf"xq{_SECRET}x([0-9a-f]+)qx")
# Needs neither HTML escaping nor, but for its length, quoted-printable; a space may not end an encoded line.
_PLAIN = re.compile(r"(?:[ !#-%(-;?-~]*[!#-%(-;?-~])?").fullmatch
_NOT_IN_A_BODY = re.compile(r"[\0\ud800-\udfff]").search
_NOT_IN_A_HEADER = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]").search
_NEWLINE = re.compile(r"\r\n|\r|\n")
_FIRST_DOT = re.compile(rb"(?m)^\.")
_ATOMS = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_ADDRESS = re.compile(rf'(?:{_ATOMS}|"(?:[ !#-\[\]-~]|\\[ -~])*")@{_HOST}', re.ASCII).fullmatch
_MESSAGE_ID = re.compile(rf"<{_ATOMS}@{_ATOMS}>", re.ASCII).fullmatch
_HEADER_NAME = re.compile(r"[!-9;-~]+").fullmatch


class Lines(bytes):
    """A message whose every line, the last one too, ends with CRLF and none of which begins with a dot.

    So it goes over the wire as it is: nobody needs to look for other line ends, or to double dots (RFC 5321, 4.5.2).
    """


class Unwritable(ValueError):
    """A value that no letter may carry: the message says which, and why."""


class Marks(dict[str, str]):
    """Template context that stands for each person's own values: `Marks(["greeting", "link"])`.

    A mark is letters and digits only, so that escaping, `{% url %}` and CSS inlining leave it whole.
    A filter that changes it (`upper`, `truncatechars`) is found out when the stationery is built.
    """

    def __init__(self, names: Collection[str]):
        super().__init__((name, f"xq{_SECRET}x{name.encode().hex()}qx") for name in names)


class Stationery:
    """The letter of one kind and language: everything that is the same for everybody."""

    def __init__(
        self,
        form: bytes,
        slots: list[str],
        headers: dict[str, list[str]],
        bodies: list[str],
    ):
        self._form = form  # one %b for each of slots, in order
        self._slots = slots
        self._headers = headers
        self._bodies = [(name, f"plain {name}", f"html {name}") for name in bodies]

    @classmethod
    def build(
        cls,
        *,
        subject: str,
        text: str,
        html: str,
        sender: str,
        placeholders: Collection[str],
        headers: Mapping[str, str] | None = None,
    ) -> "Stationery":
        """Subject, text, html and header values may hold the marks of `placeholders`."""
        # "=_" cannot occur in quoted-printable, so no body can hold the boundary (RFC 2045, 6.7).
        boundary = f"=_{secrets.token_hex(16)}"
        filled_headers = {}
        form = _Form()
        form.static(f"From: {_sender(sender)}\r\nTo: ").slot("to").static("\r\n")
        for name, value in {"Subject": subject.strip(), **(headers or {})}.items():
            parts = _parts(value, placeholders)
            if len(parts) == 1:
                form.static(_header(name, value))
            else:
                filled_headers[name] = parts
                form.slot(f"header {name}")
        form.static("Date: ").slot("date").static("\r\nMessage-ID: ").slot("message-id")
        form.static("\r\nMIME-Version: 1.0\r\n")
        form.static(f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n')
        used = []
        for subtype, body in (("plain", text), ("html", html)):
            form.static(f'--{boundary}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n')
            form.static("Content-Transfer-Encoding: quoted-printable\r\n\r\n")
            used += form.body(subtype, _parts(body, placeholders))
            form.static("\r\n")
        form.static(f"--{boundary}--\r\n")
        return cls(bytes(form.form), form.slots, filled_headers, sorted(set(used)))

    def letter(
        self,
        *,
        to: str,
        message_id: str,
        date: str | datetime,
        values: Mapping[str, str],
    ) -> Lines:
        """The whole message. Raises Unwritable.

        Values are escaped in the HTML part only. `date` is an aware datetime or a finished header value.
        """
        if not _MESSAGE_ID(message_id):
            raise Unwritable(f"A Message-ID is <left@right> of plain characters, not {message_id!r}.")
        written = {
            "to": wire_address(to).encode(),
            "message-id": message_id.encode(),
            "date": _date(date),
        }
        for name, plain, html in self._bodies:
            value = values[name]
            if _PLAIN(value):
                written[plain] = written[html] = _folded(value.encode())
            else:
                written[plain] = quoted_printable(value)
                written[html] = quoted_printable(escape(value))
        for name, parts in self._headers.items():
            filled = [values[part] if odd % 2 else part for odd, part in enumerate(parts)]
            written[f"header {name}"] = _header(name, "".join(filled).strip(" "))
        return Lines(self._form % tuple([written[slot] for slot in self._slots]))


class _Form:
    """Bytes with a %b for each slot, and the names of the slots in order."""

    def __init__(self) -> None:
        self.form = bytearray()
        self.slots: list[str] = []

    def static(self, written: str | bytes) -> "_Form":
        as_bytes = written.encode("ascii") if isinstance(written, str) else written
        self.form += as_bytes.replace(b"%", b"%%")
        return self

    def slot(self, name: str) -> "_Form":
        self.form += b"%b"
        self.slots.append(name)
        return self

    def body(self, subtype: str, parts: list[str]) -> list[str]:
        """Write text and slots in turn, a value always on a line of its own; gives the names used."""
        for position, part in enumerate(parts):
            if position % 2 == 0:
                self.static(quoted_printable(part))
                continue
            before, after = parts[position - 1], parts[position + 1]
            self.static(SOFT_BREAK if before and not before.endswith(("\n", "\r")) else b"")
            self.slot(f"{subtype} {part}")
            self.static(b"" if after.startswith(("\n", "\r")) else SOFT_BREAK)
        return parts[1::2]


def _folded(plain: bytes) -> bytes:
    """Quoted-printable for what needs none of its escapes, such as a long link."""
    if len(plain) <= LINE and not plain.startswith(b"."):
        return plain
    return _without_first_dots(
        SOFT_BREAK.join([plain[start : start + LINE] for start in range(0, len(plain), LINE)])
    )


def _without_first_dots(encoded: bytes) -> bytes:
    """The same text with every dot that begins a line written as =2E, on a line of its own."""
    while (written := _FIRST_DOT.sub(b"=2E=\r\n", encoded)) != encoded:
        encoded = written
    return encoded


def quoted_printable(text: str) -> bytes:
    """UTF-8 in lines of at most 75 characters (without their soft break) that end in CRLF; none begins with a dot."""
    if _NOT_IN_A_BODY(text):
        raise Unwritable("A letter's text may not hold NUL or half a character.")
    crlf = _NEWLINE.sub("\r\n", text).encode()
    # Without a CRLF to copy, b2a_qp would end its soft breaks in a bare LF.
    encoded = binascii.b2a_qp(crlf) if b"\n" in crlf else binascii.b2a_qp(crlf).replace(b"\n", b"\r\n")
    encoded = _without_first_dots(encoded)
    last = len(encoded) - encoded.rfind(b"\n") - 1
    if last > LINE:  # room for the soft break that may follow
        cut = -3 if encoded[-3:-2] == b"=" else -1
        return encoded[:cut] + SOFT_BREAK + encoded[cut:]
    return encoded


def wire_address(address: str) -> str:
    """An address as it stands in headers and in the envelope: ASCII, the domain in IDNA form."""
    if _ADDRESS(address):
        return address
    local, at, domain = address.rpartition("@")
    if not local.isascii():
        raise Unwritable(f"Letters cannot go to {address!r}: a mailbox name outside ASCII needs SMTPUTF8.")
    try:
        ascii_address = f"{local}{at}{punycode(domain)}"
    except UnicodeError as error:
        raise Unwritable(f"{address!r} has no valid domain.") from error
    if not _ADDRESS(ascii_address):
        raise Unwritable(f"{address!r} is not an address.")
    return ascii_address


def _parts(text: str, placeholders: Collection[str]) -> list[str]:
    """Text and placeholder names in turn, text first and last."""
    parts = _MARK.split(text)
    parts[1::2] = [bytes.fromhex(name).decode() for name in parts[1::2]]
    for name in parts[1::2]:
        if name not in placeholders:
            raise Unwritable(f"The template uses {name!r}, which is not among the placeholders.")
    for part in parts[::2]:
        if _SECRET[:6] in part.lower():
            raise Unwritable(f"A filter or tag has changed a placeholder near {part[-60:]!r}.")
    return parts


def _header(name: str, value: str) -> bytes:
    if not _HEADER_NAME(name):
        raise Unwritable(f"{name!r} is not a header name.")
    if _NOT_IN_A_HEADER(value):
        raise Unwritable(f"{name} may not hold line breaks or control characters: {value!r}.")
    if name == "Subject" and (len(value) > 66 or not value.isascii() or "=?" in value):
        value = Header(value, "utf-8", header_name=name).encode(linesep="\r\n")
    elif not value.isascii() or len(value) > 900:
        raise Unwritable(f"{name} must be plain ASCII of at most 900 characters: {value!r}.")
    return f"{name}: {value}\r\n".encode("ascii")


def _sender(sender: str) -> str:
    if _NOT_IN_A_HEADER(sender):
        raise Unwritable(f"The sender may not hold control characters: {sender!r}.")
    return sanitize_address(sender, "utf-8").replace("\n", "\r\n")


def _date(date: str | datetime) -> bytes:
    if isinstance(date, datetime):
        if date.tzinfo is None:
            raise Unwritable("A letter's date needs its time zone.")
        return _date_written(int(date.timestamp()))
    if not date.isascii() or _NOT_IN_A_HEADER(date):
        raise Unwritable(f"{date!r} cannot be a Date header.")
    return date.encode()


@lru_cache(maxsize=64)
def _date_written(timestamp: int) -> bytes:
    return format_datetime(datetime.fromtimestamp(timestamp, UTC)).encode()
