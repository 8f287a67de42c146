"""The processes that a benchmark measures: started with the house's settings, weighed, and ended by their id."""

import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable


def house_env(database: str, smtp_port: int, **more: str) -> dict[str, str]:
    """Production's settings, as docs/operations.md gives them, with mail going to the sink."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "TANDEM_MODE": "production",
        "SECRET_KEY": "x" * 20 + secrets.token_hex(20),
        "FIELD_KEYS": "YmVuY2htYXJrcy1vbmx5LWJlbmNobWFya3Mtb25seS0=",
        "SITE_URL": "https://tandem.example",
        "FROM_EMAIL": "Tandem <hello@tandem.example>",
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "LOG_LEVEL": "WARNING",
        "BENCH_PREFIX": f"bench-{secrets.token_hex(4)}:",
        **more,
    }


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def weight(pid: int) -> float:
    """Proportional set size in MB: memory of its own, and its share of what it shares. 0 when it has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def worked(pid: int) -> float:
    """Milliseconds that a process has been on a processor, with all its threads: the same on a busy machine."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e6


class Process:
    """A program that runs for as long as the `with` block lasts; its output is shown if it fails."""

    def __init__(self, *argv: str, env: Mapping[str, str]) -> None:
        self.argv = [PYTHON, *argv]
        self.env = env

    def __enter__(self) -> Self:
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            self.argv, env=self.env, cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read()

    def check(self) -> None:
        if self.process.poll() is not None:
            raise RuntimeError(f"{' '.join(self.argv[:4])} ended:\n{self.said()}")


class Workers(Process):
    """Celery workers on the queues `default` and `letters`: two processes a core, as docs/operations.md has them."""

    def __init__(self, env: Mapping[str, str], count: int = 2 * (os.cpu_count() or 1)) -> None:
        celery = ("-m", "celery", "--app", "benchmarks.worker:app", "worker", "--queues", "letters,default")
        quiet = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")
        super().__init__(*celery, "--concurrency", str(count), *quiet, env=env)
        self.count = count

    def __enter__(self) -> Self:
        super().__enter__()
        ends = time.monotonic() + 60
        while len(children_of(self.process.pid)) < self.count:
            self.check()
            if time.monotonic() > ends:
                raise TimeoutError("The workers did not start.")
            time.sleep(0.1)
        return self

    def heaviest(self) -> float:
        return max(map(weight, children_of(self.process.pid)))


class Scales:
    """Weighs the workers four times a second while the block lasts, and at its end.

    `heaviest` is the most that any of their processes had.
    """

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self.heaviest = 0.0

    def __enter__(self) -> Self:
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.weigh)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.thread.join()
        self.heaviest = max(self.heaviest, self.workers.heaviest())

    def weigh(self) -> None:
        while not self.is_over.wait(0.25):
            self.heaviest = max(self.heaviest, self.workers.heaviest())
