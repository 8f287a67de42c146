"""Two weeks at a glance: a small picture of what is on when, in words as well."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from groups.models import Occasion

DAYS = 14


@dataclass
class Day:
    """One square: the local day of the reader, and the dates on it."""

    on: date
    is_today: bool
    is_past: bool
    occasions: list[Occasion] = field(default_factory=list)

    @property
    def first(self) -> Occasion | None:
        return self.occasions[0] if self.occasions else None

    @property
    def more(self) -> int:
        return max(len(self.occasions) - 1, 0)


def strip_of(occasions: Iterable[Occasion], *, now: datetime, zone: str) -> list[Day]:
    """This week, from its Monday, and the next one."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    monday = today - timedelta(days=today.weekday())
    days = {
        day: Day(day, is_today=day == today, is_past=day < today)
        for day in (monday + timedelta(days=step) for step in range(DAYS))
    }
    for occasion in occasions:
        if day := days.get(occasion.starts_at.astimezone(place).date()):
            day.occasions.append(occasion)
    return list(days.values())


def strip_from(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The instants between which something is on the strip."""
    local = now.astimezone(ZoneInfo(zone))
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return monday, monday + timedelta(days=DAYS)
