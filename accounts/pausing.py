"""A time in which nothing is sent, chosen by the person it is for. Days are the person's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Pause, User


def day_begins(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


@transaction.atomic
def pause_until(*, user: User, until: datetime, now: datetime) -> Pause:
    """Nothing is sent from now on. A plain pause that is running already is made longer or shorter."""
    User.objects.select_for_update().get(pk=user.pk)
    running = user.pauses.running(now).filter(is_exam_block=False, name="").first()
    if running is None:
        return user.pauses.create(starts_at=now, ends_at=until)
    running.ends_at = until
    running.save(update_fields=["ends_at"])
    return running


@transaction.atomic
def pause_for_exams(*, user: User, name: str, first: date, last: date, now: datetime) -> Pause:
    """From the first day's midnight, or from now, to the end of the last day. Asking twice makes one block."""
    User.objects.select_for_update().get(pk=user.pk)
    starts_at = max(day_begins(first, user.time_zone), now)
    ends_at = day_begins(last + timedelta(days=1), user.time_zone)
    same = user.pauses.not_over(now).filter(is_exam_block=True, name=name, ends_at=ends_at)
    found = same.filter(starts_at=starts_at).first() or same.running(now).first()
    return found or user.pauses.create(name=name, is_exam_block=True, starts_at=starts_at, ends_at=ends_at)


@transaction.atomic
def end_pause(*, pause: Pause, now: datetime) -> dict[str, str | bool]:
    """Ends a running pause now, forgets a coming one. What comes back is what `take_back_end` needs."""
    was: dict[str, str | bool] = {
        "name": pause.name,
        "is_exam_block": pause.is_exam_block,
        "starts_at": pause.starts_at.isoformat(),
        "ends_at": pause.ends_at.isoformat(),
        "ended_at": now.isoformat(),
    }
    if pause.starts_at < now:
        # What has been of an exam block stays marked in the trend.
        pause.ends_at = now
        pause.save(update_fields=["ends_at"])
    else:
        pause.delete()
    return was


@transaction.atomic
def take_back_end(*, user: User, was: dict, now: datetime) -> Pause | None:
    """The pause as it was before it was ended; None when it would be over by now anyway."""
    starts_at, ends_at = datetime.fromisoformat(was["starts_at"]), datetime.fromisoformat(was["ends_at"])
    if ends_at <= now:
        return None
    return user.pauses.update_or_create(
        name=was["name"],
        is_exam_block=was["is_exam_block"],
        starts_at=starts_at,
        defaults={"ends_at": ends_at},
    )[0]
