"""What a check-in need not keep. docs/privacy.md states the same periods."""

from datetime import datetime, timedelta

from django.db import connection

from checkins.models import RequestDraft

# Time enough to come back to a half-written answer and to read that the occasion is over.
KEEP_LAPSED_DRAFTS = timedelta(days=2)
KEEP_UNSENT_REQUESTS = timedelta(days=7)

FORGET = """
UPDATE checkins_checkin SET draft = ''
 WHERE closes_at < %s AND answered_at IS NULL AND length(draft) > 0
"""


def forget_lapsed_drafts(*, now: datetime) -> int:
    """Empties drafts of occasions that closed unanswered; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [now - KEEP_LAPSED_DRAFTS])
        return cursor.rowcount


def forget_unsent_requests(*, now: datetime) -> int:
    """Lets go of requests that were begun and neither sent nor touched for a while; returns how many."""
    gone, _ = RequestDraft.objects.filter(kept_at__lt=now - KEEP_UNSENT_REQUESTS).delete()
    return gone
