"""A queue of letters that a few connections share, and the tally that keeps the promise about doubles for them all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from accounts.wire import Outcome, Outgoing, Prepared, prepare

Stamp = Callable[[list[Outcome]], None]


class SmtpUnavailable(Exception):
    """No way out: the server cannot be reached, or the line went dead and could not be opened again.

    Every outcome that is known has been stamped before this is raised; letters without one never left.
    """


class SmtpUnwelcome(SmtpUnavailable):
    """The server refuses every letter from this sender, for good: it is not this or that letter that it minds."""


class Sender(Protocol):
    """A connection that works in turns."""

    mail: bytes  # the MAIL command of every letter
    was_turned_away: bool  # it could not be opened beside another

    def open(self) -> None: ...

    def hurry(self) -> None:
        """Waits no longer than if it had begun to wait when it last said something, however late its turn comes."""

    def sending(self, queue: Queue, tally: Tally) -> Iterator[None]:
        """Sends from the queue until it is empty. Gives up its turn wherever it would wait for the server."""


def send_by(lines: Sequence[Sender], letters: Iterable[Outgoing], *, every: int, stamp: Stamp) -> None:
    """Sends letters by these lines; `stamp` hears what became of each exactly once, in about this order.

    While one line waits for the server the next one offers its letter. The promise holds for all of them together:
    `stamp` has returned for all but at most `every - 1` letters before the next one's text leaves. Whoever is killed
    at any moment therefore doubles at most `every` letters. With every=1 each letter is stamped before the next
    leaves. `letters` is read at most `every` ahead of what has left. A further line is opened only while there is
    work for it and the server has room for one more.

    Raises SmtpUnavailable. What `stamp` or `letters` raises goes through, the letter at hand unsent.
    """
    if every < 1:
        raise ValueError("Letters are stamped every 1 or more.")
    tally = Tally(every, stamp)
    queue = Queue(prepare(letters, lines[0].mail, tally.refuse), every)
    turns: deque[Iterator[None]] = deque()
    trouble: SmtpUnavailable | None = None

    def take_turn() -> None:
        nonlocal trouble
        try:
            next(turns[0])
        except StopIteration:
            turns.popleft()
        except SmtpUnavailable as error:
            # The others hear what became of what they have sent, and begin nothing new.
            turns.popleft()
            queue.close()
            trouble = trouble or error
            for line in lines:
                line.hurry()
        else:
            turns.rotate(-1)

    try:
        for number, line in enumerate(lines):
            if number and not (every > 1 and queue and _is_open(line)):
                break
            turns.appendleft(line.sending(queue, tally))
            take_turn()
        while turns:
            take_turn()
    finally:
        for turn in turns:
            turn.close()  # type: ignore[attr-defined]
        tally.stamp()
    if trouble:
        raise trouble


def _is_open(line: Sender) -> bool:
    """Opens a further line. One that was turned away is not tried again: to be told so may take as long as patience."""
    if not line.was_turned_away:
        try:
            line.open()
        except SmtpUnavailable:
            line.was_turned_away = True
    return not line.was_turned_away


class Queue:
    """Letters still to be sent. Those that were taken but did not leave can be given back.

    They are written `ahead` at once and leave in one burst: a server that is still busy with one when the next comes
    need not be woken, which on two cores costs either side more than reading the letter.
    """

    def __init__(self, letters: Iterator[Prepared], ahead: int) -> None:
        self._letters = letters
        self._ahead = ahead
        self._returned: deque[Prepared] = deque()
        self._trouble: Exception | None = None
        self.is_closed = False

    def __bool__(self) -> bool:
        self.give_back(self.take(1))
        return bool(self._returned) and not self.is_closed

    def close(self) -> None:
        """Nobody takes anything any more."""
        self.is_closed = True

    def take_one(self) -> Prepared | None:
        if self.is_closed:
            return None
        if not self._returned:
            self._write()
        return self._returned.popleft() if self._returned else None

    def _write(self) -> None:
        """The next few letters. One that cannot be made holds up those after it, not those before."""
        if self._trouble:
            raise self._trouble
        try:
            for letter in islice(self._letters, self._ahead):
                self._returned.append(letter)
        except Exception as trouble:
            if not self._returned:
                raise
            self._trouble = trouble

    def take(self, count: int) -> list[Prepared]:
        taken: list[Prepared] = []
        while len(taken) < count and (letter := self.take_one()) is not None:
            taken.append(letter)
        return taken

    def give_back(self, letters: Iterable[Prepared]) -> None:
        self._returned.extendleft(reversed(list(letters)))


class Tally:
    """Letters that may have left and whose outcome is not stamped yet: never more than `every`."""

    def __init__(self, every: int, stamp: Stamp) -> None:
        self.every = every
        self.outcomes: list[Outcome] = []
        self.on_the_way = 0
        self._stamp = stamp

    def room(self) -> int:
        """How many letters may leave now. What is known is stamped when that makes room; 0 means that others are
        still on their way and their answers have to come first.
        """
        if len(self.outcomes) + self.on_the_way >= self.every:
            if self.on_the_way:
                return 0
            self.stamp()
        return self.every - len(self.outcomes) - self.on_the_way

    def refuse(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def arrived(self, outcome: Outcome) -> None:
        self.on_the_way -= 1
        self.outcomes.append(outcome)

    def stamp_when_full(self) -> None:
        if len(self.outcomes) >= self.every:
            self.stamp()

    def stamp(self) -> None:
        if self.outcomes:
            outcomes, self.outcomes = self.outcomes, []
            self._stamp(outcomes)
