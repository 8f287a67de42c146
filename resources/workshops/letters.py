"""Letters about workshops. They name a time, never what it is about."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from accounts.letter_kinds import LetterKind
from accounts.slips import Slip
from accounts.when import when_words
from resources.models import SignUp

OFF = "Something you signed up for, {when}, is called off. The page says why."
CHANGED = "Something you signed up for has changed. It is now {when}. The page says where."


def _kept(slips: Sequence[Slip], now: datetime) -> Iterator[tuple[Slip, SignUp]]:
    """Each slip with what its person signed up for, if they still do and it is still to come. One query."""
    rows = SignUp.objects.filter(
        workshop__in={slip.about for slip in slips},
        user__in={slip.recipient_id for slip in slips},
        workshop__starts_at__gt=now,
        workshop__is_shown=True,
    ).select_related("workshop")
    found = {(row.workshop_id, row.user_id): row for row in rows}
    for slip in slips:
        if row := found.get((slip.about, slip.recipient_id)):
            yield slip, row


def _mark_of(slip: Slip) -> int:
    """What tells this letter from others about the same workshop: kind:workshop.mark:recipient:channel."""
    return int(slip.key.split(":")[1].split(".")[1])


def _words(slip: Slip, row: SignUp, now: datetime) -> dict[str, str]:
    return {
        "link": settings.SITE_URL + row.workshop.get_absolute_url(),
        "when": when_words(row.workshop.starts_at, now=now, zone=slip.time_zone),
    }


def reminder_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Still with a seat, and the workshop where it was when the reminder was written."""
    return {
        slip.pk: _words(slip, row, now)
        for slip, row in _kept(slips, now)
        if not row.is_waiting
        and not row.workshop.is_cancelled
        and _mark_of(slip) == int(row.workshop.starts_at.timestamp())
    }


def seat_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """The seat is still theirs: not given back, not given back and asked for anew."""
    return {
        slip.pk: _words(slip, row, now)
        for slip, row in _kept(slips, now)
        if not row.is_waiting
        and not row.workshop.is_cancelled
        and _mark_of(slip) == int(row.signed_up_at.timestamp())
    }


def changed_values(slips: Sequence[Slip], now: datetime) -> dict[int, dict[str, str]]:
    """Only the latest change is told, as it stands now."""
    values = {}
    for slip, row in _kept(slips, now):
        if _mark_of(slip) == row.workshop.sequence:
            said = _words(slip, row, now)
            words = OFF if row.workshop.is_cancelled else CHANGED
            values[slip.pk] = {"link": said["link"], "words": words.format(when=said["when"])}
    return values


LETTERS = [
    LetterKind(
        name="workshop-day-before",
        title="A workshop you have a seat in is a day away",
        template="emails/resources/workshop_reminder",
        fields=("link", "when"),
        values=reminder_values,
        fresh_for=timedelta(hours=20),
    ),
    LetterKind(
        name="workshop-soon",
        title="A workshop you have a seat in begins in two hours",
        template="emails/resources/workshop_reminder",
        fields=("link", "when"),
        values=reminder_values,
        fresh_for=timedelta(minutes=105),
    ),
    LetterKind(
        name="workshop-seat",
        title="A seat in a workshop has become free, and you were next in line",
        template="emails/resources/workshop_seat",
        fields=("link", "when"),
        values=seat_values,
        fresh_for=timedelta(days=2),
    ),
    LetterKind(
        name="workshop-changed",
        title="A workshop you signed up for has changed, or is called off",
        template="emails/resources/workshop_changed",
        fields=("link", "words"),
        values=changed_values,
        fresh_for=timedelta(days=7),
    ),
]
