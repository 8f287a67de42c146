"""What the outbox needs to know of a letter and its recipient: claimed and read for a whole batch with one query."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection


class Slip(NamedTuple):
    pk: int
    key: str
    kind: str
    about: int
    stale_at: datetime
    attempts: int
    recipient_id: int
    email: str
    is_active: bool
    letters_stopped_at: datetime | None
    time_zone: str
    quiet_from: time
    quiet_to: time
    is_paused: bool
    has_refused: bool
    held_until: datetime  # the lease's end, which tells this claim from any other

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


# The claim itself touches one table: with a join, racing workers may take the same row. The array is made by a
# subquery so that the planner, which cannot look inside, expects a handful and finds letters and people by their
# keys. Told of hundreds it would rather read everybody.
TAKE = """
WITH taken AS MATERIALIZED (
    UPDATE accounts_letter SET claimed_until = %(until)s, attempts = attempts + 1
     WHERE id = ANY (ARRAY(
        SELECT id FROM accounts_letter
         WHERE sent_at IS NULL AND dropped_at IS NULL AND dead_at IS NULL AND is_urgent = %(is_urgent)s
           AND channel = %(channel)s AND due_at <= %(now)s AND (claimed_until IS NULL OR claimed_until < %(now)s)
           AND (claimed_until IS NOT NULL AND attempts >= %(left_behind)s) = %(is_alone)s
         ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
    RETURNING id, key, kind, channel, about, due_at, stale_at, attempts, recipient_id, claimed_until)
SELECT letter.id, letter.key, letter.kind, letter.about, letter.stale_at, letter.attempts,
       person.id, person.email, person.is_active, person.letters_stopped_at,
       person.time_zone, person.quiet_from, person.quiet_until,
       EXISTS (SELECT 1 FROM accounts_pause pause
                WHERE pause.user_id = person.id AND pause.starts_at <= %(now)s AND pause.ends_at > %(now)s),
       EXISTS (SELECT 1 FROM accounts_letterpreference wish
                WHERE wish.user_id = person.id AND wish.kind = letter.kind AND wish.channel = letter.channel
                  AND NOT wish.is_wanted),
       letter.claimed_until
  FROM taken letter JOIN accounts_user person ON person.id = letter.recipient_id
 ORDER BY letter.due_at, letter.id
"""


def take_slips(wanted: dict[str, Any]) -> list[Slip]:
    """Claims due letters and reads their slips with one statement, oldest first: who waited longest goes first.

    `wanted` says which: channel, is_urgent, now, until (the lease's end), left_behind, is_alone, limit.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, wanted)
        return [Slip(*row) for row in cursor.fetchall()]
