"""Rhythms and their words, and the days that a rule names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.meetings.instants import first_instants
from groups.meetings.rules import Rhythm, days_of, nth_of_month, rhythm_of, rule_for, words_of
from tests.checkins.test_reckoning import first_instant, times_around

from .diary import DAYS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("zone", ["Europe/London", "America/Santiago", "Australia/Lord_Howe", "Africa/Cairo"])
def test_around_every_change_of_clocks_it_is_the_first_instant(zone):
    walls = [wall for wall in times_around(zone) if wall.year in (2026, 2027)]
    assert first_instants(walls, zone) == [first_instant(wall, zone) for wall in walls]


@pytest.mark.parametrize(
    ("rhythm", "first_on", "end", "words"),
    [
        (Rhythm.ONCE, date(2026, 11, 24), {}, "Once"),
        (Rhythm.WEEKLY, date(2026, 11, 24), {}, "Every week on Tuesday"),
        (Rhythm.FORTNIGHTLY, date(2026, 11, 24), {"count": 6}, "Every two weeks on Tuesday, 6 times"),
        (
            Rhythm.MONTHLY,
            date(2026, 11, 17),
            {"last_on": date(2027, 6, 1)},
            "Every month on the third Tuesday, until 1 June 2027",
        ),
        (Rhythm.MONTHLY, date(2026, 12, 29), {}, "Every month on the last Tuesday"),
    ],
)
def test_a_rule_says_in_plain_words_what_it_is(rhythm, first_on, end, words):
    rule = rule_for(rhythm, first_on, **end)
    assert words_of(rule, first_on) == words
    assert rhythm_of(rule) == rhythm


@given(DAYS, st.sampled_from(Rhythm.values))
def test_the_first_day_is_a_day_of_its_rule(day, rhythm):
    assert days_of(rule_for(rhythm, day), day, after=day, until=day + timedelta(days=80))[0] == day


@given(DAYS)
def test_monthly_stays_on_its_weekday_and_never_skips_a_month(day):
    days = days_of(rule_for(Rhythm.MONTHLY, day), day, after=day, until=day + timedelta(days=800))
    assert {one.weekday() for one in days} == {day.weekday()}
    months = [one.year * 12 + one.month for one in days]
    assert months == list(range(months[0], months[0] + len(months)))
    assert len({nth_of_month(one) for one in days} - {-1, 4}) <= 1
