"""Writing a meeting's dates ahead, so that answers and reminders have a row to hang on.

Doing it twice is doing it once: the meeting's row is taken first, and days that are there already are left alone.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from groups.meetings.instants import first_instants
from groups.meetings.rules import DAY, days_of, next_day_of
from groups.models import Answer, Meeting, Occasion, StandingAnswer
from groups.models.answers import Coming

AHEAD = timedelta(weeks=12)
# Dates are written on when fewer weeks than this lie ahead, so that each meeting is touched about once a week.
WRITE_ON_BELOW = timedelta(weeks=11)
# A rule may not make more rows than this at once, whatever it says.
MOST_AT_ONCE = 100
BATCH = 200


@transaction.atomic
def write_dates(*, meeting: Meeting, now: datetime) -> list[Occasion]:
    """Writes the dates of the coming twelve weeks that are not there yet, and at least the next one; returns them."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    today = now.astimezone(row.zone).date()
    horizon = min(today + AHEAD, row.stopped_on - DAY) if row.stopped_on else today + AHEAD
    there = set(row.occasions.values_list("originally_on", flat=True))
    after = row.reaches_on + DAY if row.reaches_on else row.first_on
    days = days_of(row.rule, row.first_on, after=after, until=horizon)[:MOST_AT_ONCE]
    if not days and not there and (first := next_day_of(row.rule, row.first_on, after=after)):
        days = [first]
    made = add_occasions(row, [day for day in days if day not in there], now)
    # A full hand may have left days behind: then it reaches no further than its last one.
    row.reaches_on = days[-1] if len(days) == MOST_AT_ONCE else max([horizon, *days])
    row.save(update_fields=["reaches_on"])
    meeting.reaches_on = row.reaches_on
    return made


def add_occasions(meeting: Meeting, days: Sequence[date], now: datetime) -> list[Occasion]:
    """New dates on these local days, with the answers that members gave to all dates."""
    starts = first_instants([datetime.combine(day, meeting.local_time) for day in days], meeting.time_zone)
    made = Occasion.objects.bulk_create(
        [
            Occasion(
                meeting=meeting,
                originally_on=day,
                starts_at=start,
                ends_at=start + meeting.duration,
                sequence=meeting.sequence,
                changed_at=now,
            )
            for day, start in zip(days, starts, strict=True)
        ]
    )
    standing = list(StandingAnswer.objects.filter(meeting=meeting, membership__left_at=None))
    Answer.objects.bulk_create(
        [answer for occasion in made for answer in _seated(occasion, standing, meeting.capacity)]
    )
    return made


def _seated(occasion: Occasion, standing: Sequence[StandingAnswer], capacity: int | None) -> list[Answer]:
    answers, taken = [], 0
    for said in standing:
        is_yes = said.answer == Coming.YES
        is_waiting = is_yes and capacity is not None and taken >= capacity
        taken += is_yes and not is_waiting
        answers.append(
            Answer(
                occasion=occasion,
                membership_id=said.membership_id,
                answer=said.answer,
                is_waiting=is_waiting,
                answered_at=said.answered_at,
            )
        )
    return answers


def write_on(*, now: datetime, limit: int = BATCH) -> int:
    """Writes the dates of repeating meetings that reach too short ahead; returns how many meetings it looked at."""
    short = (
        Meeting.objects.exclude(rule="")
        .filter(stopped_on=None, group__archived_at=None)
        .filter(Q(reaches_on=None) | Q(reaches_on__lt=(now + WRITE_ON_BELOW).date()))
        .order_by(F("reaches_on").asc(nulls_first=True), "pk")
    )
    meetings = list(short[:limit])
    for meeting in meetings:
        write_dates(meeting=meeting, now=now)
    return len(meetings)
