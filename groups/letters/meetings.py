"""Letters about meetings. They name a time, never the group, its kind or what it is about."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from accounts.when import when_words
from groups.models import Answer, Membership
from groups.models.answers import HEARS, Coming

OFF = "A meeting you said yes or maybe to, {when}, is called off."
CHANGED = "A meeting you said yes or maybe to has changed. It is now {when}. The page says where, and shows every date."


class Date(NamedTuple):
    """What a member's letter about one date needs to know, as it is now."""

    occasion_id: int
    user_id: int
    group_key: str
    key: str
    starts_at: datetime
    cancelled_at: datetime | None
    news: int
    answer: str | None
    is_waiting: bool | None


def _dates(slips: Sequence[Slip], now: datetime) -> Iterator[tuple[Slip, Date]]:
    """Each slip with its date, if that is still to come and its person still in the group. One query."""
    said = Answer.objects.filter(occasion=OuterRef("group__meetings__occasions"), membership=OuterRef("pk"))
    rows = (
        Membership.objects.wanting_letters()
        .filter(
            user__in={slip.recipient_id for slip in slips},
            group__archived_at=None,
            group__meetings__occasions__in={slip.about for slip in slips},
            group__meetings__occasions__starts_at__gt=now,
        )
        .values_list(
            "group__meetings__occasions",
            "user",
            "group__key",
            "group__meetings__occasions__key",
            "group__meetings__occasions__starts_at",
            "group__meetings__occasions__cancelled_at",
            "group__meetings__occasions__news",
            Subquery(said.values("answer")[:1]),
            Subquery(said.values("is_waiting")[:1]),
        )
    )
    found = {(date.occasion_id, date.user_id): date for date in (Date(*row) for row in rows)}
    for slip in slips:
        if date := found.get((slip.about, slip.recipient_id)):
            yield slip, date


def _words(slip: Slip, date: Date, now: datetime) -> dict[str, str]:
    return {
        "link": settings.SITE_URL + reverse("groups:meeting", args=[date.group_key, date.key]),
        "when": when_words(date.starts_at, now=now, zone=slip.time_zone),
    }


def _mark_of(slip: Slip) -> int:
    """What tells this occasion of writing from others about the same date: kind:date.mark:recipient:channel."""
    return int(slip.key.split(":")[1].split(".")[1])


def changed_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Only the latest change of a date is told, as it stands now, and not to who has said no since."""
    values = {}
    for slip, date in _dates(slips, now):
        if _mark_of(slip) == date.news and date.answer != Coming.NO:
            said = _words(slip, date, now)
            words = OFF if date.cancelled_at else CHANGED
            values[slip.pk] = {"link": said["link"], "words": words.format(when=said["when"])}
    return values


def reminder_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Still yes or maybe, still with a seat, and the date where it was when the reminder was written."""
    return {
        slip.pk: _words(slip, date, now)
        for slip, date in _dates(slips, now)
        if date.answer in HEARS
        and not date.is_waiting
        and date.cancelled_at is None
        and _mark_of(slip) == int(date.starts_at.timestamp())
    }


def seat_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """The seat is still theirs, and the date still to come."""
    rows = Answer.objects.seated().filter(
        pk__in={slip.about for slip in slips},
        occasion__starts_at__gt=now,
        occasion__cancelled_at=None,
        membership__group__archived_at=None,
        membership__wants_letters=True,
    )
    found = {
        pk: Date(*rest)
        for pk, *rest in rows.values_list(
            "pk",
            "occasion_id",
            "membership__user",
            "membership__group__key",
            "occasion__key",
            "occasion__starts_at",
            "occasion__cancelled_at",
            "occasion__news",
            "answer",
            "is_waiting",
        )
    }
    return {
        slip.pk: _words(slip, date, now)
        for slip in slips
        if (date := found.get(slip.about)) and date.user_id == slip.recipient_id
    }


LETTERS = [
    LetterKind(
        name="meeting",
        title="A meeting you said yes or maybe to has changed, or is called off",
        template="emails/groups/meeting",
        fields=("link", "words"),
        values=changed_values,
        fresh_for=timedelta(days=7),
    ),
    LetterKind(
        name="meeting-reminder",
        title="A meeting you said yes or maybe to is a day away",
        template="emails/groups/meeting_reminder",
        fields=("link", "when"),
        values=reminder_values,
        fresh_for=timedelta(hours=23),
    ),
    LetterKind(
        name="seat",
        title="A seat has become free, and you were next in line",
        template="emails/groups/seat",
        fields=("link", "when"),
        values=seat_values,
        fresh_for=timedelta(days=2),
    ),
]
