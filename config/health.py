"""Whether the house is well, for a monitor: words, ages and counts, nothing about anybody and no reason in full."""

from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db.models import Min

from accounts.models import Letter

BEAT_SEEN = "tandem:beat-seen"
# Beat rings every 15 s through the urgent queue: silence means that beat or the urgent worker is gone.
BEAT_LATE = timedelta(minutes=2)
URGENT_LATE = timedelta(minutes=5)
# A batch that another mail server puts off is tried again within hours and is moved on; this is for what nobody takes.
LETTER_LATE = timedelta(minutes=30)


def broker() -> redis.Redis:
    return redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2)


def note_beat(now: datetime) -> None:
    with broker() as client:
        client.set(BEAT_SEEN, now.timestamp(), ex=timedelta(days=1))


def look(now: datetime) -> tuple[bool, dict]:
    """(is everything well, what was found). An age is in whole seconds, or None when there is nothing to age."""
    found: dict = {"database": "away", "broker": "away", "oldest_letter": None, "oldest_urgent_letter": None}
    is_well = True
    try:
        ages = oldest_letters(now)
        found |= {"database": "ok", **ages}
        is_well &= not is_late(ages["oldest_letter"], LETTER_LATE)
        is_well &= not is_late(ages["oldest_urgent_letter"], URGENT_LATE)
    except DatabaseError:
        is_well = False
    found["beat_seen"] = None
    try:
        found["beat_seen"] = beat_age(now)
        found["broker"] = "ok"
        is_well &= found["beat_seen"] is not None and not is_late(found["beat_seen"], BEAT_LATE)
    except redis.RedisError:
        is_well = False
    return is_well, {"status": "well" if is_well else "unwell", **found}


def oldest_letters(now: datetime) -> dict[str, int | None]:
    """How long the longest-waiting letters have been due, ordinary and urgent."""
    waiting = Letter.objects.waiting().filter(due_at__lte=now)
    oldest = {
        "oldest_letter": waiting.filter(is_urgent=False).aggregate(at=Min("due_at"))["at"],
        "oldest_urgent_letter": waiting.filter(is_urgent=True).aggregate(at=Min("due_at"))["at"],
    }
    return {name: int((now - at).total_seconds()) if at else None for name, at in oldest.items()}


def beat_age(now: datetime) -> int | None:
    with broker() as client:
        seen = client.get(BEAT_SEEN)
    return int((now - datetime.fromtimestamp(float(seen), UTC)).total_seconds()) if seen else None


def is_late(seconds: int | None, limit: timedelta) -> bool:
    return seconds is not None and seconds > limit.total_seconds()
