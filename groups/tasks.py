"""Doorbells for what groups must not forget. Postgres knows what is due."""

from celery import shared_task
from django.utils import timezone

from groups import concerns, promise, reporting, retention


@shared_task
def page_again() -> int:
    """Writes once more to the people on duty about what nobody has taken in time."""
    return concerns.page_again(now=timezone.now())


@shared_task
def bring_waiting() -> int:
    """Brings asks that nobody has answered in time to somebody, batch by batch; returns the letters written."""
    letters = 0
    while (claimed := promise.bring_waiting(now=timezone.now())).asks:
        letters += claimed.letters
    return letters


@shared_task
def tidy() -> int:
    """Lets go of what nobody can bring back."""
    now = timezone.now()
    return retention.let_go(now=now) + reporting.forget_reported_words(now=now)
