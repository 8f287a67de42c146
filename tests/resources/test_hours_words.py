"""Hours in words."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from resources.hours import hours_at
from resources.hours_words import coming_exceptions, hours_in_words, outside_work_in_words, week_in_words
from tests.resources.test_hours import MONDAY, ROUND_THE_CLOCK, Otherwise, Weekly

LONDON = ZoneInfo("Europe/London")
WEEK = [Weekly(day, time(9), time(17)) for day in range(5)] + [Weekly(4, time(20), time(2))]


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-23T08:00", "Closed now, opens at 09:00"),
        ("2026-11-23T10:00", "Open now, until 17:00"),
        ("2026-11-23T18:00", "Closed now, opens tomorrow at 09:00"),
        ("2026-11-27T21:00", "Open now, until 02:00"),
        ("2026-11-28T03:00", "Closed now, opens Monday at 09:00"),
    ],
)
def test_one_line(now, words):
    at = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    said = hours_in_words(hours_at(at, WEEK, [], LONDON), now=at, zone=LONDON, reader=LONDON)
    assert (said.words, said.aside) == (words, "")


def test_a_break_says_when_it_ends_and_why():
    at = datetime(2026, 12, 22, 10, tzinfo=LONDON)
    closed = [Otherwise(date(2026, 12, 21), date(2027, 1, 3), note="Winter break")]
    said = hours_in_words(hours_at(at, WEEK, closed, LONDON), now=at, zone=LONDON, reader=LONDON)
    assert (said.words, said.aside) == ("Closed now, opens on 4 January at 09:00", "Winter break")
    assert coming_exceptions(closed, date(2026, 12, 22)) == [
        "21 December to 3 January: closed (Winter break)"
    ]
    assert coming_exceptions(closed, date(2027, 1, 4)) == []


def test_day_and_night_and_never():
    at = datetime(2026, 11, 23, 10, tzinfo=LONDON)
    for weekly, exceptions, words in (
        (ROUND_THE_CLOCK, [], "Open day and night"),
        ([MONDAY], [Otherwise(date(2026, 1, 1), date(2027, 12, 1))], "Closed for now"),
    ):
        hours = hours_at(at, weekly, exceptions, LONDON)
        assert hours_in_words(hours, now=at, zone=LONDON, reader=LONDON).words == words
    assert week_in_words(ROUND_THE_CLOCK, date(2026, 11, 23)) == [("Every day", "day and night")]


def test_a_week_joins_days_that_are_alike():
    assert week_in_words(WEEK, date(2026, 11, 23)) == [
        ("Monday to Thursday", "09:00 to 17:00"),
        ("Friday", "09:00 to 17:00, 20:00 to 02:00"),
        ("Saturday to Sunday", "closed"),
    ]


def test_hours_of_a_term_say_so_and_go_when_it_is_over():
    term = Weekly(0, time(9), time(17), date(2026, 9, 1), date(2026, 12, 18))
    assert week_in_words([term], date(2026, 11, 23))[0] == (
        "Monday",
        "09:00 to 17:00 (from 1 September until 18 December)",
    )
    assert week_in_words([term], date(2026, 12, 19)) == []


@pytest.mark.parametrize(
    ("weekly", "words"),
    [
        ([MONDAY], ""),
        ([Weekly(0, time(12), time(18))], ""),
        ([Weekly(0, time(12), time(18, 30))], "Also after 18:00"),
        ([Weekly(3, time(20), time(2))], "Also after 18:00"),
        ([Weekly(6, time(10), time(12))], "Also at weekends"),
        (ROUND_THE_CLOCK, "Also after 18:00 and at weekends"),
        ([Weekly(6, time(10), time(12), None, date(2026, 1, 1))], ""),
    ],
)
def test_whether_one_can_come_after_a_shift(weekly, words):
    assert outside_work_in_words(weekly, date(2026, 11, 23)) == words
