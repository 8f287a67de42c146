"""Who is reminded of a workshop, and when: whoever has a seat, the day before and two hours before."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.outbox import announce, posting, posting_values

BATCH = 200

# letter -> (how long before, the column that says it was seen to)
REMINDERS = {
    "workshop-day-before": (timedelta(hours=24), "reminded_day_before_at"),
    "workshop-soon": (timedelta(hours=2), "reminded_soon_at"),
}
# Workshops are taken, and the letters of everybody with a seat are written, in one statement. Whoever got the seat
# after the reminder was due knows it without one.
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM resources_workshop
     WHERE {column} IS NULL AND cancelled_at IS NULL AND is_shown
       AND starts_at > %(now)s AND starts_at <= %(now)s + %(before)s
     ORDER BY starts_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
taken AS (
    UPDATE resources_workshop w SET {column} = %(now)s FROM due WHERE w.id = due.id RETURNING w.id, w.starts_at),
posted AS ({posting} RETURNING id)
SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM posted)
"""
OCCASIONS = """(
    SELECT s.user_id, t.id, greatest(t.starts_at - %(before)s, %(now)s),
           t.id || '.' || extract(epoch FROM t.starts_at)::bigint
      FROM taken t JOIN resources_signup s ON s.workshop_id = t.id
     WHERE s.seated_at <= t.starts_at - %(before)s)"""


@transaction.atomic
def remind_of_workshops(*, letter: str, now: datetime, limit: int = BATCH) -> tuple[int, int]:
    """Takes up to `limit` workshops for which this letter is due and writes it; returns (workshops, letters)."""
    before, column = REMINDERS[letter]
    statement = CLAIM.format(column=column, posting=posting(OCCASIONS))
    with connection.cursor() as cursor:
        cursor.execute(statement, posting_values(letter) | {"now": now, "before": before, "limit": limit})
        workshops, letters = cursor.fetchone()
    announce(letter, letters)
    return workshops, letters
