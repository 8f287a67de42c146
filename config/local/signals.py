"""Ctrl-C, SIGTERM and a closed terminal are one request: stop, in order."""

import os
import select
import signal
from typing import Self

STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """While open, a request to stop is remembered rather than thrown, and ends any `pause` at once."""

    def __init__(self) -> None:
        self.stopped = False
        self.last: int | None = None

    def __enter__(self) -> Self:
        self.reader, self.writer = os.pipe()
        for end in (self.reader, self.writer):
            os.set_blocking(end, False)
        self.before = {number: signal.signal(number, self.hear) for number in STOP}
        self.before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)  # wakes `pause`
        self.fd_before = signal.set_wakeup_fd(self.writer, warn_on_full_buffer=False)
        return self

    def hear(self, number: int, _frame: object) -> None:
        self.stopped = True
        self.last = number

    def pause(self, seconds: float) -> None:
        """Returns after this time, or as soon as a signal arrives or a child ends."""
        if select.select([self.reader], [], [], seconds)[0]:
            os.read(self.reader, 4096)

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self.fd_before)
        for number, handler in self.before.items():
            signal.signal(number, handler)
        os.close(self.reader)
        os.close(self.writer)
