"""The reply promise: an ask that nobody has answered in the group's time is brought to somebody.

Brought to whom? To members who said that they are willing, within the limit they set for a week, and to the mentors;
never to those who are away, have a pause, muted the thread, want no such letters, or do not see the asker. Quiet hours
postpone the letter (accounts/outbox.py). The asker reads what will happen and what has happened, also when nothing has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.outbox import Occasion, post_letters
from groups.models import Brought, Group, Post

BATCH = 200
MOST_ROUNDS = 3
MOST_EACH_ROUND = 3  # members who are willing; mentors come on top
MENTORS_WEEK = 10  # letters a week to a mentor who has set no limit
WEEK = timedelta(days=7)
LOCK = 7_205_417  # one sweep at a time: limits are counted over all asks

# `place` chooses those with the lightest week; `seat` counts what this very batch adds to it.
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM groups_post WHERE bring_at <= %(now)s
     ORDER BY bring_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
waiting AS MATERIALIZED (
    SELECT p.id, p.group_id, p.author_id, p.fresh_alias, author.user_id AS author_user_id, p.bring_at,
           g.identity, g.reply_minutes_otherwise
      FROM due JOIN groups_post p ON p.id = due.id
      JOIN groups_group g ON g.id = p.group_id AND g.archived_at IS NULL
      JOIN groups_membership author ON author.id = p.author_id AND author.left_at IS NULL
     WHERE p.answered_at IS NULL AND p.closed_at IS NULL AND p.deleted_at IS NULL AND p.hidden_at IS NULL
       AND (p.needed_until IS NULL OR p.needed_until >= %(now)s::date)),
candidates AS MATERIALIZED (
    SELECT waiting.id AS post_id, m.id AS to_id, m.user_id, m.role = 'mentor' AS is_mentor,
           coalesce(w.most_a_week, %(mentors_week)s) AS most,
           (SELECT count(*) FROM groups_brought b JOIN groups_membership bm ON bm.id = b.to_id
             WHERE bm.user_id = m.user_id AND b.brought_at > %(now)s - %(week)s) AS this_week,
           waiting.bring_at
      FROM waiting
      JOIN groups_membership m ON m.group_id = waiting.group_id AND m.left_at IS NULL AND m.id <> waiting.author_id
      JOIN accounts_user person ON person.id = m.user_id AND person.is_active AND person.letters_stopped_at IS NULL
      LEFT JOIN groups_willing w ON w.membership_id = m.id
     WHERE (m.role = 'mentor' OR w.id IS NOT NULL)
       AND (m.away_until IS NULL OR m.away_until < %(now)s::date)
       AND NOT EXISTS (SELECT 1 FROM groups_brought b WHERE b.post_id = waiting.id AND b.to_id = m.id)
       AND NOT EXISTS (SELECT 1 FROM groups_mute x WHERE x.post_id = waiting.id AND x.membership_id = m.id)
       AND NOT EXISTS (SELECT 1 FROM accounts_pause x
                        WHERE x.user_id = m.user_id AND x.starts_at <= %(now)s AND x.ends_at > %(now)s)
       AND NOT EXISTS (SELECT 1 FROM accounts_letterpreference x
                        WHERE x.user_id = m.user_id AND x.kind = 'group-waits' AND NOT x.is_wanted)
       AND NOT EXISTS (SELECT 1 FROM groups_block x WHERE x.thread_id = waiting.id AND x.by_id = m.user_id)
       AND NOT (waiting.fresh_alias = '' AND EXISTS (
            SELECT 1 FROM groups_block x
             WHERE (x.by_id, x.whom_id) IN ((m.user_id, waiting.author_user_id), (waiting.author_user_id, m.user_id))
               AND (x.group_id = waiting.group_id OR (x.is_by_name AND waiting.identity = 'names'))))),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY post_id, is_mentor ORDER BY this_week, random()) AS place
      FROM candidates WHERE this_week < most),
seated AS (
    SELECT *, this_week + row_number() OVER (PARTITION BY user_id ORDER BY bring_at, post_id) AS seat
      FROM placed WHERE is_mentor OR place <= %(each_round)s),
moved AS (
    UPDATE groups_post post
       SET brought = post.brought + (waiting.id IS NOT NULL)::int,
           bring_at = CASE WHEN waiting.id IS NOT NULL AND post.brought + 1 < %(rounds)s
                           THEN %(now)s + waiting.reply_minutes_otherwise * interval '1 minute' END
      FROM due LEFT JOIN waiting ON waiting.id = due.id WHERE post.id = due.id),
made AS (
    INSERT INTO groups_brought (post_id, to_id, brought_at)
    SELECT post_id, to_id, %(now)s FROM seated WHERE seat <= most
        ON CONFLICT DO NOTHING RETURNING id, to_id)
SELECT (SELECT count(*) FROM due), made.id, m.user_id
  FROM (SELECT 1) AS always LEFT JOIN made ON true LEFT JOIN groups_membership m ON m.id = made.to_id
"""


@dataclass(frozen=True)
class Claimed:
    """What one batch did: asks looked at, and letters written."""

    asks: int
    letters: int


def bring_at(group: Group, now: datetime) -> datetime:
    """When an ask of now is brought to somebody: after the group's minutes of staffed time, or after its other ones,
    whichever end first."""
    staffed = group.school.after_staffed_minutes(now, group.reply_minutes_staffed)
    return min(staffed, now + timedelta(minutes=group.reply_minutes_otherwise))


@transaction.atomic
def bring_waiting(*, now: datetime, limit: int = BATCH) -> Claimed:
    """Brings up to `limit` asks whose time has come. Two at once do no harm: the second finds the first at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return Claimed(0, 0)
        values: dict[str, Any] = {
            "now": now,
            "limit": limit,
            "week": WEEK,
            "rounds": MOST_ROUNDS,
            "each_round": MOST_EACH_ROUND,
            "mentors_week": MENTORS_WEEK,
        }
        cursor.execute(CLAIM, values)
        rows = cursor.fetchall()
    brought = [
        Occasion(recipient_id=user, about=pk, due_at=now, mark=str(pk))
        for _, pk, user in rows
        if pk is not None
    ]
    return Claimed(asks=rows[0][0], letters=post_letters("group-waits", brought))


@dataclass(frozen=True)
class Promise:
    """What the asker reads. `bring_at` is what will happen, `people` and `mentors` whom it was brought to."""

    bring_at: datetime | None
    brought_at: datetime | None
    people: int
    mentors: int
    has_been_tried: bool
    can_be_brought: bool


def promise_of(post: Post) -> Promise | None:
    """None when somebody has answered, or when there is nothing to promise."""
    if not post.is_ask or post.answered_at or not post.is_open:
        return None
    brought = list(Brought.objects.filter(post=post).select_related("to").order_by("brought_at"))
    others = post.group.memberships.active().exclude(pk=post.author_id)
    return Promise(
        bring_at=post.bring_at,
        brought_at=brought[-1].brought_at if brought else None,
        people=sum(row.to.role != "mentor" for row in brought),
        mentors=sum(row.to.role == "mentor" for row in brought),
        has_been_tried=post.brought > 0,
        can_be_brought=bool(brought)
        or others.mentors().exists()
        or others.filter(willing__isnull=False).exists(),
    )
