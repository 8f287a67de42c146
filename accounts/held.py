"""What a worker writes about the letters that it holds: only for as long as it holds them.

A lease lapses under a worker that was stopped for longer than that: its machine slept, or a clock jumped. Others hold
its letters then, and what it believes about them is no longer its to write. It finds out at its next stamp, so that no
more letters are doubled than may leave between two stamps. A database that is restarted meanwhile is waited for.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from logging import getLogger

from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Greatest

from accounts.models.letters import Letter, LetterQuerySet
from accounts.slips import Slip
from accounts.steadfast import steadfast
from accounts.wire import Outcome, Verdict

logger = getLogger("accounts.outbox")

Clock = Callable[[], datetime]

# Waits between tries of a letter that the other side put off; after the last one it is dead and staff see it.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 180))
MOST_ATTEMPTS = len(RETRY_AFTER) + 1
# A letter that waited for quiet hours to end may leave this long after them.
GRACE_AFTER_QUIET = timedelta(hours=2)

# By its instant this very stamp is known again, where the connection broke before it was said to be written.
SENT = """
UPDATE accounts_letter SET sent_at = %(now)s, claimed_until = NULL
 WHERE id = ANY(%(ids)s) AND (claimed_until = %(until)s OR sent_at = %(now)s)
"""
# Whoever holds such a letter now sends it once more, but nobody after that.
SENT_ALL_THE_SAME = """
UPDATE accounts_letter SET sent_at = %s
 WHERE id = ANY(%s) AND sent_at IS NULL AND dropped_at IS NULL AND dead_at IS NULL
"""


class LeaseLost(Exception):
    """Somebody else holds letters of this batch, so this worker has to stop."""


class Held:
    """The letters of one claim. `done` are those that need nothing more from this worker."""

    def __init__(self, slips: Iterable[Slip], clock: Clock) -> None:
        slips = list(slips)
        self.clock = clock
        self.until = slips[0].held_until
        self.attempts = {slip.pk: slip.attempts for slip in slips}
        self.sent = 0
        self.done: set[int] = set()

    def rows(self, ids: Collection[int]) -> LetterQuerySet:
        return Letter.objects.filter(pk__in=ids, claimed_until=self.until)

    def stamp(self, outcomes: Sequence[Outcome]) -> None:
        """Writes down what became of letters, as they leave. Raises LeaseLost."""
        now = self.clock()
        accepted = [outcome.key for outcome in outcomes if outcome.verdict is Verdict.ACCEPTED]
        written = self._sent(accepted, now) if accepted else 0
        for outcome in outcomes:
            self.done.add(outcome.key)
            if outcome.verdict is not Verdict.ACCEPTED:
                written += self._not_sent(outcome, now)
        # Those who left the house in mid-sending took their letters along: then rows are gone and nobody holds them.
        if written < len(outcomes):
            ids = [outcome.key for outcome in outcomes]
            if Letter.objects.filter(pk__in=ids).count() > written:
                with connection.cursor() as cursor:
                    cursor.execute(SENT_ALL_THE_SAME, [now, accepted])
                raise LeaseLost

    @steadfast
    def _sent(self, ids: list[int], now: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute(SENT, {"now": now, "ids": ids, "until": self.until})
            self.sent += len(ids)
            return cursor.rowcount

    @steadfast
    def _not_sent(self, outcome: Outcome, now: datetime) -> int:
        attempts = self.attempts[outcome.key]
        if outcome.verdict is Verdict.REFUSED or attempts >= MOST_ATTEMPTS:
            return self.bury(outcome.key, f"{outcome.code} {outcome.text}".strip(), now, outcome.code)
        # Put off, or the line broke before the answer: it may have left, and is tried again all the same.
        return self.rows([outcome.key]).update(due_at=now + RETRY_AFTER[attempts - 1], claimed_until=None)

    @steadfast
    def bury(self, pk: int, reason: str, now: datetime, code: int | None = None) -> int:
        self.done.add(pk)
        buried = self.rows([pk]).update(dead_at=now, dead_reason=reason[:200], claimed_until=None)
        if buried:
            logger.error("letter-dead", extra={"letter_id": pk, "code": code})
        return buried

    @steadfast
    def drop(self, ids: Collection[int], reason: str, now: datetime) -> None:
        self.done.update(ids)
        self.rows(ids).update(dropped_at=now, dropped_because=reason, claimed_until=None)

    @steadfast
    def postpone(self, pk: int, until: datetime) -> None:
        """Waiting for the morning is no failed try, nor does it make a letter stale."""
        self.done.add(pk)
        self.rows([pk]).update(
            due_at=until,
            stale_at=Greatest("stale_at", Value(until + GRACE_AFTER_QUIET)),
            claimed_until=None,
            attempts=F("attempts") - 1,
        )

    @steadfast
    def give_back(self, ids: Collection[int]) -> None:
        """Frees letters that never left for the next worker, and does not count it as a try.

        Not done after a fault of our own: then the lease and the count of tries keep it from going round for ever.
        """
        if ids:
            self.rows(ids).update(claimed_until=None, attempts=F("attempts") - 1)
