"""What the database calls open is what the pages call open."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from resources.models import Resource, Schedule, ScheduleException
from tests.factories import ResourceFactory, ScheduleExceptionFactory, ScheduleFactory

pytestmark = pytest.mark.django_db
ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns", "UTC"]


def some_hours(dice: random.Random, entry: Resource, day: date) -> None:
    def at() -> time:
        return time(dice.randrange(24), dice.choice([0, 30]))

    def near() -> date | None:
        return dice.choice([None, None, day + timedelta(days=dice.randint(-3, 3))])

    for _ in range(dice.randint(0, 6)):
        first, last = near(), near()
        if first and last and first > last:
            first, last = last, first
        ScheduleFactory(
            resource=entry,
            weekday=dice.randrange(7),
            opens_at=at(),
            closes_at=at(),
            valid_from=first,
            valid_to=last,
        )
    for _ in range(dice.choice([0, 0, 1, 2])):
        starts = day + timedelta(days=dice.randint(-2, 1))
        hours = dice.choice([{}, {"is_closed": False, "opens_at": at(), "closes_at": at()}])
        ends = starts + timedelta(days=dice.randint(0, 2))
        ScheduleExceptionFactory(resource=entry, starts_on=starts, ends_on=ends, **hours)


@pytest.mark.parametrize("seed", range(4))
def test_the_two_agree_on_entries_of_every_sort(seed):
    """Far from any clock change; near one, pages say what is so."""
    dice = random.Random(seed)
    day = date(2026, 6, 15) + timedelta(days=seed)
    for _ in range(40):
        some_hours(dice, ResourceFactory(time_zone=dice.choice(ZONES)), day)
    entries = list(Resource.objects.prefetch_related("schedules", "schedule_exceptions"))
    for _ in range(12):
        now = datetime.combine(day, time(dice.randrange(24), dice.choice([0, 15, 30, 59])), UTC)
        by_pages = {e.pk for e in entries if (hours := e.hours_at(now)) and hours.is_open}
        assert set(Resource.objects.open_at(now).values_list("pk", flat=True)) == by_pages
    assert Schedule.objects.exists()
    assert ScheduleException.objects.exists()


def test_each_entry_goes_by_its_own_clock():
    for zone in ("Europe/London", "Asia/Kolkata"):
        ScheduleFactory(resource=ResourceFactory(title=zone, time_zone=zone), weekday=0)
    morning_in_london = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert set(Resource.objects.open_at(morning_in_london).values_list("title", flat=True)) == {
        "Europe/London",
        "Asia/Kolkata",
    }
    assert [e.title for e in Resource.objects.open_at(morning_in_london + timedelta(hours=4))] == [
        "Europe/London"
    ]
