"""`make run` as a person meets it: a copy of the house in a folder with a space, started, used and stopped."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from config.local.paths import ROOT
from config.local.ports import any_free_port

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "var", "__pycache__", ".*_cache", "docs", "tests", "benchmarks"
)
OURS = ("DATABASE_URL", "REDIS_URL", "TANDEM_MODE", "SITE_URL", "ALLOWED_HOSTS", "HOST", "PORT")


class Run:
    """One start of the house."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.address = f"http://localhost:{port}"
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.local", "run"],
            cwd=folder,
            env={**env, "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def wait_until_ready(self) -> None:
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Ready after"):
                return
        pytest.fail(f"It did not start:\n{self.said}")

    def get(self, path: str) -> str:
        with self.browser.open(self.address + path, timeout=90) as answer:
            assert answer.status == 200
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> None:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        data = urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        with self.browser.open(self.address + path, data=data, timeout=90) as answer:
            assert answer.status == 200

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        self.said += self.process.stdout.read()
        return self.process.wait(timeout=180)


@pytest.fixture
def house(tmp_path):
    """A function that starts the house in a copy of this checkout, and stops what it started."""
    folder = tmp_path / "a folder" / "tandem"
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    started = []

    def start():
        started.append(Run(folder, any_free_port()))
        return started[-1]

    yield start
    for run in started:
        if run.process.poll() is None:
            run.stop(signal.SIGTERM)
        run.process.stdout.close()


def processes_of(folder: Path) -> list[str]:
    """Command lines of everything that works in this folder or was started from it."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit():
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if str(folder) in command or (entry / "cwd").readlink().is_relative_to(folder):
                    found.append(command)
    return found


def test_start_use_stop_and_start_again(house):
    first = house()
    first.wait_until_ready()
    assert first.address in first.said
    assert "Help now" in first.get("/")
    assert first.get("/help-now/")
    assert json.loads(first.get("/health/"))["beat_seen"] is not None, (
        "ready is said when beat and a worker are at work"
    )

    second = house()
    assert second.process.wait(timeout=180) == 1
    assert f"Tandem already runs from this folder at {first.address}" in second.process.stdout.read()

    person = re.search(r"\S+@\S+", first.said)[0].strip(".,()")
    first.post("/account/login/code/", email=person)
    mail = "/mailbox/?" + urlencode({"to": person})
    until = time.monotonic() + 120
    while "Your code for Tandem" not in first.get(mail):
        assert time.monotonic() < until, "The letter with the code did not arrive."
        time.sleep(0.2)

    assert len(processes_of(first.folder)) > 6
    assert first.stop(signal.SIGTERM) == 0
    assert processes_of(first.folder) == []
    assert "Everything is kept in var/." in first.said

    again = house()
    again.wait_until_ready()
    assert "Your code for Tandem" in again.get(mail), "the letter is still there"
    assert again.stop(signal.SIGINT) == 0
    assert processes_of(again.folder) == []
