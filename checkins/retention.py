"""What a check-in need not keep. docs/privacy.md states the same periods."""

from datetime import datetime, timedelta

from django.db import connection

# Time enough to come back to a half-written answer and to read that the occasion is over.
KEEP_LAPSED_DRAFTS = timedelta(days=2)

FORGET = """
UPDATE checkins_checkin SET draft = ''
 WHERE closes_at < %s AND answered_at IS NULL AND length(draft) > 0
"""


def forget_lapsed_drafts(*, now: datetime) -> int:
    """Empties drafts of occasions that closed unanswered; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [now - KEEP_LAPSED_DRAFTS])
        return cursor.rowcount
