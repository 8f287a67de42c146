"""What `make run` and `make dev` bring up: servers, web, workers, beat and the mailbox, as one house."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from config.local import awake
from config.local.children import Child
from config.local.keys import keep_keys, write_private
from config.local.lock import OnlyOne
from config.local.paths import LOGS, MAIL, ROOT, VAR
from config.local.ports import any_free_port, choose_port, with_port
from config.local.servers import Postgres, Valkey, name_of
from config.local.signals import Signals
from config.local.supervisor import Supervisor
from config.local.trouble import Trouble

PYTHON = sys.executable
ALONE = ("127.0.0.1", "::1", "localhost")  # who listens there is heard on this machine only
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # and where such a one is asked from here
PEOPLE = VAR / "people.txt"
ROOMS = ("config", "accounts", "resources", "checkins", "groups")


def run(mode: str, environ: Mapping[str, str] = os.environ) -> None:
    """Runs the house until it is told to stop. `mode` is "demo" or "dev"."""
    refuse_to_stand_in(environ)
    own_var()
    with Signals() as signals, OnlyOne(VAR / "run.lock") as lock:
        supervisor = Supervisor(signals, say, is_patient=mode == "dev")
        house = House(mode, environ, supervisor)
        try:
            house.open()
            if not signals.stopped:
                lock.tell(house.address)
                house.greet()
                house.wake_workers()
            if not signals.stopped:
                house.say_ready()
                supervisor.watch(house.reload_workers if mode == "dev" else lambda: None)
        finally:
            say("\nStopping.")
            supervisor.stop()
            house.close()
            say("Stopped. Everything is kept in var/.")


def say(line: str) -> None:
    print(line, flush=True)


def refuse_to_stand_in(environ: Mapping[str, str]) -> None:
    if environ.get("TANDEM_MODE") == "production":
        raise Trouble(
            "TANDEM_MODE is production here, and this command is the demo: it loads invented people and "
            "shows their mail to everybody. See docs/operations.md for how to run the real thing."
        )


def own_var() -> None:
    """Makes var/, private, and says so when it is somebody else's."""
    for folder in (VAR, LOGS, MAIL):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble(f"{folder} cannot be made: {error.strerror}.") from None
        if not os.access(folder, os.W_OK | os.X_OK):
            owner = folder.stat().st_uid
            another = owner != os.geteuid() and os.geteuid() != 0
            why = f"it belongs to {name_of(owner)}. Run this as that user" if another else "it is read-only"
            raise Trouble(f"You may not write in {folder}: {why}.")
    if VAR.stat().st_uid == os.geteuid():
        VAR.chmod(0o700)


class House:
    def __init__(self, mode: str, environ: Mapping[str, str], supervisor: Supervisor) -> None:
        self.mode = mode
        self.environ = environ
        self.supervisor = supervisor
        self.host = environ.get("HOST") or "127.0.0.1"
        self.port, self.port_news = choose_port(environ, self.host)
        self.smtp_port = any_free_port()
        name = "localhost" if self.host in (*ALONE, *EVERYWHERE) else self.host
        self.address = (environ.get("SITE_URL") or f"http://{with_port(name, self.port)}").rstrip("/")
        self.keys = keep_keys(VAR / "keys.env")
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.began = time.monotonic()

    # In

    def open(self) -> None:
        if self.port_news:
            say(self.port_news)
        say("Getting ready. This takes a minute the first time." if not PEOPLE.exists() else "Getting ready.")
        self.start_servers()
        self.env = self.environment()
        self.leave_word()
        self.prepare()
        if self.supervisor.signals.stopped:
            return
        self.supervisor.start(self.mailbox())
        self.supervisor.start(self.web())  # the first page before everything else

    def wake_workers(self) -> None:
        """Returns when the workers hear and beat rings: until then a code that is asked for would not arrive."""
        self.workers = self.make_workers()
        self.supervisor.start(*self.workers, within=120.0)

    def start_servers(self) -> None:
        waiting = {"pause": self.supervisor.signals.pause, "stopped": lambda: self.supervisor.signals.stopped}
        if not self.environ.get("DATABASE_URL"):
            self.postgres = Postgres(
                VAR / "postgres", self.keys["POSTGRES_PASSWORD"], log=LOGS / "postgres.log"
            )
            self.supervisor.lean_on(self.postgres.child)
            self.postgres.start(**waiting)
        if not self.environ.get("REDIS_URL"):
            self.valkey = Valkey(VAR / "valkey", self.keys["VALKEY_PASSWORD"], log=LOGS / "valkey.log")
            self.supervisor.lean_on(self.valkey.child)
            self.valkey.start(**waiting)

    def environment(self) -> dict[str, str]:
        """What every child is given. Mail goes to the mailbox whatever EMAIL_URL says."""
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "TANDEM_MODE": self.mode,
            "DATABASE_URL": self.postgres.url if self.postgres else self.environ["DATABASE_URL"],
            "REDIS_URL": self.valkey.url if self.valkey else self.environ["REDIS_URL"],
            "SECRET_KEY": self.environ.get("SECRET_KEY") or self.keys["SECRET_KEY"],
            "FIELD_KEYS": self.environ.get("FIELD_KEYS") or self.keys["FIELD_KEYS"],
            "SITE_URL": self.address,
            "ALLOWED_HOSTS": self.environ.get("ALLOWED_HOSTS") or self.names(),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "FROM_EMAIL": "Tandem <hello@tandem.example>",
            "PYTHONUNBUFFERED": "1",
        }
        return {**self.environ, **ours}

    def names(self) -> str:
        names = ["localhost", "127.0.0.1", "[::1]"]
        if self.host not in ALONE:
            names += [self.host, socket.gethostname(), "*"]
        return ",".join(names)

    def leave_word(self) -> None:
        """var/local.env lets manage.py reach the running house: set -a; . var/local.env; set +a"""
        names = ["TANDEM_MODE", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "SITE_URL"]
        names += ["ALLOWED_HOSTS", "EMAIL_URL", "FROM_EMAIL"]
        write_private(VAR / "local.env", "".join(f"{name}='{self.env[name]}'\n" for name in names))

    def prepare(self) -> None:
        """Static files, the help page, migrations and the demo's people, in one process."""
        step = Child(
            "Getting ready",
            [PYTHON, "-m", "config.local.prepare", str(PEOPLE)],
            log=LOGS / "prepare.log",
            env=self.env,
        )
        self.supervisor.lean_on(step)
        step.start()
        while step.is_running() and not self.supervisor.signals.stopped:
            self.supervisor.signals.pause(1.0)
        if self.supervisor.signals.stopped:
            return
        self.supervisor.groups.pop()
        if step.exit_code():
            raise Trouble(f"Getting ready ended {step.how_it_ended()}.\n{step.last_words(25)}")

    # Who lives here

    def mailbox(self) -> Child:
        argv = [PYTHON, "-m", "config.local.mailbox.receive", str(self.smtp_port), str(MAIL)]
        return self.child("Mailbox", argv, answers=lambda: listens(self.smtp_port))

    def web(self) -> Child:
        bind = with_port(self.host, self.port)
        if self.mode == "dev":
            child = self.child("Web", [PYTHON, "manage.py", "runserver", bind], answers=self.web_answers)
            child.log = None  # the person who changes the code wants to see this one
            return child
        argv = [
            PYTHON,
            "-m",
            "gunicorn",
            "config.wsgi:application",
            "--bind",
            bind,
            "--worker-class",
            "gthread",
        ]
        argv += [
            "--workers",
            self.environ.get("WEB_WORKERS") or "2",
            "--threads",
            "4",
            "--graceful-timeout",
            "5",
        ]
        argv += ["--preload", "--no-control-socket", "--log-level", "warning"]
        return self.child("Web", argv, answers=self.web_answers)

    def make_workers(self) -> list[Child]:
        celery = [PYTHON, "-m", "celery", "--app", "config.celery:app"]
        quiet = ["--without-gossip", "--without-mingle", "--concurrency", "1", "--loglevel", "WARNING"]
        beat = [*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"]
        workers = []
        for name, queues in (("urgent", "urgent"), ("letters", "letters,default")):
            node = f"{name}@{socket.gethostname()}"
            argv = [*celery, "worker", "--queues", queues, "--hostname", node, *quiet]
            hears = partial(awake.hears, self.env["REDIS_URL"], node)
            workers.append(self.child(f"Worker {name}", argv, answers=hears))
        self.beat = self.child("Beat", beat, answers=self.beat_rings)
        return [*workers, self.beat]

    def child(self, name: str, argv: list[str], **more) -> Child:
        return Child(name, argv, log=LOGS / f"{name.lower().replace(' ', '-')}.log", env=self.env, **more)

    def web_answers(self) -> bool:
        """The first page itself, not only the port."""
        try:
            with urllib.request.urlopen(self.at("/"), timeout=10) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            return True  # it speaks; the page's own trouble is shown on the page
        except OSError:
            return False

    def beat_rings(self) -> bool:
        return awake.rang(self.at("/health/"), self.beat.started)

    def at(self, path: str) -> str:
        return f"http://{with_port(EVERYWHERE.get(self.host, self.host), self.port)}{path}"

    # While it runs

    def greet(self) -> None:
        people = PEOPLE.read_text(encoding="utf-8").rstrip()
        say(
            f"\nTandem    {self.address}/\n"
            f"Mailbox   {self.address}/mailbox/   (mail and second-factor codes)\n"
        )
        say(people)
        if self.host not in ALONE:
            say(
                f"\nOpen to everybody who can reach {with_port(self.host, self.port)}, and so is the mailbox."
            )

    def say_ready(self) -> None:
        say(f"\nReady after {time.monotonic() - self.began:.0f} s. Logs: var/log/. Ctrl-C ends everything.")

    def reload_workers(self) -> None:
        """The web server watches its own files; workers and beat start afresh when a module changes."""
        newest = max(changed_at(path) for path in modules())
        seen, self.seen = getattr(self, "seen", newest), newest
        if newest > seen:
            say("A module changed: workers start again.")
            self.supervisor.restart(*self.workers)

    # Out

    def close(self) -> None:
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()
        (VAR / "local.env").unlink(missing_ok=True)


def modules() -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]


def changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # an editor is just putting it in place
        return 0.0


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
