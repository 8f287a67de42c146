"""The desk in words: never a promise that somebody is there when nobody is."""

from datetime import UTC, datetime, time

import pytest

from checkins.desk import desk_of
from tests.factories import SchoolFactory

LONDON = "Europe/London"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A day of the week of 23 November 2026, a Monday; London is on UTC."""
    return datetime(2026, 11, 22 + day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "is_staffed", "words"),
    [
        (at(1, 9), True, "The desk is staffed until 17:00 today."),
        (at(1, 16, 59), True, "The desk is staffed until 17:00 today."),
        (at(1, 17), False, "Nobody is at the desk now. It opens tomorrow at 09:00."),
        (at(2, 8, 59), False, "Nobody is at the desk now. It opens today at 09:00."),
        (at(5, 20), False, "Nobody is at the desk now. It opens Monday at 09:00."),
        (at(7, 3), False, "Nobody is at the desk now. It opens tomorrow at 09:00."),
    ],
)
def test_what_it_says_through_the_week(school, now, is_staffed, words):
    desk = desk_of(school, now=now, zone=LONDON)
    assert (desk.is_staffed, desk.words) == (is_staffed, words)
    assert school.is_staffed(now) == is_staffed


def test_a_reader_elsewhere_is_told_whose_clock_it_is(school):
    desk = desk_of(school, now=at(1, 10), zone="America/New_York")
    assert desk.words == "The desk is staffed until 17:00 today, by the clock at your school."
    assert (
        desk_of(school, now=at(1, 10), zone="Africa/Abidjan").words
        == "The desk is staffed until 17:00 today."
    )


def test_a_lunch_break_is_a_break(school):
    school.staffed_hours.all().delete()
    school.staffed_hours.create(weekday=0, opens_at=time(9), closes_at=time(12))
    school.staffed_hours.create(weekday=0, opens_at=time(13), closes_at=time(17))
    assert (
        desk_of(school, now=at(1, 12, 30), zone=LONDON).words
        == "Nobody is at the desk now. It opens today at 13:00."
    )
    assert (
        desk_of(school, now=at(1, 18), zone=LONDON).words
        == "Nobody is at the desk now. It opens Monday at 09:00."
    )


def test_the_schools_own_clock_counts(db):
    school = SchoolFactory(time_zone="Pacific/Auckland")  # 13 hours ahead
    assert desk_of(school, now=at(1, 20), zone="Pacific/Auckland").is_staffed
    assert not desk_of(school, now=at(1, 10), zone="Pacific/Auckland").is_staffed


def test_without_hours_nothing_is_promised(school):
    school.staffed_hours.all().delete()
    desk = desk_of(school, now=at(1, 10), zone=LONDON)
    assert not desk.is_staffed
    assert desk.words == "Your school has not told us when somebody is at the desk."
