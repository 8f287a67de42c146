"""Who is reminded of a meeting, and when: those who said yes or maybe, once, a day before."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from accounts.outbox import Occasion as Reason
from accounts.outbox import post_letters
from groups.models import Answer, Occasion
from groups.models.answers import HEARS

REMIND_BEFORE = timedelta(hours=24)
BATCH = 200


class Claimed(NamedTuple):
    """What one batch did: dates taken, and letters written."""

    dates: int
    letters: int


@transaction.atomic
def remind_of_meetings(*, now: datetime, limit: int = BATCH) -> Claimed:
    """Takes up to `limit` dates that are a day away and writes their letters.

    Three statements, however many people: dates are taken, answers read, letters written.
    """
    due = (
        Occasion.objects.standing()
        .filter(reminded_at=None, starts_at__gt=now, starts_at__lte=now + REMIND_BEFORE)
        .filter(meeting__group__archived_at=None)
        .order_by("starts_at", "pk")
        .select_for_update(skip_locked=True, of=("self",))[:limit]
    )
    dates = dict(due.values_list("pk", "starts_at"))
    if not dates:
        return Claimed(0, 0)
    said = (
        Answer.objects.of_members()
        .filter(occasion__in=dates, answer__in=HEARS, is_waiting=False)
        .values_list("occasion_id", "membership__user_id")
    )
    letters = post_letters(
        "meeting-reminder",
        [
            Reason(user, pk, max(dates[pk] - REMIND_BEFORE, now), f"{pk}.{int(dates[pk].timestamp())}")
            for pk, user in said
        ],
    )
    Occasion.objects.filter(pk__in=dates).update(reminded_at=now)
    return Claimed(len(dates), letters)
