"""Signing up, taking it back, and who gets the seat that becomes free."""

from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from accounts.outbox import Occasion, post_letters
from resources.models import SignUp, Workshop

# Workshops with somebody in line and a seat free: after somebody has left the house, or was paused out of it.
FREE_SEATS = """
SELECT w.id FROM resources_workshop w
 WHERE w.id IN (SELECT workshop_id FROM resources_signup WHERE seated_at IS NULL)
   AND w.starts_at > %s AND w.cancelled_at IS NULL
   AND w.capacity > (SELECT count(*) FROM resources_signup s WHERE s.workshop_id = w.id AND s.seated_at IS NOT NULL)
 ORDER BY w.starts_at, w.id LIMIT 200
"""


@transaction.atomic
def sign_up(*, workshop: Workshop, by: User, now: datetime) -> SignUp | None:
    """A seat, or a place at the end of the line; None when it takes nobody any more. Pressing twice is pressing once.

    Nobody who comes later passes those in line, also when a seat is free at this moment.
    """
    row = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if before := SignUp.objects.filter(workshop=row, user=by).first():
        return before
    if not row.is_open(now):
        return None
    seat_the_next(workshop=row, now=now)
    is_free = row.sign_ups.seated().count() < row.capacity
    return SignUp.objects.create(workshop=row, user=by, signed_up_at=now, seated_at=now if is_free else None)


@transaction.atomic
def take_back_sign_up(*, workshop: Workshop, by: User, now: datetime) -> bool:
    """Nothing is kept of it; a freed seat goes to the first in line. False when there was none, or it has begun."""
    row = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if row.has_started(now):
        return False
    gone, _ = SignUp.objects.filter(workshop=row, user=by).delete()
    seat_the_next(workshop=row, now=now)
    return bool(gone)


def place_in_line(mine: SignUp) -> int:
    """1 for whoever is next; 0 for somebody who does not wait."""
    line = mine.workshop.sign_ups.in_line().values_list("pk", flat=True)
    return next((place for place, pk in enumerate(line, start=1) if pk == mine.pk), 0)


@transaction.atomic
def seat_the_next(*, workshop: Workshop, now: datetime) -> int:
    """Gives free seats to who is in line, in order, and tells them; returns how many."""
    row = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if row.is_cancelled or row.has_started(now):
        return 0
    free = row.capacity - row.sign_ups.seated().count()
    seated = list(row.sign_ups.in_line()[: max(free, 0)])
    for one in seated:
        one.seated_at = now
        one.save(update_fields=["seated_at"])
    post_letters(
        "workshop-seat",
        [
            Occasion(one.user_id, row.pk, now, f"{row.pk}.{int(one.signed_up_at.timestamp())}")
            for one in seated
        ],
    )
    return len(seated)


def seat_where_free(*, now: datetime) -> int:
    """Seats that became free in any other way than by taking back; returns how many were given."""
    with connection.cursor() as cursor:
        cursor.execute(FREE_SEATS, [now])
        ids = [pk for (pk,) in cursor.fetchall()]
    return sum(seat_the_next(workshop=Workshop(pk=pk), now=now) for pk in ids)
