"""Keeps the children of one house running, and ends them in the right order."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from config.local.children import Child, stop_all
from config.local.signals import Signals
from config.local.trouble import Trouble

STEADY = 30.0  # a child that lived this long has not failed at starting
FAILURES = 5  # in a row, then it is no use
LONGEST_WAIT = 16.0


@dataclass
class Keeper:
    """One child with its history. A patient one never gives up: where code changes, the next change may mend it."""

    child: Child
    is_patient: bool = False
    failures: int = 0
    again_at: float | None = None

    def look(self, now: float, say: Callable[[str], None]) -> None:
        """Starts the child again when it has ended, later each time; raises Trouble when that is no use."""
        if self.child.is_running():
            return
        if self.again_at is None:
            self.failures = 1 if self.child.lived() > STEADY else self.failures + 1
            ended = f"{self.child.name} ended {self.child.how_it_ended()}"
            if self.failures > FAILURES and not self.is_patient:
                raise Trouble(f"{ended}, {self.failures} times in a row.\n{self.child.last_words()}")
            wait = min(2.0 ** (self.failures - 1), LONGEST_WAIT)
            self.again_at = now + wait
            say(f"{ended}. Starting it again in {wait:.0f} s.")
        elif now >= self.again_at:
            self.again_at = None
            self.child.start()


@dataclass
class Supervisor:
    """Children are told to stop in the reverse order of their groups: what others lean on goes last."""

    signals: Signals
    say: Callable[[str], None] = print
    is_patient: bool = False
    groups: list[list[Keeper]] = field(default_factory=list)

    def start(self, *children: Child, within: float = 60.0) -> None:
        """Starts these as one group and returns when all of them answer, or when asked to stop."""
        self.groups.append([Keeper(child, self.is_patient) for child in children])
        for child in children:
            child.start()
        self.wait_for(*children, within=within)

    def lean_on(self, child: Child) -> None:
        """Takes over a child that runs already."""
        self.groups.append([Keeper(child)])

    def wait_for(self, *children: Child, within: float) -> None:
        for child in children:
            child.wait_until_it_answers(within, self.signals.pause, lambda: self.signals.stopped)

    def watch(self, also: Callable[[], None] = lambda: None) -> None:
        """Returns when asked to stop."""
        while not self.signals.stopped:
            now = time.monotonic()
            for group in self.groups:
                for keeper in group:
                    keeper.look(now, self.say)
            also()
            self.signals.pause(1.0)

    def restart(self, *children: Child) -> None:
        stop_all(children)
        for child in children:
            child.start()

    def stop(self) -> None:
        for group in reversed(self.groups):
            for child in stop_all(keeper.child for keeper in group):
                self.say(f"{child.name} did not stop by itself and was ended.")
        self.groups.clear()
