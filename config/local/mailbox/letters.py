"""Reading what was received: the newest first, by person."""

import email
import email.policy
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

KEY = re.compile(r"[\w.,=:+-]+\Z")  # a maildir file name; nothing that could leave the folder
MOST = 200  # letters on the page


@dataclass(frozen=True)
class Received:
    key: str
    at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "(no subject)")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def to(self) -> str:
        return str(self.message["X-Delivered-To"] or self.message["To"] or "")

    @property
    def text(self) -> str:
        return self.body("plain")

    @property
    def html(self) -> str:
        return self.body("html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items() if name != "X-Delivered-To"]

    def body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        if part is None:
            return ""
        try:
            return part.get_content()
        except (LookupError, UnicodeDecodeError):  # a charset that nobody knows
            return bytes(part.get_payload(decode=True)).decode(errors="replace")


def received(folder: Path, to: str = "") -> list[Received]:
    """The newest letters, all of them or one person's."""
    letters = []
    for path in sorted(files(folder), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        letter = read(path)
        if not to or to in people_of(letter):
            letters.append(letter)
        if len(letters) == MOST:
            break
    return letters


def one(folder: Path, key: str) -> Received | None:
    if not KEY.match(key):
        return None
    return next((read(path) for path in files(folder) if path.name == key), None)


def people(folder: Path) -> list[str]:
    """Everybody who was written to."""
    return sorted({person for path in files(folder) for person in people_of(read(path, headers_only=True))})


def clear(folder: Path) -> None:
    maildir(folder).clear()


def maildir(folder: Path) -> mailbox.Maildir:
    """With its three rooms, even where somebody made an empty folder or threw one away."""
    for room in ("tmp", "new", "cur"):
        (folder / room).mkdir(mode=0o700, parents=True, exist_ok=True)
    return mailbox.Maildir(folder)


def files(folder: Path) -> Iterator[Path]:
    for place in ("new", "cur"):
        if (folder / place).is_dir():
            yield from (path for path in (folder / place).iterdir() if path.is_file())


def read(path: Path, *, headers_only: bool = False) -> Received:
    data = path.read_bytes()
    if headers_only:
        data = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    message = email.message_from_bytes(data, policy=email.policy.default)
    return Received(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC), message)


def people_of(letter: Received) -> set[str]:
    return {address.strip() for address in letter.to.split(",") if address.strip()}
