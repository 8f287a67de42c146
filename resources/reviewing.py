"""Before an entry's review date its owner is written to: three weeks before, and again one week before."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.outbox import Occasion, post_letters
from resources.models import Resource

KIND = "library-check"
FIRST, SECOND = timedelta(weeks=3), timedelta(weeks=1)


def due_to_be_checked(now: datetime):
    """Listed entries with an owner at work whose review date is at most three weeks away and not yet past.

    Past it, the entry itself says so and staff see it on their start page: letters would only be one thing more.
    """
    today = timezone.localdate(now)
    return Resource.objects.listed().filter(
        owner__is_active=True, owner__is_staff=True, next_review_on__range=(today, today + FIRST)
    )


@transaction.atomic
def remind_owners(*, now: datetime) -> int:
    """Writes what letters are due; returns how many are new. Ringing twice, or late, doubles nothing."""
    today = timezone.localdate(now)
    rows = due_to_be_checked(now).values_list("pk", "owner", "next_review_on")
    return post_letters(
        KIND,
        [
            Occasion(owner, pk, now, f"{pk}.{due}.{'1' if due <= today + SECOND else '3'}")
            for pk, owner, due in rows
        ],
    )
