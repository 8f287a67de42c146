"""When an occasion falls, against an oracle written from the definition with Python's own zone data."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.zones import known_zones

pytestmark = pytest.mark.django_db

FROM, TO = date(2025, 1, 1), date(2035, 1, 1)
EVERY_DAY = ("daily", [], date(2020, 1, 6))


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params[0] if params and isinstance(params[0], dict) else params)
        return cursor.fetchall()


def first_instant(wall: datetime, zone: str) -> datetime:
    """The oracle: the first instant at which clocks show `wall`, or the first after the gap that swallows it."""
    place = ZoneInfo(zone)
    instant = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == wall:
        return instant
    # In a gap fold=0 lies after the change by the part of the gap that `wall` is into it: walk back to the change.
    while (instant - timedelta(minutes=1)).astimezone(place).replace(tzinfo=None) > wall:
        instant -= timedelta(minutes=1)
    return instant


@cache
def changes(zone: str) -> list[datetime]:
    """The instants (UTC) between FROM and TO at which the zone's offset changes."""
    place = ZoneInfo(zone)
    found = []
    instant = datetime.combine(FROM, time(), UTC)
    end = datetime.combine(TO, time(), UTC)
    while instant < end:
        later = instant + timedelta(days=1)
        if instant.astimezone(place).utcoffset() != later.astimezone(place).utcoffset():
            low, high = instant, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                if middle.astimezone(place).utcoffset() == low.astimezone(place).utcoffset():
                    low = middle
                else:
                    high = middle
            found.append(high.replace(microsecond=0))
        instant = later
    return found


def times_around(zone: str) -> list[datetime]:
    """Wall times at, just before, within and after every change of the zone."""
    place = ZoneInfo(zone)
    walls = []
    for change in changes(zone):
        before = (change - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None, microsecond=0)
        after = change.astimezone(place).replace(tzinfo=None)
        for edge in (before + timedelta(seconds=1), after):
            walls += [edge + timedelta(minutes=step) for step in range(-150, 151, 15)]
    return walls


def test_gaps_and_overlaps_of_every_zone_for_ten_years():
    walls = {(zone, wall) for zone in known_zones() for wall in times_around(zone)}
    assert len(walls) > 50_000
    asked = sorted(walls)
    answers = rows(
        "SELECT checkins_first_instant(wall, zone) FROM unnest(%s::text[], %s::timestamp[]) AS t(zone, wall)",
        [zone for zone, _ in asked],
        [wall for _, wall in asked],
    )
    wrong = [
        (zone, wall, got)
        for (zone, wall), (got,) in zip(asked, answers, strict=True)
        if got != first_instant(wall, zone)
    ]
    assert wrong == []


def test_a_gap_ends_at_the_first_valid_instant_and_an_overlap_at_the_first():
    [(gap,), (overlap,)] = rows(
        "SELECT checkins_first_instant(wall, 'Europe/London') FROM unnest(%s::timestamp[]) AS t(wall)",
        [datetime(2026, 3, 29, 1, 30), datetime(2026, 10, 25, 1, 30)],
    )
    assert gap == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert overlap == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


# Clocks change at midnight in some places, at two or three in the night in most.
@pytest.mark.parametrize("local_time", [time(0, 0), time(2, 30)])
def test_exactly_one_occasion_per_local_day_in_every_zone_for_ten_years(local_time):
    """The chain of occasions, each reckoned from the one before, visits each local day once and in order.

    Of names for the same clocks, such as Europe/Berlin and Europe/Oslo, one is asked: what is reckoned knows no name.
    """
    zones = [name for (name,) in rows("SELECT min(name) FROM accounts_zone GROUP BY changes_at, offsets")]
    assert len(zones) > 150
    chains = rows(
        """
        WITH RECURSIVE chain(zone, next_on, due_at) AS (
            SELECT zone, first.* FROM unnest(%(zones)s::text[]) AS z(zone),
                   checkins_next_occasion('daily', '{}', '2020-01-06', %(at)s, zone, %(start)s::date - 1,
                                          %(start)s::timestamptz - interval '2 days') AS first
            UNION ALL
            SELECT zone, following.* FROM chain,
                   checkins_next_occasion('daily', '{}', '2020-01-06', %(at)s, zone, chain.next_on,
                                          chain.due_at) AS following
             WHERE chain.next_on < %(end)s)
        SELECT zone, count(*), count(DISTINCT next_on), min(next_on), max(next_on),
               bool_and(checkins_wall(due_at, changes_at, offsets)::date - next_on IN (0, 1)), min(gap), max(gap)
          FROM (SELECT *, due_at - lag(due_at) OVER (PARTITION BY zone ORDER BY next_on) AS gap FROM chain) c
          JOIN accounts_zone ON name = zone
         GROUP BY zone
        """,
        {"zones": zones, "at": local_time, "start": FROM, "end": TO},
    )
    days = (TO - FROM).days + 1
    assert len(chains) == len(zones)
    for zone, count, distinct, first, last, is_on_its_day, shortest, longest in chains:
        assert (count, distinct, first, last) == (days, days, FROM, TO), zone
        assert is_on_its_day, zone
        assert timedelta(hours=21) <= shortest <= longest <= timedelta(hours=27), zone


def test_a_day_that_a_zone_left_out_has_no_occasion():
    """Samoa went from 29 to 31 December 2011 by crossing the date line."""
    [(on, _)] = rows(
        "SELECT * FROM checkins_next_occasion('daily', '{}', '2011-12-01', '20:00', 'Pacific/Apia', '2011-12-29', %s)",
        datetime(2011, 12, 30, 6, 0, tzinfo=UTC),
    )
    assert on == date(2011, 12, 31)


weekday_sets = st.sets(st.integers(1, 7), min_size=1).map(sorted)


def is_of_rhythm(rhythm, weekdays, starts_on, day):
    """The oracle for rhythms, one day at a time."""
    if day < starts_on:
        return False
    match rhythm:
        case "daily":
            return True
        case "weekdays":
            return day.isoweekday() <= 5
        case "chosen":
            return day.isoweekday() in weekdays
        case "fortnightly":
            return (day - starts_on).days % 14 == 0
        case "monthly":
            tomorrow = day + timedelta(days=1)
            is_last = tomorrow.month != day.month
            return day.day == starts_on.day or (is_last and day.day < starts_on.day)


@settings(max_examples=300, deadline=None)
@given(
    rhythm=st.sampled_from(["daily", "weekdays", "chosen", "fortnightly", "monthly"]),
    weekdays=weekday_sets,
    starts_on=st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    after=st.dates(date(2022, 12, 1), date(2030, 12, 31)),
)
def test_the_next_day_of_a_rhythm_is_the_first_that_fits(rhythm, weekdays, starts_on, after):
    [(got,)] = rows("SELECT checkins_next_on(%s, %s::smallint[], %s, %s)", rhythm, weekdays, starts_on, after)
    day = after + timedelta(days=1)
    while not is_of_rhythm(rhythm, weekdays, starts_on, day):
        day += timedelta(days=1)
    assert got == day


moves = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "Europe/London",
                "Asia/Tokyo",
                "America/Los_Angeles",
                "Pacific/Apia",
                "Pacific/Pago_Pago",
                "Asia/Kolkata",
            ]
        ),
        st.integers(1, 80),
        st.times().map(lambda at: at.replace(microsecond=0, second=0)),
    ),
    min_size=2,
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(moves=moves, start=st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)))
def test_a_traveller_has_at_most_one_occasion_per_local_day(moves, start):
    """Zone and time change in mid-week, westward and eastward: no local day is asked twice, none runs backwards."""
    now = start.replace(tzinfo=UTC)
    last_on, seen = None, []
    for zone, hours, at in moves:
        end = now + timedelta(hours=hours)
        while True:
            [(on, due)] = rows(
                "SELECT * FROM checkins_next_occasion('daily', '{}', '2020-01-06', %s, %s, %s, %s)",
                at,
                zone,
                last_on,
                now,
            )
            assert due > now
            if due > end:
                break
            seen.append(on)
            last_on, now = on, due
        now = end
    assert seen == sorted(set(seen))


@settings(max_examples=200, deadline=None)
@given(
    rhythm=st.sampled_from(["daily", "weekdays", "chosen", "fortnightly", "monthly"]),
    weekdays=weekday_sets,
    zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
    away=st.integers(0, 24 * 400),
)
def test_a_turn_takes_only_the_latest_occasion_that_is_due(rhythm, weekdays, zone, away):
    starts_on, at = date(2026, 1, 5), time(20, 0)
    began = datetime(2026, 1, 5, tzinfo=UTC)
    [(first_on, first_due)] = rows(
        "SELECT * FROM checkins_next_occasion(%s, %s::smallint[], %s, %s, %s, NULL, %s)",
        rhythm, weekdays, starts_on, at, zone, began,
    )  # fmt: skip
    now = first_due + timedelta(hours=away)
    [(on, due, next_on, next_due)] = rows(
        "SELECT * FROM checkins_turn(%s, %s::smallint[], %s, %s, %s, %s, %s, %s)",
        rhythm, weekdays, starts_on, at, zone, first_on, first_due, now,
    )  # fmt: skip
    assert due <= now < next_due
    assert is_of_rhythm(rhythm, weekdays, starts_on, on)
    between = [on + timedelta(days=step) for step in range(1, (next_on - on).days)]
    assert not any(is_of_rhythm(rhythm, weekdays, starts_on, day) for day in between)
