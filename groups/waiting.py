"""The waiting list: first come, first served. A freed seat is held for the first, for a while that they are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from accounts.models import Pause
from groups.models import Group, JoinRequest
from groups.models.requests import Ending
from groups.news import tell_asker

# Two evenings: long enough for a night shift in between, short enough for who comes after.
OFFER_FOR = timedelta(hours=48)


def free_seats(group: Group, now: datetime) -> int:
    """Seats that nobody sits on and that are held for nobody."""
    held = group.join_requests.offered(now).count()
    return group.capacity - group.memberships.active().count() - held


def has_free_seat(group: Group, now: datetime) -> bool:
    return free_seats(group, now) > 0


def end_of_list(group: Group, now: datetime) -> datetime:
    """An instant behind everybody who waits. Of two who press at once, who gets to the group's row first is first,
    even where the other's clock was read a moment earlier: nobody is passed by somebody who came later."""
    last = group.join_requests.waiting().aggregate(last=Max("waiting_since"))["last"]
    return now if last is None or last < now else last + timedelta(microseconds=1)


def offer_seats(group: Group, *, now: datetime) -> int:
    """Moves the list on: offers that are over lapse, free seats go to who waits longest; returns how many.

    The group's row is locked already. Who has paused everything keeps their place, and the seat goes to the next.
    """
    group.join_requests.waiting().filter(offer_ends_at__lte=now).update(ended_at=now, ended_as=Ending.LAPSED)
    if not group.is_running or (free := free_seats(group, now)) <= 0:
        return 0
    is_paused = Exists(Pause.objects.running(now).filter(user=OuterRef("user")))
    next_ones = group.join_requests.waiting().filter(~is_paused, offer_ends_at=None, user__is_active=True)
    offered = list(next_ones[:free])
    for request in offered:
        request.offer_ends_at = now + OFFER_FOR
        request.save(update_fields=["offer_ends_at"])
        tell_asker(request, "seat", now)
    return len(offered)


@transaction.atomic
def offer_seats_of(*, group: Group, now: datetime) -> int:
    """The same for who does not hold the group's row."""
    return offer_seats(Group.objects.select_for_update().get(pk=group.pk), now=now)


def move_lists_on(*, now: datetime) -> int:
    """For the clock: every list on which an offer is over, or somebody could come in; returns the seats offered."""
    waiting = JoinRequest.objects.waiting().filter(group=OuterRef("pk"))
    with_lists = Group.objects.running().filter(Exists(waiting)).order_by("pk")
    return sum(_move_on(pk, now) for pk in with_lists.values_list("pk", flat=True))


@transaction.atomic
def _move_on(pk: int, now: datetime) -> int:
    group = Group.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    return offer_seats(group, now=now) if group else 0
