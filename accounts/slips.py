"""What the outbox needs to know of a claimed letter and its recipient, read for a whole batch with one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from accounts.models.letters import Letter
from accounts.models.preferences import LetterPreference, Pause


class Slip(NamedTuple):
    pk: int
    key: str
    kind: str
    channel: str
    about: int
    stale_at: datetime
    attempts: int
    recipient_id: int
    email: str
    alias: str
    is_active: bool
    letters_stopped_at: datetime | None
    time_zone: str
    quiet_from: time
    quiet_to: time
    is_paused: bool
    has_refused: bool

    @property
    def has_stopped_all(self) -> bool:
        return self.letters_stopped_at is not None

    def quiet_until(self, now: datetime) -> datetime | None:
        """When this person's quiet hours end, if it is quiet for them now; else None."""
        return quiet_until(now, self.time_zone, self.quiet_from, self.quiet_to)


def quiet_until(now: datetime, time_zone: str, quiet_from: time, quiet_to: time) -> datetime | None:
    """The end of the quiet hours that `now` lies in, or None. They may span midnight; equal times mean none."""
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone)
    at = local.time()
    if quiet_from < quiet_to:
        is_quiet, days = quiet_from <= at < quiet_to, 0
    elif quiet_from > quiet_to:
        is_quiet, days = at >= quiet_from or at < quiet_to, 1 if at >= quiet_from else 0
    else:
        return None
    if not is_quiet:
        return None
    end = datetime.combine(local.date() + timedelta(days=days), quiet_to, zone)
    # A clock change may put the end behind us; a minute from now asks again.
    return max(end, now + timedelta(minutes=1))


def read_slips(ids: Collection[int], now: datetime) -> list[Slip]:
    """The slips of these letters, oldest first, so that who waited longest goes first."""
    person = Q(user=OuterRef("recipient"))
    rows = (
        Letter.objects.filter(pk__in=ids)
        .annotate(
            is_paused=Exists(Pause.objects.running(now).filter(person)),
            has_refused=Exists(
                LetterPreference.objects.filter(
                    person, kind=OuterRef("kind"), channel=OuterRef("channel"), is_wanted=False
                )
            ),
        )
        .order_by("due_at", "pk")
        .values_list(
            "pk",
            "key",
            "kind",
            "channel",
            "about",
            "stale_at",
            "attempts",
            "recipient_id",
            "recipient__email",
            "recipient__alias",
            "recipient__is_active",
            "recipient__letters_stopped_at",
            "recipient__time_zone",
            "recipient__quiet_from",
            "recipient__quiet_until",
            "is_paused",
            "has_refused",
        )
    )
    return [Slip(*row) for row in rows]
