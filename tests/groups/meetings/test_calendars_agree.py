"""Calendars elsewhere show the dates that we do: recurring-ical-events is the oracle."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from groups.calendars.events import feed_calendar, meeting_calendar
from groups.meetings.changes import (
    DatesStay,
    Pattern,
    Scope,
    call_off,
    change_date,
    change_dates,
    first_changed,
    take_back,
)
from groups.meetings.dates import write_dates
from groups.meetings.rules import Rhythm, rhythm_of, rule_for
from groups.models import Meeting, Occasion
from tests.checkins.test_reckoning import first_instant
from tests.factories import UserFactory

from .diary import DAYS, a_meeting

pytestmark = pytest.mark.django_db
HOUSE = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Auckland",
]
# Most meetings are by day; the small hours are where clocks change.
TIMES = st.one_of(
    st.times(time(0), time(3, 59)),
    st.times(time(7), time(22)),
    st.sampled_from([time(0), time(1, 30), time(2, 30)]),
).map(lambda at: at.replace(second=0, microsecond=0))
WEEKDAYS = st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=4).map(
    sorted
)


@st.composite
def rules(draw):
    """Any rule of days that RFC 5545 has and that people could mean; more than the form offers."""
    rule = draw(
        st.one_of(
            st.just("FREQ=DAILY"),
            st.integers(1, 9).map(lambda n: f"FREQ=DAILY;INTERVAL={n}"),
            st.builds(
                lambda n, days: f"FREQ=WEEKLY;INTERVAL={n};BYDAY={','.join(days)}",
                st.integers(1, 4),
                WEEKDAYS,
            ),
            st.just("FREQ=WEEKLY"),
            st.just("FREQ=WEEKLY;INTERVAL=2"),
            st.builds(
                lambda n, day: f"FREQ=MONTHLY;BYDAY={n}{day}",
                st.sampled_from([1, 2, 3, 4, 5, -1, -2]),
                st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
            ),
            st.integers(1, 31).map(lambda day: f"FREQ=MONTHLY;BYMONTHDAY={day}"),
        )
    )
    end = draw(st.sampled_from(["", "count", "until"]))
    if end == "count":
        rule += f";COUNT={draw(st.integers(1, 30))}"
    if end == "until":
        rule += f";UNTIL={draw(st.dates(date(2025, 6, 1), date(2028, 6, 1))):%Y%m%d}"
    return rule


def read_by_others(raw: bytes, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """(start, end) of every event that takes place, as another program's library expands the file."""
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(first, last)
    return sorted(
        (event.start.astimezone(UTC), event.end.astimezone(UTC))
        for event in events
        if event.get("STATUS") != "CANCELLED"
    )


def ours(meeting: Meeting) -> list[tuple[datetime, datetime]]:
    return sorted(
        (row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC))
        for row in meeting.occasions.standing().filter(originally_on__gte=meeting.first_on)
    )


def downloaded(meeting: Meeting, now: datetime) -> bytes:
    meeting = Meeting.objects.select_related("group").get(pk=meeting.pk)
    rows = meeting.occasions.select_related("meeting__group").order_by("originally_on")
    return meeting_calendar(meeting, rows, shows_names=False, now=now)


def assert_others_agree(meeting: Meeting, now: datetime) -> None:
    meeting.refresh_from_db()
    mine = ours(meeting)
    last = meeting.reaches_on
    theirs = read_by_others(
        downloaded(meeting, now), meeting.first_on - timedelta(days=400), last + timedelta(days=400)
    )
    # What they know beyond our last date is more of the same; up to it both must be one.
    wall_end = first_instant(datetime.combine(last + timedelta(days=1), time()), meeting.time_zone)
    known = {start for start, _ in mine}
    assert [pair for pair in theirs if pair[0] < wall_end or pair[0] in known] == mine


@HOUSE
@given(data=st.data(), rule=rules(), on=DAYS, at=TIMES)
def test_dates_are_those_of_the_oracle(data, rule, on, at):
    zone = data.draw(st.sampled_from(ZONES))
    meeting, now = a_meeting(rule, on, at, zone)
    rows = list(meeting.occasions.order_by("originally_on"))
    assert rows, "at least the next one is there"
    for row in rows:
        assert row.starts_at == first_instant(datetime.combine(row.originally_on, at), zone)
    assert_others_agree(meeting, now)


@HOUSE
@given(data=st.data(), rule=rules(), on=DAYS, at=TIMES)
def test_calling_off_and_moving_reach_other_calendars(data, rule, on, at):
    zone = data.draw(st.sampled_from(ZONES))
    meeting, now = a_meeting(rule, on, at, zone)
    by = UserFactory(school=meeting.group.school)
    for row in list(meeting.occasions.order_by("originally_on")):
        what = data.draw(st.sampled_from(["leave", "leave", "move", "off", "place", "both"]))
        if what in ("move", "both"):
            wall = row.original_wall + timedelta(minutes=data.draw(st.integers(-600, 600)))
            minutes = data.draw(st.sampled_from([15, 60, 95]))
            change_date(occasion=row, by=by, starts=wall, minutes=minutes, place="", link="", now=now)
        if what == "place":
            change_date(
                occasion=row, by=by, starts=row.original_wall, minutes=60, place="Room 4", link="", now=now
            )
        if what in ("off", "both"):
            call_off(occasion=row, scope=Scope.THIS, by=by, now=now)
    assert_others_agree(meeting, now)
    rows = list(
        meeting.occasions.select_related("meeting__group")
        .extra(select={"said": "NULL"})
        .order_by("starts_at")
    )
    far = timedelta(days=500)
    fed = read_by_others(
        feed_calendar(rows, shows_names=False, now=now), meeting.first_on - far, meeting.reaches_on + far
    )
    assert fed == ours(meeting)


@HOUSE
@given(
    zone=st.sampled_from(ZONES),
    rhythm=st.sampled_from(Rhythm.values[1:]),
    on=DAYS,
    at=TIMES,
    # How long after the meeting was planned, and with that how many of its dates are over or have begun.
    days_later=st.one_of(st.just(0), st.integers(0, 100)),
    place=st.integers(0, 30),
    days_on=st.integers(0, 10),
    later_at=TIMES,
    later_rhythm=st.sampled_from(Rhythm.values),
    count=st.sampled_from([None, 3, 8]),
    is_stopped=st.booleans(),
)
# The first date has begun already when all that follow are laid anew from its own day on.
@example(
    zone="Pacific/Chatham",
    rhythm=Rhythm.WEEKLY,
    on=date(2025, 1, 31),
    at=time(0, 0),
    days_later=0,
    place=0,
    days_on=0,
    later_at=time(2, 30),
    later_rhythm=Rhythm.WEEKLY,
    count=3,
    is_stopped=False,
)
def test_a_series_laid_anew_reaches_other_calendars(
    zone, rhythm, on, at, days_later, place, days_on, later_at, later_rhythm, count, is_stopped
):
    meeting, planned_at = a_meeting(rule_for(rhythm, on), on, at, zone)
    now = planned_at + timedelta(days=days_later)
    write_dates(meeting=meeting, now=now)
    by = UserFactory(school=meeting.group.school)
    rows = list(meeting.occasions.order_by("originally_on"))
    chosen = rows[place % len(rows)]
    first_on = chosen.originally_on + timedelta(days=days_on)
    pattern = Pattern(
        title="Meeting",
        about="",
        first_on=first_on,
        local_time=later_at,
        time_zone=zone,
        minutes=45,
        rule=rule_for(later_rhythm, first_on, count=count),
        place="",
        link="",
        capacity=None,
        guide=None,
    )
    kept = [row for row in rows if row.originally_on < chosen.originally_on or row.starts_at <= now]
    if kept and kept[-1].originally_on >= first_on:
        with pytest.raises(DatesStay):
            change_dates(occasion=chosen, scope=Scope.FOLLOWING, by=by, pattern=pattern, now=now)
        assert list(meeting.occasions.order_by("originally_on").values()) == [_columns(row) for row in rows]
        return
    change_dates(occasion=chosen, scope=Scope.FOLLOWING, by=by, pattern=pattern, now=now)
    assert list(meeting.occasions.filter(originally_on__lt=first_on).order_by("originally_on").values()) == [
        _columns(row) for row in kept
    ]
    assert_others_agree(meeting, now)
    left = list(meeting.occasions.filter(originally_on__gte=first_on, starts_at__gt=now))
    if is_stopped and left and later_rhythm != Rhythm.ONCE:
        call_off(occasion=left[-1], scope=Scope.FOLLOWING, by=by, now=now)
        assert_others_agree(meeting, now)


PRESSES = st.lists(
    st.tuples(
        st.sampled_from(["call off", "take back", "move", "lay anew", "write on", "wait"]),
        st.integers(0, 20),
        st.sampled_from(list(Scope)),
        st.integers(-3, 12),
    ),
    min_size=2,
    max_size=7,
)


@settings(HOUSE, max_examples=20, derandomize=True)
@given(
    zone=st.sampled_from(ZONES),
    rhythm=st.sampled_from(Rhythm.values),
    on=DAYS,
    at=TIMES,
    count=st.sampled_from([None, None, 5]),
    presses=PRESSES,
)
# A series that was called off comes back when one of its days has passed already.
@example(
    zone="UTC",
    rhythm=Rhythm.WEEKLY,
    on=date(2025, 1, 1),
    at=time(0, 0),
    count=None,
    presses=[
        ("call off", 0, Scope.FOLLOWING, 0),
        ("wait", 0, Scope.THIS, 1),
        ("take back", 0, Scope.THIS, 0),
    ],
)
def test_whatever_was_pressed_in_whatever_order_calendars_agree(zone, rhythm, on, at, count, presses):
    """Calling off, taking back, moving, laying anew, in a week that goes on: nothing of it breaks a constraint, what
    has begun stays as it was, and other calendars show what stands.
    """
    meeting, now = a_meeting(rule_for(rhythm, on, count=count), on, at, zone)
    by = UserFactory(school=meeting.group.school)
    for press, place, scope, days in presses:
        now += timedelta(minutes=7)
        rows = list(meeting.occasions.select_related("meeting").order_by("originally_on"))
        begun = {
            row.pk: (row.starts_at, row.ends_at, row.cancelled_at) for row in rows if row.starts_at <= now
        }
        coming = [row for row in rows if row.starts_at > now]
        if press == "wait":
            now += timedelta(days=abs(days))
        elif press == "write on":
            write_dates(meeting=meeting, now=now)
        elif coming:
            press_it(press, coming[place % len(coming)], scope, days, by, now)
        meeting.refresh_from_db()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        after = meeting.occasions.filter(pk__in=begun)
        assert {row.pk: (row.starts_at, row.ends_at, row.cancelled_at) for row in after} == begun
    assert_others_agree(meeting, now)


def press_it(press: str, row: Occasion, scope: Scope, days: int, by, now: datetime) -> None:
    meeting = row.meeting
    match press:
        case "call off":
            call_off(occasion=row, scope=scope if meeting.is_repeating else Scope.THIS, by=by, now=now)
        case "take back":
            take_back(occasion=row, by=by, now=now)
        case "move":
            starts = row.original_wall + timedelta(days=days, minutes=35)
            if first_instant(starts, meeting.time_zone) > now:
                change_date(occasion=row, by=by, starts=starts, minutes=75, place="", link="", now=now)
        case "lay anew" if scope != Scope.THIS:
            first = first_changed(occasion=row, scope=scope, now=now).originally_on + timedelta(days=days)
            pattern = Pattern(
                title="Meeting",
                about="",
                first_on=first,
                local_time=meeting.local_time,
                time_zone=meeting.time_zone,
                minutes=45,
                rule=rule_for(rhythm_of(meeting.rule), first),
                place="",
                link="",
                capacity=None,
                guide=None,
            )
            if first_instant(datetime.combine(first, meeting.local_time), meeting.time_zone) > now:
                with suppress(DatesStay):
                    change_dates(occasion=row, scope=scope, by=by, pattern=pattern, now=now)


def _columns(row: Occasion) -> dict:
    return {field.attname: getattr(row, field.attname) for field in Occasion._meta.concrete_fields}


def test_seven_in_the_evening_stays_seven_when_clocks_change():
    meeting, _ = a_meeting("FREQ=WEEKLY", date(2026, 10, 13), time(19), "Europe/London")
    starts = [row.starts_at for row in meeting.occasions.order_by("starts_at")[:4]]
    assert {start.astimezone(ZoneInfo("Europe/London")).hour for start in starts} == {19}
    assert [start.astimezone(UTC).hour for start in starts] == [18, 18, 19, 19]
