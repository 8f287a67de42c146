"""A child process: started in a group of its own, asked to stop, and swept up if it does not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.local.paths import ROOT
from config.local.trouble import Trouble

TETHER = Path(__file__).with_name("tether.py")
LOG_LIMIT = 5_000_000  # bytes; an older log is started afresh


@dataclass
class Child:
    """A program to run.

    `answers` says whether it is ready for work, `account` is the (uid, gid) it runs as; without a `log`
    it writes to the terminal.
    """

    name: str
    argv: list[str]
    log: Path | None = None
    env: Mapping[str, str] | None = None
    cwd: Path = ROOT
    answers: Callable[[], bool] = lambda: True
    account: tuple[int, int] | None = None
    stop_signal: int = signal.SIGTERM
    patience: float = 10.0
    process: subprocess.Popen | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    said_before: int = field(default=0, init=False)  # bytes of its log that an earlier start wrote

    def start(self) -> None:
        account = "{}:{}".format(*self.account) if self.account else "-"
        output = self.open_log()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(TETHER), str(self.stop_signal), account, *self.argv],
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
            )
        finally:
            if output:
                output.close()
        self.started = time.monotonic()

    def open_log(self):
        if self.log is None:
            return None
        length = self.log.stat().st_size if self.log.exists() else 0
        self.said_before = length if length <= LOG_LIMIT else 0
        return open(self.log, "ab" if self.said_before else "wb")

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def lived(self) -> float:
        return time.monotonic() - self.started

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def how_it_ended(self) -> str:
        code = self.exit_code()
        if code is not None and code < 0:
            return f"by {signal.Signals(-code).name}"
        return f"with exit code {code}"

    def last_words(self, lines: int = 15) -> str:
        if self.log is None or not self.log.exists():
            return ""
        with open(self.log, "rb") as file:
            file.seek(max(self.said_before, self.log.stat().st_size - 16_000))
            text = file.read().decode(errors="replace")
        return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])

    def wait_until_it_answers(
        self,
        within: float,
        pause: Callable[[float], None] = time.sleep,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Raises Trouble with the end of its log when it dies first or takes too long."""
        until = time.monotonic() + within
        while not stopped():
            if not self.is_running():
                raise Trouble(
                    f"{self.name} ended {self.how_it_ended()} before it was ready.\n{self.last_words()}"
                )
            if self.answers():
                return
            if time.monotonic() > until:
                raise Trouble(f"{self.name} was not ready after {within:.0f} seconds.\n{self.last_words()}")
            pause(0.05)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running():
            with suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)

    def sweep_up(self) -> bool:
        """Waits for the end as long as patience lasts, then ends the whole group. True: it went by itself."""
        if self.process is None:
            return True
        try:
            self.process.wait(timeout=self.patience)
            went = True
        except subprocess.TimeoutExpired:
            went = False
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return went

    def stop(self) -> bool:
        self.ask_to_stop()
        return self.sweep_up()


def stop_all(children: Iterable[Child]) -> list[Child]:
    """Asks all at once, then waits for each; returns those that had to be ended by force."""
    asked = [child for child in children if child.process is not None]
    for child in asked:
        child.ask_to_stop()
    return [child for child in asked if not child.sweep_up()]
