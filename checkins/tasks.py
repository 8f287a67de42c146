"""Doorbells for what check-ins must not forget. Postgres knows what is due."""

import time

from celery import shared_task
from django.utils import timezone

from checkins import concerns, reminders, retention

SWEEPING_SECONDS = 200


@shared_task
def sweep() -> int:
    """Claims due plans and postponed check-ins, batch by batch, until none is left; returns the letters written."""
    letters = 0
    ends = time.monotonic() + SWEEPING_SECONDS
    for take in (reminders.claim_due, reminders.remind_again):
        while time.monotonic() < ends:
            claimed = take(now=timezone.now())
            letters += claimed.letters
            if not claimed.plans:
                break
    return letters


@shared_task
def page_again() -> int:
    """Writes once more to the people on duty about concerns that nobody has taken in time."""
    return concerns.page_again(now=timezone.now())


@shared_task
def tidy() -> int:
    """Lets go of what nobody will come back to."""
    now = timezone.now()
    return retention.forget_lapsed_drafts(now=now) + retention.forget_unsent_requests(now=now)
