"""How long rows are kept that nobody needs for ever. docs/privacy.md states the same periods."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Letter

KEEP_LETTERS = timedelta(days=60)


def drop_old_rows() -> int:
    """Deletes letters that ended long ago and sessions that are over; returns how many rows went."""
    now = timezone.now()
    old = now - KEEP_LETTERS
    letters, _ = (
        Letter.objects.exclude(pk__in=Letter.objects.waiting().values("pk")).filter(due_at__lt=old).delete()
    )
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return letters + sessions
