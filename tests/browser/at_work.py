"""Beat and workers as they run for real, beside a browser: with the test's own database, broker and mailbox."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from config.local.children import Child, stop_all
from tests.mailbox import Mailbox

# Half an hour off every full hour, so that what the browser says is what must be kept; in one of them it is day,
# and nobody's quiet hours, at any hour of the year.
ZONES = ("Asia/Kolkata", "America/St_Johns", "Australia/Adelaide", "Pacific/Marquesas")
PATIENCE = 90  # seconds
CELERY = [sys.executable, "-m", "celery", "--app", "config.celery:app"]
LEVEL = ["--loglevel", "WARNING"]
WORKER = [*CELERY, "worker", "--without-gossip", "--without-mingle", "--concurrency", "1", *LEVEL]


def where_it_is_day() -> ZoneInfo:
    return next(zone for zone in map(ZoneInfo, ZONES) if 9 <= datetime.now(zone).hour < 20)


def worker_of(*queues: str) -> list[str]:
    return [*WORKER, "--queues", ",".join(queues), "--hostname", f"{queues[0]}@%h"]


def beat_in(folder: Path) -> list[str]:
    return [*CELERY, "beat", "--schedule", str(folder / "beat"), "--pidfile", "", *LEVEL]


class Office:
    """Programs that are started one by one, and what they have sent."""

    def __init__(self, address: str, mailbox: Mailbox, folder: Path) -> None:
        self.mailbox, self.folder = mailbox, folder
        self.children: list[Child] = []
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        self.env: Mapping[str, str] = {
            **os.environ,
            "TANDEM_MODE": "test",
            "DATABASE_URL": database.geturl(),
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "SITE_URL": address,
        }

    def start(self, name: str, argv: list[str]) -> None:
        child = Child(name, argv, log=self.folder / f"{name}.log", env=self.env)
        self.children.append(child)
        child.start()

    def letter_to(self, recipient: str, subject: str) -> int:
        """Waits for such a letter and gives its number in the mailbox."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            for number, letter in enumerate(self.mailbox.letters):
                if self.mailbox.recipients[number] == recipient and letter["Subject"] == subject:
                    return number
            assert all(child.is_running() for child in self.children), self.last_words()
            time.sleep(0.1)
        raise AssertionError(f"No {subject!r} for {recipient}: {self.last_words()}")

    def last_words(self) -> list[str]:
        return [child.last_words() for child in self.children]


@contextmanager
def office(address: str, mailbox: Mailbox, folder: Path) -> Iterator[Office]:
    opened = Office(address, mailbox, folder)
    try:
        yield opened
    finally:
        stop_all(opened.children)
