"""Who is reminded, and when.

`claim_due` takes due plans with one statement a batch: it opens the check-in, moves the plan on, and writes the
letter, in the outbox's own words (`posting`). Several workers may run it at once: each row is taken by one of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.outbox import WAITS_UNTIL, announce, posting, posting_values
from checkins.models.plans import BACK_OFF_AFTER

LETTER = "moment"
# Twice as many as a worker takes of letters: planning the statement costs 2 ms, and nothing of it travels.
BATCH = 1000
# An occasion can be answered until the next one opens, and for no longer than this.
OPEN_FOR = timedelta(days=3)
NUDGE_AFTER = timedelta(hours=3)
# Later than this nobody is written to any more; the occasion itself stays open on the page.
FRESH_FOR = timedelta(hours=6)
# While somebody has not answered for a while, letters are this far apart.
BACKED_OFF_GAP = timedelta(days=6, hours=12)

# Plans that fall due together mostly turn alike (rhythm, time, zone), so each kind of turn is reckoned once a batch.
# Only rhythms of weeks and months count from the first day; for the others it makes no difference here.
# Where several plans of one person meet in one moment, the one that writes opens the check-in. In the order of people,
# so that sweeps which meet the same ones wait for each other and never in a ring.
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT *, CASE WHEN rhythm IN ('fortnightly', 'monthly') THEN starts_on ELSE next_on END AS counts_from
      FROM checkins_plan
     WHERE ended_at IS NULL AND next_due_at <= %(now)s
     ORDER BY next_due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
turns AS MATERIALIZED (
    SELECT alike.*, turn.*
      FROM (SELECT DISTINCT rhythm, weekdays, counts_from, local_time, time_zone,
                            next_on AS first_on, next_due_at AS first_due_at FROM due) AS alike
     CROSS JOIN LATERAL checkins_turn(rhythm, weekdays, counts_from, local_time, time_zone,
                                      first_on, first_due_at, %(now)s) AS turn),
seen AS MATERIALIZED (
    SELECT due.id AS plan_id, due.user_id, due.is_nudged, due.last_letter_at,
           turn.occasion_on, turn.due_at, turn.next_on, turn.next_due_at,
           person.is_active AND NOT EXISTS (
               SELECT 1 FROM accounts_pause p
                WHERE p.user_id = due.user_id AND p.starts_at <= %(now)s AND p.ends_at > %(now)s) AS is_there,
           CASE WHEN before.answered_at IS NOT NULL OR before.skipped_at IS NOT NULL THEN 0
                WHEN before.letters_posted > 0 THEN least(due.ignored + 1, 1000)
                ELSE due.ignored END AS ignored
      FROM due
      JOIN turns AS turn
        ON (turn.rhythm, turn.weekdays, turn.counts_from, turn.local_time, turn.time_zone, turn.first_on,
            turn.first_due_at)
         = (due.rhythm, due.weekdays, due.counts_from, due.local_time, due.time_zone, due.next_on, due.next_due_at)
      JOIN accounts_user person ON person.id = due.user_id
      LEFT JOIN checkins_checkin before ON before.plan_id = due.id AND before.occasion_on = due.last_on),
turned AS MATERIALIZED (
    SELECT *, is_there AND due_at > %(now)s - %(fresh)s
              AND (ignored <= %(back_off)s OR last_letter_at IS NULL OR last_letter_at <= %(now)s - %(gap)s) AS writes
      FROM seen),
moved AS (
    UPDATE checkins_plan plan
       SET last_on = turned.occasion_on, next_on = turned.next_on, next_due_at = turned.next_due_at,
           ignored = turned.ignored,
           last_letter_at = CASE WHEN turned.writes THEN %(now)s ELSE plan.last_letter_at END
      FROM turned WHERE plan.id = turned.plan_id),
made AS (
    INSERT INTO checkins_checkin (plan_id, user_id, occasion_on, due_at, closes_at, remind_at, letters_posted,
                                  note, draft, tags, audience)
    SELECT plan_id, user_id, occasion_on, due_at,
           least(coalesce(next_due_at, 'infinity'), due_at + %(open_for)s),
           CASE WHEN writes AND is_nudged AND ignored < %(back_off)s
                 AND %(now)s + %(nudge)s < coalesce(next_due_at, 'infinity') THEN %(now)s + %(nudge)s END,
           writes::int, '', '', '{{}}', 'only-me'
      FROM turned WHERE is_there AND due_at + %(open_for)s > %(now)s
     ORDER BY user_id, NOT writes, plan_id
        ON CONFLICT DO NOTHING RETURNING id, user_id, due_at, letters_posted),
posted AS ({posting} RETURNING id)
SELECT (SELECT count(*) FROM turned), (SELECT count(*) FROM posted)
"""

REMIND_AGAIN = """
WITH due AS MATERIALIZED (
    SELECT id FROM checkins_checkin WHERE remind_at <= %(now)s
     ORDER BY remind_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
before AS MATERIALIZED (
    SELECT c.id, c.remind_at,
           c.answered_at IS NULL AND c.skipped_at IS NULL AND c.closes_at > %(now)s
               AND NOT (c.letters_posted = 1 AND EXISTS (
                   SELECT FROM checkins_checkin newer
                    WHERE newer.user_id = c.user_id AND newer.due_at > c.due_at AND newer.letters_posted > 0))
           AS is_open,
           {waits_until} AS waits_until
      FROM checkins_checkin c JOIN due ON due.id = c.id),
moved AS (
    UPDATE checkins_checkin c
       SET remind_at = CASE WHEN is_open AND waits_until + %(nudge)s < c.closes_at THEN waits_until + %(nudge)s END,
           letters_posted = c.letters_posted + (is_open AND waits_until IS NULL)::int
      FROM before WHERE c.id = before.id
    RETURNING c.id, c.user_id, before.remind_at AS due_at, c.letters_posted,
              is_open AND waits_until IS NULL AS writes),
made AS (SELECT * FROM moved WHERE writes),
posted AS ({posting} RETURNING id)
SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM posted)
"""


@dataclass(frozen=True)
class Claimed:
    """What one batch did: plans moved on, and letters written."""

    plans: int
    letters: int


# The occasion's mark is the check-in and which of its letters this is (letters.letter_number).
OCCASIONS = "(SELECT user_id, id, due_at, id || '.' || letters_posted FROM made WHERE letters_posted > 0)"

EARLIER_WAITS_UNTIL = WAITS_UNTIL.format(
    recipient="c.user_id", begins=f"'{LETTER}:' || c.id || '.' || c.letters_posted || ':'"
)


@transaction.atomic
def _take(statement: str, values: dict[str, Any]) -> Claimed:
    """Runs a statement whose `made` holds the check-ins to write about, and posts their letters within it."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(posting=posting(OCCASIONS), waits_until=EARLIER_WAITS_UNTIL),
            posting_values(LETTER) | values,
        )
        plans, letters = cursor.fetchone()
    announce(LETTER, letters)
    return Claimed(plans, letters)


def claim_values(*, now: datetime, limit: int) -> dict[str, Any]:
    """What CLAIM asks for, besides the values of the letters."""
    return {
        "now": now,
        "limit": limit,
        "back_off": BACK_OFF_AFTER,
        "gap": BACKED_OFF_GAP,
        "open_for": OPEN_FOR,
        "nudge": NUDGE_AFTER,
        "fresh": FRESH_FOR,
    }


def claim_due(*, now: datetime, limit: int = BATCH) -> Claimed:
    """Opens the check-ins of up to `limit` due plans and writes their letters."""
    return _take(CLAIM, claim_values(now=now, limit=limit))


def remind_again(*, now: datetime, limit: int = BATCH) -> Claimed:
    """Writes the one further letter of check-ins that were snoozed until now, or not answered for a while.

    Where the first letter itself has not left yet (quiet hours, a mail server that is away), nobody has had it for a
    while: the further one waits as long after that. Whoever another plan has asked meanwhile is not written to about
    the older check-in as well, unless they put it off themselves.
    """
    return _take(REMIND_AGAIN, {"now": now, "limit": limit, "nudge": NUDGE_AFTER})
