"""What tests of meetings share: days, dates, changes, letters and addresses."""

from datetime import UTC, date, datetime, time, timedelta

import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import reject
from hypothesis import strategies as st

from accounts.models import Letter
from accounts.outbox import send_waiting
from groups.meetings.changes import Pattern
from groups.meetings.dates import write_dates
from groups.meetings.rules import next_day_of
from groups.models import Meeting
from tests.factories import GroupFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def dates(meeting):
    return list(meeting.occasions.order_by("originally_on"))


def pattern_of(meeting, **changed):
    names = list(Pattern.__dataclass_fields__)
    return Pattern(**{**{name: getattr(meeting, name) for name in names}, **changed})


def letters(kind="meeting"):
    return Letter.objects.filter(kind=kind)


def sent_after(wait):
    with time_machine.travel(timezone.now() + wait, tick=False):
        return send_waiting(is_urgent=False)


def address(name, meeting, row, *more):
    return reverse(f"groups:{name}", args=[meeting.group.key, row.key, *more])


def a_meeting(rule: str, on: date, at: time, zone: str, minutes: int = 60) -> tuple[Meeting, datetime]:
    """A meeting whose first day is the first of its rule, with dates written as of the day before it."""
    first_on = next_day_of(rule, on, after=on)
    # Counted from its first day: dateutil lets a start that is no day of the rule go uncounted.
    if first_on is None or ("COUNT" in rule and first_on != on):
        reject()
    now = datetime.combine(first_on - timedelta(days=1), time(12), UTC)
    group = GroupFactory()
    meeting = Meeting.objects.create(
        group=group,
        first_on=first_on,
        local_time=at,
        time_zone=zone,
        minutes=minutes,
        rule=rule,
        planned_at=now,
        changed_at=now,
    )
    write_dates(meeting=meeting, now=now)
    return meeting, now
