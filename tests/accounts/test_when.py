"""Instants in words, and later in words: by the reader's own clock."""

from datetime import UTC, datetime, time

import pytest

from accounts.models import User
from accounts.when import when_words
from checkins.snoozing import later_choices

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("instant", "zone", "words"),
    [
        (datetime(2026, 11, 23, 20, tzinfo=UTC), "Europe/London", "today at 20:00"),
        (datetime(2026, 11, 24, 0, tzinfo=UTC), "Europe/London", "tomorrow at 00:00"),
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "Europe/London", "yesterday at 23:59"),
        (datetime(2026, 11, 29, 9, tzinfo=UTC), "Europe/London", "Sunday at 09:00"),
        (datetime(2026, 11, 30, 9, tzinfo=UTC), "Europe/London", "Monday 30 November at 09:00"),
        (datetime(2026, 11, 20, 9, tzinfo=UTC), "Europe/London", "Friday 20 November at 09:00"),
        (datetime(2028, 2, 29, 9, tzinfo=UTC), "Europe/London", "29 February 2028 at 09:00"),
        (datetime(2026, 11, 23, 20, tzinfo=UTC), "Asia/Kolkata", "tomorrow at 01:30"),
        (datetime(2026, 11, 23, 20, tzinfo=UTC), "Pacific/Honolulu", "today at 10:00"),
    ],
)
def test_an_instant_is_said_as_people_say_it(instant, zone, words):
    assert when_words(instant, now=NOW, zone=zone) == words


@pytest.mark.parametrize(
    ("hour", "offered"),
    [
        (12, ["hour", "tonight", "tomorrow"]),
        (18, ["hour", "tonight", "tomorrow"]),
        (19, ["hour", "tomorrow"]),
    ],
)
def test_tonight_is_offered_while_it_lies_ahead(hour, offered):
    person = User(time_zone="Europe/London", quiet_from=time(0), quiet_until=time(0))
    choices = later_choices(person, NOW.replace(hour=hour))
    assert [later.value for later in choices] == offered


def test_what_falls_into_quiet_hours_moves_to_their_end():
    person = User(time_zone="Europe/London", quiet_from=time(19, 30), quiet_until=time(9, 30))
    choices = [(later.label, later.words) for later in later_choices(person, NOW)]
    # This evening and tomorrow morning come to the same: one button, which says what it does.
    assert choices == [
        ("In an hour, 13:00", "today at 13:00"),
        ("After your quiet hours, 09:30", "tomorrow at 09:30"),
    ]


def test_across_a_clock_change_tomorrow_keeps_its_hour():
    person = User(time_zone="Europe/London", quiet_from=time(0), quiet_until=time(0))
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)  # clocks go back in the night
    (tomorrow,) = [later for later in later_choices(person, before) if later.value == "tomorrow"]
    assert tomorrow.at.astimezone(UTC) == datetime(2026, 10, 25, 9, tzinfo=UTC)
