"""Doorbells. What is due is asked of Postgres; a bell that rings twice, or never, changes nothing."""

from celery import shared_task

from accounts import outbox
from accounts.retention import drop_old_rows


@shared_task
def send_letters() -> int:
    return outbox.send_waiting(is_urgent=False)


@shared_task
def send_urgent_letters() -> int:
    return outbox.send_waiting(is_urgent=True)


@shared_task
def tidy() -> int:
    return drop_old_rows()
