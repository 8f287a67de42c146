"""A workshop is changed, called off, taken up again, or made once more. Those who signed up are told once."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.keys import new_key
from accounts.models import Letter, User
from accounts.outbox import Occasion, post_letters
from resources.models import Workshop
from resources.workshops.signing_up import seat_the_next

# Time to notice a slip of the finger: only the letter of the latest change is still wanted when it leaves.
TELL_AFTER = timedelta(minutes=5)
AGAIN_AFTER = timedelta(days=7)
# What those who come have to know. The rest can be put right without a letter.
TOLD = ("starts_at", "ends_at", "place", "link")


@transaction.atomic
def save_workshop(*, workshop: Workshop, now: datetime) -> bool:
    """Keeps what staff have filled in, new or changed; True when those who signed up are told of it."""
    before = Workshop.objects.select_for_update().filter(pk=workshop.pk).first()
    if before is None:
        workshop.save()
        return False
    is_news = before.is_shown and any(getattr(before, name) != getattr(workshop, name) for name in TOLD)
    if before.starts_at != workshop.starts_at:
        workshop.reminded_day_before_at = workshop.reminded_soon_at = None
    # Whoever called it off meanwhile is not overruled by a page that was open before.
    workshop.cancelled_at, workshop.sequence = before.cancelled_at, before.sequence + is_news
    if before.is_cancelled:
        workshop.cancelled_because = workshop.cancelled_because or before.cancelled_because
    workshop.save()
    seat_the_next(workshop=workshop, now=now)
    return bool(is_news and not workshop.is_cancelled and _tell(workshop, now))


@transaction.atomic
def cancel_workshop(*, workshop: Workshop, by: User, because: str, now: datetime) -> bool:
    """False when it has begun, was called off before, or is another school's."""
    row = Workshop.objects.visible_to(by).select_for_update().filter(pk=workshop.pk).first()
    if row is None or row.is_cancelled or row.has_started(now):
        return False
    row.cancelled_at, row.cancelled_because, row.sequence = now, because, row.sequence + 1
    row.save(update_fields=["cancelled_at", "cancelled_because", "sequence", "changed_at"])
    _tell(row, now)
    return True


@transaction.atomic
def restore_workshop(*, workshop: Workshop, by: User, now: datetime) -> bool:
    """It takes place after all. Told to those who had been told that it does not, and to nobody else."""
    row = Workshop.objects.visible_to(by).select_for_update().filter(pk=workshop.pk).first()
    if row is None or not row.is_cancelled or row.has_started(now):
        return False
    heard = set(
        Letter.objects.filter(kind="workshop-changed", about=row.pk, due_at__gte=row.cancelled_at)
        .exclude(sent_at=None)
        .values_list("recipient_id", flat=True)
    )
    row.cancelled_at, row.cancelled_because, row.sequence = None, "", row.sequence + 1
    row.save(update_fields=["cancelled_at", "cancelled_because", "sequence", "changed_at"])
    _tell(row, now, only=heard)
    seat_the_next(workshop=row, now=now)
    return True


@transaction.atomic
def copy_workshop(*, workshop: Workshop, by: User) -> Workshop | None:
    """A draft of the same, a week later; nobody has signed up for it. None where it is another school's."""
    row = Workshop.objects.visible_to(by).filter(pk=workshop.pk).first()
    if row is None:
        return None
    row.pk, row.key, row.is_shown, row.sequence = None, new_key(), False, 0
    row._state.adding = True
    row.cancelled_at, row.cancelled_because = None, ""
    row.reminded_day_before_at = row.reminded_soon_at = row.kept_seated = row.kept_came = None
    # The same hour on the clock, also across its change: wall times are moved, not instants.
    for name in ("starts_at", "ends_at", "closes_at"):
        wall = getattr(row, name).astimezone(row.zone)
        setattr(row, name, wall + AGAIN_AFTER)
    row.save()
    return row


def _tell(workshop: Workshop, now: datetime, *, only: set[int] | None = None) -> int:
    people = workshop.sign_ups.values_list("user_id", flat=True)
    return post_letters(
        "workshop-changed",
        [
            Occasion(user, workshop.pk, now + TELL_AFTER, f"{workshop.pk}.{workshop.sequence}")
            for user in people
            if only is None or user in only
        ],
    )
