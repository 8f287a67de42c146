"""A house of its own to break: PostgreSQL, Valkey, an SMTP sink, and as many workers and beats as a fault needs.

Nothing here is shared with anybody, all of it listens on 127.0.0.1 alone, and all of it ends with the `with` block.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import psycopg2
import redis

from benchmarks.conversation import Behaviour
from benchmarks.sink import Sink
from config.local.children import Child
from config.local.paths import ROOT, VAR
from config.local.servers import Postgres, Valkey

PYTHON = sys.executable
CELERY = [PYTHON, "-m", "celery", "--app", "config.celery:app"]
QUIET = ["--without-gossip", "--without-mingle", "--concurrency", "1", "--loglevel", "WARNING"]
FORGET = "TRUNCATE accounts_user, accounts_school CASCADE"

# Leases are seconds here, instead of ten minutes, so that what a killed worker held is free again soon.
LONE_LEASE = 8
SHIPPED_LEASE = 12
PATIENCE = 4  # seconds without a byte from the mail server, instead of 20


class Place:
    def __enter__(self) -> Self:
        with ExitStack() as stack:
            VAR.mkdir(mode=0o700, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix="faults-", dir=VAR))
            stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            password = secrets.token_urlsafe(16)
            self.postgres = Postgres(self.folder / "postgres", password, log=self.folder / "postgres.log")
            stack.callback(self.postgres.stop)
            self.postgres.start()
            self.valkey = Valkey(
                self.folder / "valkey", password, log=self.folder / "valkey.log", keeps=False
            )
            stack.callback(self.valkey.stop)
            self.valkey.start()
            self.sink = stack.enter_context(Sink(keep_ids=True))
            self.workers: list[Child] = []
            self.crew = ""
            self.groups: set[int] = set()
            stack.callback(self.end_workers)
            self.connection: Any = None
            stack.callback(self.hang_up)
            self.run("manage.py", "migrate", "--verbosity", "0")
            self.inside = stack.enter_context(self.start_inside())
            self.ends = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self.ends.close()

    # Processes

    @property
    def env(self) -> dict[str, str]:
        ours = {
            "TANDEM_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "SITE_URL": "http://testserver",
        }
        return {**os.environ, **ours}

    def run(self, *argv: str) -> None:
        subprocess.run([PYTHON, *argv], cwd=ROOT, env=self.env, check=True, stdin=subprocess.DEVNULL)

    def start_inside(self) -> "Inside":
        return Inside(self.env, self.folder / "inside.log")

    def worker(self, queues: str, **more: str) -> Child:
        """A worker as `make run` starts it. `more` goes into its environment."""
        name = f"worker-{len(self.workers)}"
        argv = [*CELERY, "worker", "--queues", queues, "--hostname", f"{name}@%h", *QUIET]
        return self.start(name, argv, more)

    def beat(self) -> Child:
        name = f"beat-{len(self.workers)}"
        return self.start(name, [*CELERY, "beat", "--pidfile", "", "--loglevel", "WARNING"], {})

    def start(self, name: str, argv: list[str], more: dict[str, str]) -> Child:
        child = Child(name, argv, log=self.folder / f"{name}.log", env={**self.env, **more}, patience=3)
        self.workers.append(child)
        self.start_again(child)
        return child

    def start_again(self, child: Child) -> None:
        child.start()
        assert child.process is not None
        self.groups.add(child.process.pid)

    def call(self, crew: str) -> list[Child]:
        """The workers and beats of this crew, which is kept until another is called."""
        if self.crew != crew:
            self.end_workers()
            CREWS[crew](self)
            self.crew = crew
        return self.workers

    def end_workers(self) -> None:
        for group in self.groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        for child in self.workers:
            if child.process is not None:
                child.process.wait()
        self.workers.clear()
        self.groups.clear()
        self.crew = ""

    def logs(self) -> str:
        """The last lines of every worker, for whoever asks why."""
        return "\n".join(f"{child.name}:\n{child.last_words()}" for child in self.workers)

    # Between faults

    def tidy(self) -> None:
        """Nobody, nothing queued, a mail server that behaves."""
        while True:
            with suppress(psycopg2.errors.DeadlockDetected):  # a worker was looking: once more
                self.ask(FORGET)
                break
        with redis.Redis.from_url(self.valkey.url) as client:
            client.flushall()
        self.sink.behave(**asdict(Behaviour(keep_ids=True)))
        self.sink.reset()

    # Questions

    def ask(self, question: str, *values: Any) -> list[tuple]:
        if self.connection is None:
            self.connection = psycopg2.connect(self.postgres.url, connect_timeout=5)
            self.connection.autocommit = True
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(question, values)
                return cursor.fetchall() if cursor.description else []
        except psycopg2.Error:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def count(self, which: str = "true") -> int:
        """Letters for which this condition is true."""
        return self.ask(f"SELECT count(*) FROM accounts_letter WHERE {which}")[0][0]

    def waiting(self) -> int:
        return self.count("sent_at IS NULL AND dropped_at IS NULL AND dead_at IS NULL")

    def arrived(self) -> int:
        return int(self.sink.counters()["accepted"])

    def let_it_come(self) -> None:
        """Returns when the mail server has read all that was on its way to it, however busy this machine is.

        It reads everything that has come before it answers a second question: the first may overtake letters.
        """
        time.sleep(0.05)
        for _ in range(3):
            self.arrived()

    def doubled(self) -> int:
        ids = self.sink.ids()
        return len(ids) - len(set(ids))

    def most_copies(self) -> int:
        return max(Counter(self.sink.ids()).values(), default=0)

    def connections(self) -> int:
        return int(self.sink.counters()["connections"])

    def consumers(self) -> list[str]:
        """Clients of the broker that wait for a bell."""
        with redis.Redis.from_url(self.valkey.url) as client:
            return [found["addr"] for found in client.client_list() if found["cmd"] == "brpop"]

    def until(
        self,
        is_so: Callable[[], Any],
        what: str,
        *,
        within: float,
        ringing: bool = False,
        every: float = 0.05,
    ) -> float:
        """Waits; returns the seconds it took. `ringing` rings the bells meanwhile, as beat does."""
        began = time.monotonic()
        rung = 0.0
        while not is_so():
            passed = time.monotonic() - began
            if passed > within:
                raise TimeoutError(f"Not within {within:.0f} s: {what}.\n{self.logs()}")
            if ringing and passed - rung > 0.7:
                self.inside.ring_bells()
                rung = passed
            time.sleep(every)
        return time.monotonic() - began

    def until_all_left(self, *, standstill: float) -> None:
        """Rings until nothing waits. As long as letters leave, this may take as long as it takes."""
        while waiting := self.waiting():
            self.until(
                lambda waiting=waiting: self.waiting() < waiting,
                "letters leave",
                within=standstill,
                ringing=True,
            )


class Inside:
    """The process that tests.faults.inside is: `inside.due_plans(count=5)`."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [PYTHON, "-m", "tests.faults.inside"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                start_new_session=True,
                text=True,
            )
        self.log = log

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        self.process.kill()
        self.process.wait()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def asked(**arguments: Any) -> Any:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(json.dumps([name, arguments]) + "\n")
            self.process.stdin.flush()
            if not (answer := self.process.stdout.readline()):
                raise RuntimeError(f"{name} failed inside:\n{self.log.read_text()[-3000:]}")
            return json.loads(answer)

        return asked


def lone(place: Place) -> None:
    """One worker for everything, and no beat."""
    place.worker("urgent,letters,default", OUTBOX_LEASE=f"{LONE_LEASE}", EMAIL_TIMEOUT=f"{PATIENCE}")


def shipped(place: Place) -> None:
    """What `make run` and docs/operations.md run: a worker for each kind of haste, and beat."""
    place.worker("urgent", OUTBOX_LEASE=f"{SHIPPED_LEASE}")
    place.worker("letters,default", OUTBOX_LEASE=f"{SHIPPED_LEASE}")
    place.beat()


def crowd(place: Place) -> None:
    """Three of each, where one was meant."""
    for _ in range(3):
        place.worker("urgent,letters,default")
        place.beat()


CREWS = {crew.__name__: crew for crew in (lone, shipped, crowd)}
