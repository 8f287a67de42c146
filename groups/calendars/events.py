"""Meetings as iCalendar (RFC 5545). Others see a calendar, so an event says little unless its owner chose more."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vDuration, vRecur

from groups.meetings.instants import first_instants
from groups.meetings.rules import DAY, days_of, parts_of
from groups.models import Meeting, Occasion
from groups.models.answers import Coming

NEUTRAL = "Tandem: meeting"
# How far dates on which clocks change are spelled out: calendars have rules of their own for these.
LOOKS_AHEAD = timedelta(days=2 * 366)
REFRESH = timedelta(hours=1)


def meeting_calendar(
    meeting: Meeting, occasions: Iterable[Occasion], *, shows_names: bool, now: datetime
) -> bytes:
    """One meeting with its rule; `occasions` are all its rows, whose dates stand for what departs from the rule."""
    calendar = _calendar(shows_names, [meeting.group.name])
    series = [row for row in occasions if row.originally_on >= meeting.first_on]
    master = _event(meeting, f"{meeting.key}@{settings.SITE_HOST}", meeting.sequence, meeting.changed_at)
    _say(master, meeting, series[0] if series else None, shows_names, place=meeting.place, link=meeting.link)
    master.add("dtstart", _wall(meeting, meeting.first_on))
    master.add("duration", meeting.duration)
    is_off = (
        bool(series)
        and all(row.is_cancelled for row in series)
        and (not meeting.is_repeating or meeting.stopped_on is not None)
    )
    if is_off:
        master.add("status", "CANCELLED")
    if meeting.is_repeating:
        master.add("rrule", vRecur.from_ical(_rule(meeting, is_off=is_off)))
        skipped = [row for row in series if row.is_cancelled and not is_off]
        if skipped:
            master.add("exdate", [_wall(meeting, row.originally_on) for row in skipped])
    calendar.add_component(master)
    moved = {row.originally_on: row for row in series if _departs(row) and not row.is_cancelled}
    for day, row in moved.items():
        event = _event(meeting, str(master["uid"]), row.sequence, row.changed_at)
        _say(event, meeting, row, shows_names, place=row.place, link=row.link)
        _when(event, row.starts_at, row.ends_at, meeting)
        if meeting.is_repeating:
            event.add("recurrence-id", _wall(meeting, day))
        else:
            calendar.subcomponents.remove(master)
        calendar.add_component(event)
    written = {row.originally_on for row in series}
    for day, start in _on_nights_of_change(meeting, written, now):
        event = _event(meeting, str(master["uid"]), meeting.sequence, meeting.changed_at)
        _say(event, meeting, None, shows_names, place=meeting.place, link=meeting.link)
        _when(event, start, start + meeting.duration, meeting)
        event.add("recurrence-id", _wall(meeting, day))
        calendar.add_component(event)
    return _written(calendar, now)


def feed_calendar(occasions: Sequence[Occasion], *, shows_names: bool, now: datetime) -> bytes:
    """Each date as an event of its own, since each has its own answer. Needs `said` (the reader's answer, or None)."""
    calendar = _calendar(shows_names, sorted({row.meeting.group.name for row in occasions}))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH).to_ical().decode())
    for row in occasions:
        event = _event(row.meeting, f"{row.key}@{settings.SITE_HOST}", row.sequence, row.changed_at)
        _say(event, row.meeting, row, shows_names, place=row.place, link=row.link)
        _when(event, row.starts_at, row.ends_at, row.meeting)
        is_sure = row.said == Coming.YES  # type: ignore[attr-defined]
        event.add("status", "CANCELLED" if row.is_cancelled else "CONFIRMED" if is_sure else "TENTATIVE")
        event.add("transp", "OPAQUE" if is_sure and not row.is_cancelled else "TRANSPARENT")
        calendar.add_component(event)
    return _written(calendar, now)


def _calendar(shows_names: bool, names: Sequence[str]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Tandem//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", names[0] if shows_names and len(names) == 1 else "Tandem")
    return calendar


def _event(meeting: Meeting, uid: str, sequence: int, changed_at: datetime) -> Event:
    """Without the moment of writing in it: the same meetings are the same bytes, so that a feed can say 'unchanged'."""
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("class", "PRIVATE")
    return event


def _say(
    event: Event, meeting: Meeting, row: Occasion | None, shows_names: bool, *, place: str, link: str
) -> None:
    event.add("summary", f"{meeting.group.name}: {meeting.title}" if shows_names else NEUTRAL)
    if shows_names and (place or link):
        event.add("location", place or link)
    if row:
        event.add("url", settings.SITE_URL + reverse("groups:meeting", args=[meeting.group.key, row.key]))


def _when(event: Event, starts_at: datetime, ends_at: datetime, meeting: Meeting) -> None:
    """By the meeting's clock; where that is changed in the middle, as instants, which nobody can read differently."""
    start = starts_at.astimezone(meeting.zone)
    if _is_odd(start, ends_at - starts_at):
        event.add("dtstart", starts_at.astimezone(UTC))
        event.add("dtend", ends_at.astimezone(UTC))
    else:
        event.add("dtstart", start)
        event.add("duration", ends_at - starts_at)


def _departs(row: Occasion) -> bool:
    """Whether this date is not where, when and what the rule says, or others might read the rule differently."""
    duration = row.ends_at - row.starts_at
    is_as_ruled = row.local_wall == row.original_wall and duration == row.meeting.duration
    return (
        not is_as_ruled
        or row.own_place is not None
        or row.own_link is not None
        or _is_odd(row.local_start, duration)
    )


def _wall(meeting: Meeting, day: date) -> datetime:
    return datetime.combine(day, meeting.local_time, meeting.zone)


def _rule(meeting: Meeting, *, is_off: bool) -> str:
    """The rule with its end as an instant, which is how RFC 5545 wants it beside a start that has a zone."""
    parts = parts_of(meeting.rule)
    if meeting.stopped_on and not is_off:
        parts.pop("COUNT", None)
        parts["UNTIL"] = f"{meeting.stopped_on - DAY:%Y%m%d}"
    if until := parts.get("UNTIL"):
        last = datetime.strptime(until, "%Y%m%d").date()  # noqa: DTZ007 a local day
        end = datetime.combine(last, time(23, 59, 59), meeting.zone).astimezone(UTC)
        parts["UNTIL"] = f"{end:%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _on_nights_of_change(meeting: Meeting, written: set[date], now: datetime) -> list[tuple[date, datetime]]:
    """Dates of the rule that are not rows yet and lie where clocks change: (local day, its instant)."""
    if not meeting.is_repeating:
        return []
    until = now.astimezone(meeting.zone).date() + LOOKS_AHEAD
    if meeting.stopped_on:
        until = min(until, meeting.stopped_on - DAY)
    days = [
        day
        for day in days_of(meeting.rule, meeting.first_on, after=meeting.first_on, until=until)
        if day not in written and _is_odd(_wall(meeting, day), meeting.duration)
    ]
    walls = [datetime.combine(day, meeting.local_time) for day in days]
    return list(zip(days, first_instants(walls, meeting.time_zone), strict=True))


def _is_odd(wall: datetime, duration: timedelta) -> bool:
    """No clock shows this time, or clocks change before it is over: programs count such hours in two ways."""
    start = wall.astimezone(UTC)
    is_shown = start.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None)
    return not is_shown or (wall + duration).astimezone(UTC) != start + duration


def _written(calendar: Calendar, now: datetime) -> bytes:
    calendar.add_missing_timezones(first_date=date(now.year - 1, 1, 1))
    return calendar.to_ical()
