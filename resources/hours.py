"""Open now? Weekly hours and exceptions, as instants. Pure: no database, no clock but the one that is handed in.

Rules, the same as for reminders: a wall time that a clock change skips is the first instant after the gap, one that
comes twice is the first. Hours belong to the day on which they begin: a night that began before a closed day is not
cut off by it. On a day with exceptions the weekly hours do not count; a day that is both closed and open is closed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

# Beyond this nobody plans; a longer closure says no day at which it ends.
LOOK_AHEAD = timedelta(days=21)
DAY = timedelta(days=1)


class Weekly(Protocol):
    """Hours on a weekday (Monday is 0). A closing time at or before the opening is on the next day."""

    weekday: int
    opens_at: time
    closes_at: time
    valid_from: date | None
    valid_to: date | None


class Otherwise(Protocol):
    """Days, both included, that are closed or have hours of their own."""

    starts_on: date
    ends_on: date
    is_closed: bool
    opens_at: time | None
    closes_at: time | None
    note: str


@dataclass(frozen=True)
class Hours:
    """The answer at one instant. Times are aware, in the place's zone; `note` says why today is otherwise.

    `changes_at` is when it closes or opens next; None where that is more than three weeks away, or never.
    """

    is_open: bool
    changes_at: datetime | None
    note: str = ""

    @property
    def is_round_the_clock(self) -> bool:
        return self.is_open and self.changes_at is None


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The wall time `at` on `day` as an instant in UTC."""
    wall = datetime.combine(day, at)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    # Skipped by a clock change: read with the offset before the gap it lies after the gap, and the other way round.
    return _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The change of offset between two instants, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def hours_on(day: date, weekly: Iterable[Weekly], exceptions: Iterable[Otherwise]) -> list[tuple[time, time]]:
    """(opens, closes) wall times that begin on this day."""
    otherwise = [exception for exception in exceptions if exception.starts_on <= day <= exception.ends_on]
    if any(exception.is_closed for exception in otherwise):
        return []
    if otherwise:
        return [
            (exception.opens_at, exception.closes_at)
            for exception in otherwise
            if exception.opens_at is not None and exception.closes_at is not None
        ]
    return [
        (hours.opens_at, hours.closes_at)
        for hours in weekly
        if hours.weekday == day.weekday()
        and (hours.valid_from is None or hours.valid_from <= day)
        and (hours.valid_to is None or day <= hours.valid_to)
    ]


def open_spans(
    first: date, last: date, weekly: Sequence[Weekly], exceptions: Sequence[Otherwise], zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """(opens, closes) in UTC that begin on a day from `first` to `last`, in order. Those that touch are one."""
    spans = []
    for number in range((last - first).days + 1):
        day = first + number * DAY
        for opens, closes in hours_on(day, weekly, exceptions):
            ends_on = day + DAY if closes <= opens else day
            start, end = instant(day, opens, zone), instant(ends_on, closes, zone)
            if start < end:
                spans.append((start, end))
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    yield from joined


def hours_at(
    now: datetime, weekly: Sequence[Weekly], exceptions: Sequence[Otherwise], zone: ZoneInfo
) -> Hours | None:
    """Whether it is open at `now`, and until or from when. None where no hours are known at all."""
    if not weekly and not exceptions:
        return None
    today = now.astimezone(zone).date()
    until = today + LOOK_AHEAD
    note = next((e.note for e in exceptions if e.note and e.starts_on <= today <= e.ends_on), "")
    for start, end in open_spans(today - DAY, until, weekly, exceptions, zone):
        if now < start:
            return Hours(is_open=False, changes_at=start.astimezone(zone), note=note)
        if now < end:
            is_endless = end.astimezone(zone).date() > until
            return Hours(is_open=True, changes_at=None if is_endless else end.astimezone(zone), note=note)
    return Hours(is_open=False, changes_at=None, note=note)


def is_same_until(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime:
    """Until when this answer of `hours_at(now)` holds, and what one says of it: the next change, or midnight there."""
    midnight = instant(now.astimezone(zone).date() + DAY, time.min, zone)
    return midnight if hours.changes_at is None else min(midnight, hours.changes_at)


def is_open_at(
    now: datetime, weekly: Sequence[Weekly], exceptions: Sequence[Otherwise], zone: ZoneInfo
) -> bool:
    """The same answer without until when: two days are looked at instead of three weeks."""
    today = now.astimezone(zone).date()
    return any(start <= now < end for start, end in open_spans(today - DAY, today, weekly, exceptions, zone))
