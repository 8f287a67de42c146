"""Servers for as long as one command runs: what `make test`, `check` and `bench` stand on."""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config.local.paths import ROOT
from config.local.servers import FORGETFUL, TUNED, Postgres, Valkey, open_folder


@contextmanager
def servers(*, durable: bool) -> Iterator[dict[str, str]]:
    """The two URLs: of the environment, or of servers started for this and gone afterwards with their data.

    `durable` asks PostgreSQL to keep its promises about power cuts and sets it as in production, which benchmarks want.
    """
    urls = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    with ExitStack() as stack:
        if len(urls) < 2:
            folder = open_folder()
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            password = secrets.token_urlsafe(24)
        if "DATABASE_URL" not in urls:
            settings = TUNED if durable else FORGETFUL
            log = folder / "postgres.log"
            postgres = Postgres(folder / "postgres", password, log=log, settings=settings, connections=200)
            stack.callback(postgres.stop)
            postgres.start()
            urls["DATABASE_URL"] = postgres.url
        if "REDIS_URL" not in urls:
            valkey = Valkey(folder / "valkey", password, log=folder / "valkey.log", keeps=False)
            stack.callback(valkey.stop)
            valkey.start()
            urls["REDIS_URL"] = valkey.url
        yield urls


def run_with_servers(
    argv: list[str], *, durable: bool, mode: str = "test", more: dict[str, str] | None = None
) -> int:
    """Returns the exit code. The command stays in this terminal's group, so Ctrl-C reaches it too."""
    with stop_means_leave(), servers(durable=durable) as urls:
        env = {
            **os.environ,
            "TANDEM_MODE": mode,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **urls,
            **(more or {}),
        }
        return run_here(argv, env, ROOT)


def run_here(argv: list[str], env: dict[str, str], cwd: Path) -> int:
    process = subprocess.Popen(argv, env=env, cwd=cwd)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # it heard the same Ctrl-C and is tidying up
        except SystemExit:
            process.terminate()


@contextmanager
def stop_means_leave() -> Iterator[None]:
    """SIGTERM and a closed terminal unwind the stack, so that borrowed servers end too."""

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
