"""Doorbells for what groups must not forget. Postgres knows what is due."""

from celery import shared_task
from django.utils import timezone

from groups import concerns


@shared_task
def page_again() -> int:
    """Writes once more to the people on duty about what nobody has taken in time."""
    return concerns.page_again(now=timezone.now())
