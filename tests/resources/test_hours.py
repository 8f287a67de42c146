"""Open now, opens at, closes at: against an oracle that walks through time minute by minute."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.hours import hours_at, hours_on, instant, is_same_until, open_spans
from resources.hours_words import hours_in_words

LONDON, LORD_HOWE = ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe")
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns", "Asia/Beirut",
         "Africa/Casablanca", "Pacific/Apia", "UTC"]  # fmt: skip


@dataclass
class Weekly:
    weekday: int
    opens_at: time
    closes_at: time
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass
class Otherwise:
    starts_on: date
    ends_on: date
    is_closed: bool = True
    opens_at: time | None = None
    closes_at: time | None = None
    note: str = ""


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


MONDAY = Weekly(0, time(9), time(17))
FRIDAY_NIGHT = Weekly(4, time(18), time(2))
ROUND_THE_CLOCK = [Weekly(day, time(0), time(0)) for day in range(7)]


@pytest.mark.parametrize(
    ("now", "is_open", "changes_at"),
    [
        ("2026-11-23T08:59", False, "2026-11-23T09:00"),
        ("2026-11-23T09:00", True, "2026-11-23T17:00"),
        ("2026-11-23T16:59", True, "2026-11-23T17:00"),
        ("2026-11-23T17:00", False, "2026-11-27T18:00"),
        ("2026-11-27T23:00", True, "2026-11-28T02:00"),
        ("2026-11-28T01:59", True, "2026-11-28T02:00"),
        ("2026-11-28T02:00", False, "2026-11-30T09:00"),
    ],
)
def test_in_an_ordinary_week(now, is_open, changes_at):
    hours = hours_at(at(now), [MONDAY, FRIDAY_NIGHT], [], LONDON)
    assert (hours.is_open, hours.changes_at) == (is_open, at(changes_at))


def test_nothing_is_said_where_nothing_is_known():
    assert hours_at(at("2026-11-23T12:00"), [], [], LONDON) is None


def test_day_and_night_never_closes():
    hours = hours_at(at("2026-11-23T12:00"), ROUND_THE_CLOCK, [], LONDON)
    assert hours.is_round_the_clock


def test_a_holiday_closes_and_says_why():
    holiday = Otherwise(date(2026, 12, 21), date(2027, 1, 1), note="Winter break")
    hours = hours_at(at("2026-12-21T12:00"), [MONDAY], [holiday], LONDON)
    assert (hours.is_open, hours.changes_at, hours.note) == (False, at("2027-01-04T09:00"), "Winter break")


def test_a_night_that_began_before_a_closed_day_goes_on():
    closed = Otherwise(date(2026, 11, 28), date(2026, 11, 28))
    assert hours_at(at("2026-11-28T01:00"), [FRIDAY_NIGHT], [closed], LONDON).is_open


def test_other_hours_replace_the_usual_ones():
    short = Otherwise(date(2026, 11, 23), date(2026, 11, 23), False, time(10), time(11))
    assert not hours_at(at("2026-11-23T09:30"), [MONDAY], [short], LONDON).is_open
    assert hours_at(at("2026-11-23T10:30"), [MONDAY], [short], LONDON).changes_at == at("2026-11-23T11:00")
    assert (
        hours_on(date(2026, 11, 23), [MONDAY], [short, Otherwise(date(2026, 11, 1), date(2026, 12, 1))]) == []
    )


def test_closed_for_longer_than_anybody_plans():
    hours = hours_at(
        at("2026-11-23T12:00"), [MONDAY], [Otherwise(date(2026, 11, 1), date(2027, 6, 1))], LONDON
    )
    assert (hours.is_open, hours.changes_at) == (False, None)


def test_hours_of_a_term_end_with_it():
    term = Weekly(0, time(9), time(17), date(2026, 9, 1), date(2026, 11, 22))
    assert not hours_at(at("2026-11-23T12:00"), [term], [], LONDON).is_open
    assert hours_at(at("2026-11-16T12:00"), [term], [], LONDON).is_open


def test_a_time_that_does_not_exist_is_the_first_after_it():
    assert instant(date(2026, 3, 29), time(1, 30), LONDON) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first():
    assert instant(date(2026, 10, 25), time(1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_shift_of_half_an_hour():
    # Lord Howe goes from 2:00 to 2:30 on 4 October 2026.
    assert instant(date(2026, 10, 4), time(2, 15), LORD_HOWE).astimezone(LORD_HOWE) == datetime(
        2026, 10, 4, 2, 30, tzinfo=LORD_HOWE
    )


def test_a_day_that_is_left_out_of_the_calendar():
    # Samoa had no 30 December 2011.
    apia = ZoneInfo("Pacific/Apia")
    assert instant(date(2011, 12, 30), time(12), apia) == instant(date(2011, 12, 31), time(0), apia)


# The oracle knows one thing: the earliest minute whose wall clock shows `wall` or later.


def oracle_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    minute = wall.replace(tzinfo=UTC) - timedelta(hours=27)
    while minute.astimezone(zone).replace(tzinfo=None) < wall:
        minute += timedelta(minutes=1)
    return minute


def oracle_is_open(now: datetime, weekly, exceptions, zone) -> bool:
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        special = [e for e in exceptions if e.starts_on <= day <= e.ends_on]
        pairs = (
            [(e.opens_at, e.closes_at) for e in special]
            if special
            else [
                (w.opens_at, w.closes_at)
                for w in weekly
                if w.weekday == day.weekday()
                and (w.valid_from or date.min) <= day <= (w.valid_to or date.max)
            ]
        )
        if any(e.is_closed for e in special):
            continue
        for opens, closes in pairs:
            ends = datetime.combine(day, closes) + timedelta(days=int(closes <= opens))
            if oracle_instant(datetime.combine(day, opens), zone) <= now < oracle_instant(ends, zone):
                return True
    return False


# Days on which clocks of these zones change, and their neighbours.
days = st.sampled_from(
    [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2026, 10, 4),
     date(2026, 6, 15), date(2026, 2, 28)]
).flatmap(lambda day: st.integers(-2, 2).map(lambda shift: day + timedelta(days=shift)))  # fmt: skip
quarter = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def cases(draw):
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    day = draw(days)
    near = st.integers(-3, 3).map(lambda shift: day + timedelta(days=shift))
    weekly = draw(
        st.lists(
            st.builds(Weekly, st.integers(0, 6), quarter, quarter, st.none() | near, st.none() | near),
            max_size=7,
        )
    )
    exceptions = []
    for _ in range(draw(st.integers(0, 2))):
        starts = draw(near)
        is_closed = draw(st.booleans())
        exceptions.append(
            Otherwise(
                starts,
                starts + timedelta(days=draw(st.integers(0, 3))),
                is_closed,
                None if is_closed else draw(quarter),
                None if is_closed else draw(quarter),
            )
        )
    now = datetime.combine(day, draw(quarter), UTC) + timedelta(minutes=draw(st.integers(-1, 1)))
    return now, weekly, exceptions, zone


@settings(max_examples=400)
@given(cases())
def test_open_now_agrees_with_the_oracle(case):
    now, weekly, exceptions, zone = case
    hours = hours_at(now, weekly, exceptions, zone)
    assert (hours.is_open if hours else False) == oracle_is_open(now, weekly, exceptions, zone)


@settings(max_examples=100)
@given(cases())
def test_the_next_change_is_the_next_change(case):
    """Nothing changes before it, and at that very instant it does."""
    now, weekly, exceptions, zone = case
    hours = hours_at(now, weekly, exceptions, zone)
    if hours is None or hours.changes_at is None:
        return
    last_before = hours.changes_at.astimezone(UTC) - timedelta(minutes=1)
    assert oracle_is_open(hours.changes_at.astimezone(UTC), weekly, exceptions, zone) is not hours.is_open
    for moment in (now, max(now, last_before), now + (hours.changes_at - now) / 2):
        if moment < hours.changes_at:
            assert oracle_is_open(moment, weekly, exceptions, zone) is hours.is_open


@settings(max_examples=200)
@given(cases(), st.floats(0, 1))
def test_an_answer_holds_for_as_long_as_it_says(case, part):
    """The answer and its words, so that lists need not reckon at every look."""
    now, weekly, exceptions, zone = case

    def answer(at):
        hours = hours_at(at, weekly, exceptions, zone)
        return hours and (hours, hours_in_words(hours, now=at, zone=zone, reader=zone))

    first = answer(now)
    if first is None:
        return
    until = is_same_until(first[0], now, zone).astimezone(UTC)
    assert now < until <= now + timedelta(hours=25)
    for later in (now + (until - now) * part, until - timedelta(microseconds=1)):
        if later < until:
            assert answer(later) == first


@given(cases())
def test_spans_are_in_order_and_apart(case):
    now, weekly, exceptions, zone = case
    day = now.date()
    ends = None
    for start, end in open_spans(day, day + timedelta(days=9), weekly, exceptions, zone):
        assert start < end
        assert ends is None or ends < start
        ends = end
