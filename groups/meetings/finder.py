"""A time that suits many: members' weekly times, less what their rotations take.

It says how many can come, never who cannot. With two people that is the same thing, so it says nothing then; in small
groups, and wherever people go by aliases, it says "most" and no number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from groups.meetings.instants import first_instants
from groups.models import BusyTime, Group, WeeklyTimes

FEWEST_PEOPLE = 3
# From this many on a number points at nobody.
FEWEST_COUNTED = 6
SHOWN = 6
FIRST_HOUR, LAST_HOUR = 7, 22
WEEKS = (1, 2, 4)


@dataclass(frozen=True)
class Slot:
    """A time at which many can: its local day and hour in the group's zone, and what may be said about it."""

    on: date
    at: time
    starts_at: datetime
    words: str


@dataclass(frozen=True)
class Found:
    """`known` is how many members have said when they can; 0 where even that would say too much."""

    slots: list[Slot]
    has_enough: bool
    known: int


def find_times(*, group: Group, minutes: int, weeks: int, now: datetime) -> Found:
    """The best times of the coming weeks. Three queries, whatever the size of the group."""
    today = now.astimezone(ZoneInfo(group.time_zone)).date()
    members = list(
        group.memberships.active().values_list("user_id", "user__time_zone", "away_until").order_by("pk")
    )
    weekly = dict(
        WeeklyTimes.objects.filter(user__in=[user for user, _, _ in members])
        .exclude(hours=[])
        .values_list("user_id", "hours")
    )
    known = [(user, ZoneInfo(zone), away) for user, zone, away in members if user in weekly]
    if len(known) < FEWEST_PEOPLE:
        return Found([], has_enough=False, known=0)
    busy = _busy(weekly, now, now + timedelta(weeks=weeks, days=1))
    walls = [
        datetime.combine(today + timedelta(days=day), time(hour))
        for day in range(1, weeks * 7 + 1)
        for hour in range(FIRST_HOUR, LAST_HOUR + 1)
    ]
    can: list[tuple[int, datetime, datetime]] = []
    for wall, start in zip(walls, first_instants(walls, group.time_zone), strict=True):
        end = start + timedelta(minutes=minutes)
        count = sum(
            _can(start, end, zone, set(weekly[user]), away, busy.get(user, ())) for user, zone, away in known
        )
        if count * 2 > len(known):
            can.append((count, start, wall))
    best = sorted(can, key=lambda slot: (-slot[0], slot[1]))
    is_counted = len(known) >= FEWEST_COUNTED and not group.goes_by_alias
    if not is_counted:
        # In the order of time: the order of numbers would be a number.
        best = sorted(best[:SHOWN], key=lambda slot: slot[1])
    slots = [
        Slot(wall.date(), wall.time(), start, f"{count} of {len(known)} can" if is_counted else "Most can")
        for count, start, wall in best[:SHOWN]
    ]
    return Found(slots, has_enough=True, known=len(known) if is_counted else 0)


def _busy(users: Iterable[int], start: datetime, end: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    rows = BusyTime.objects.filter(rotation__user__in=users, starts_at__lt=end, ends_at__gt=start)
    for user, starts_at, ends_at in rows.values_list("rotation__user_id", "starts_at", "ends_at"):
        found.setdefault(user, []).append((starts_at, ends_at))
    return found


def _can(
    start: datetime,
    end: datetime,
    zone: ZoneInfo,
    hours: set[int],
    away_until: date | None,
    busy: Iterable[tuple[datetime, datetime]],
) -> bool:
    """Every hour that the meeting touches is one of theirs, nothing of their rotation lies in it, and they are here."""
    here = start.astimezone(zone)
    if away_until and here.date() <= away_until:
        return False
    hour = here.replace(minute=0, second=0, microsecond=0)
    while hour < end.astimezone(zone):
        if hour.weekday() * 24 + hour.hour not in hours:
            return False
        hour += timedelta(hours=1)
    return not any(begins < end and ends > start for begins, ends in busy)
