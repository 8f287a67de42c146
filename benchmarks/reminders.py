"""Reminders that are due in the same minute: from the sweep's bell to the SMTP sink's own counter."""

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass

from celery import Celery

from benchmarks.database import Database
from benchmarks.processes import PYTHON, ROOT, Scales, Workers
from benchmarks.sink import Sink

PATIENCE = 900  # seconds


@dataclass(frozen=True)
class Run:
    letters: int
    rate: float  # letters a second
    first: float = 0.0  # seconds from the bell to the first letter
    memory: float = 0.0  # MB of the heaviest worker process


class House:
    """A database, workers, and a bell. `stamp_every` is for showing its price; the product has its own."""

    def __init__(self, database: Database, env: Mapping[str, str], sink: Sink) -> None:
        self.database = database
        self.sink = sink
        self.env = env
        self.workers = Workers(env)
        self.bell = Celery(broker=env["REDIS_URL"])
        self.bell.conf.broker_transport_options = {"global_keyprefix": env["BENCH_PREFIX"]}

    def __enter__(self) -> "House":
        self.workers.__enter__()
        self.database.make_due(200)
        for task, arguments in (("checkins.tasks.sweep", []), ("benchmarks.usual.remind_everybody", [200])):
            self.measure(200, task, *arguments)  # what is built once, is built now
            self.database.make_due(200)
        return self

    def __exit__(self, *_: object) -> None:
        self.workers.__exit__()
        self.bell.close()

    def product(self, due: int) -> Run:
        """The house's own way."""
        self.database.make_due(due)
        run = self.measure(due, "checkins.tasks.sweep")
        self.settle(due)
        return run

    def usual(self, due: int, letters: int) -> Run:
        """The usual way, for `letters` of the rows that are due."""
        self.database.make_due(due)
        return self.measure(letters, "benchmarks.usual.remind_everybody", letters)

    def floor(self, due: int) -> Run:
        """The house's rows and commits by the shortest way there is, in as many processes."""
        self.database.make_due(due)
        run = race(self.env, self.sink, due, self.workers.count * [["floor", str(self.sink.port)]])
        self.settle(due)
        return run

    def measure(self, letters: int, task: str, *arguments: int) -> Run:
        self.sink.reset()
        with Scales(self.workers) as scales:
            rung = time.time()
            self.bell.send_task(task, args=arguments, queue="default")
            try:
                counters = self.sink.wait_for(letters, PATIENCE)
            except TimeoutError as error:
                raise RuntimeError(f"{error}\n{self.workers.said()}") from error
        return Run(
            letters,
            letters / (counters["last_at"] - rung),
            counters["first_at"] - rung,
            scales.heaviest,
        )

    def settle(self, letters: int) -> None:
        """Every letter left once and is stamped, or the figure is worth nothing."""
        ends = time.monotonic() + 30
        stamped = "SELECT count(*) FROM accounts_letter WHERE sent_at IS NOT NULL"
        while (count := self.database.one(stamped)) < letters and time.monotonic() < ends:
            time.sleep(0.05)
        came = self.sink.counters()["accepted"]
        if not came == count == letters:
            raise RuntimeError(f"{letters} letters were due, {count} are stamped, {came:.0f} came.")


def limit(env: Mapping[str, str], sink: Sink, letters: int, way: str = "pipelining") -> Run:
    """The same messages, written beforehand, over two raw connections of a process each. The ways are in limit.py."""
    each = letters // 2
    return race(env, sink, each * 2, 2 * [["limit", str(sink.port), str(each), way]])


def race(env: Mapping[str, str], sink: Sink, letters: int, programs: list[list[str]]) -> Run:
    """Programs of benchmarks.inside that all begin at one word, until so many letters have come."""
    senders = [
        subprocess.Popen(
            [PYTHON, "-m", "benchmarks.inside", *program],
            env=env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for program in programs
    ]
    try:
        for sender in senders:
            assert sender.stdout is not None
            if sender.stdout.readline() != "ready\n":
                raise RuntimeError(f"{programs[0][0]} did not start.")
        sink.reset()
        began = time.time()
        for sender in senders:
            assert sender.stdin is not None
            sender.stdin.write("\n")
            sender.stdin.flush()
        counters = sink.wait_for(letters, PATIENCE)
    finally:
        for sender in senders:
            sender.communicate()
    return Run(letters, letters / (counters["last_at"] - began), counters["first_at"] - began)
