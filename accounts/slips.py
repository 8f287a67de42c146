"""What the outbox needs to know of a claimed letter and its recipient, read for a whole batch with one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection


class Slip(NamedTuple):
    pk: int
    key: str
    kind: str
    channel: str
    about: int
    stale_at: datetime
    attempts: int
    recipient_id: int
    email: str
    alias: str
    is_active: bool
    letters_stopped_at: datetime | None
    time_zone: str
    quiet_from: time
    quiet_to: time
    is_paused: bool
    has_refused: bool

    @property
    def has_stopped_all(self) -> bool:
        return self.letters_stopped_at is not None

    def quiet_until(self, now: datetime) -> datetime | None:
        """When this person's quiet hours end, if it is quiet for them now; else None."""
        return quiet_until(now, self.time_zone, self.quiet_from, self.quiet_to)


def quiet_until(now: datetime, time_zone: str, quiet_from: time, quiet_to: time) -> datetime | None:
    """The end of the quiet hours that `now` lies in, or None. They may span midnight; equal times mean none."""
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone)
    at = local.time()
    if quiet_from < quiet_to:
        is_quiet, days = quiet_from <= at < quiet_to, 0
    elif quiet_from > quiet_to:
        is_quiet, days = at >= quiet_from or at < quiet_to, 1 if at >= quiet_from else 0
    else:
        return None
    if not is_quiet:
        return None
    end = datetime.combine(local.date() + timedelta(days=days), quiet_to, zone)
    # A clock change may put the end behind us; a minute from now asks again.
    return max(end, now + timedelta(minutes=1))


# The array is made by a subquery so that the planner, which cannot look inside, expects a handful and finds letters
# and people by their keys. Told of hundreds it would rather read everybody.
READ = """
SELECT letter.id, letter.key, letter.kind, letter.channel, letter.about, letter.stale_at, letter.attempts,
       person.id, person.email, person.alias, person.is_active, person.letters_stopped_at,
       person.time_zone, person.quiet_from, person.quiet_until,
       EXISTS (SELECT 1 FROM accounts_pause pause
                WHERE pause.user_id = person.id AND pause.starts_at <= %(now)s AND pause.ends_at > %(now)s),
       EXISTS (SELECT 1 FROM accounts_letterpreference wish
                WHERE wish.user_id = person.id AND wish.kind = letter.kind AND wish.channel = letter.channel
                  AND NOT wish.is_wanted)
  FROM accounts_letter letter JOIN accounts_user person ON person.id = letter.recipient_id
 WHERE letter.id = ANY (ARRAY(SELECT unnest(%(ids)s::bigint[])))
 ORDER BY letter.due_at, letter.id
"""


def read_slips(ids: Collection[int], now: datetime) -> list[Slip]:
    """The slips of these letters, oldest first, so that who waited longest goes first."""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"ids": list(ids), "now": now})
        return [Slip(*row) for row in cursor.fetchall()]
