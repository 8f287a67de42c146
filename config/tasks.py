from celery import shared_task
from django.utils import timezone

from config import health


@shared_task
def note_beat() -> None:
    """Beat rings, the urgent worker hears it: the health page reads when that last happened."""
    health.note_beat(timezone.now())
