"""Entries as the library's lists show them: few columns of each, and the hours of those that are places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Value
from django.urls import reverse

from resources.addresses import key_of
from resources.hours import hours_at, is_same_until
from resources.hours_words import HoursInWords, hours_in_words
from resources.kinds import PLACES
from resources.models import Resource, Schedule, ScheduleException
from resources.models.queries import SUNK, ResourceQuerySet

FACTS = (
    "pk", "school_id", "slug", "kind", "title", "summary", "minutes", "time_zone", "cost", "reaches_file", "place",
    "languages", "support", "topics", "stages",
)  # fmt: skip
LISTS = 4  # the last so many of these are lists
ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(slots=True)
class WeeklyHours:
    """A row of Schedule."""

    weekday: int
    opens_at: time
    closes_at: time
    valid_from: date | None
    valid_to: date | None


@dataclass(slots=True)
class OtherDays:
    """A row of ScheduleException."""

    starts_on: date
    ends_on: date
    is_closed: bool
    opens_at: time | None
    closes_at: time | None
    note: str


@dataclass(eq=False)
class Listed:
    """An entry of a list. Nothing in it is of one reader alone. `place` is that of ResourceQuerySet.in_order_for.

    What was reckoned about its hours is kept for as long as it holds.
    """

    pk: int
    school_id: int | None
    slug: str
    kind: str
    title: str
    summary: str
    minutes: int | None
    time_zone: str
    cost: str
    reaches_file: str
    place: int
    languages: frozenset[str]
    support: frozenset[str]
    topics: frozenset[str]
    stages: frozenset[str]
    weekly: list[WeeklyHours] = field(default_factory=list)
    exceptions: list[OtherDays] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._said: tuple[datetime, datetime, HoursInWords | None] = (*ALWAYS[::-1], None)

    @cached_property
    def url(self) -> str:
        return reverse("resources:detail", args=[key_of(self.slug, self.school_id)])

    @property
    def is_somewhere(self) -> bool:
        return self.kind in PLACES

    @property
    def has_sunk(self) -> bool:
        """Nobody has checked it for long."""
        return self.place == SUNK

    def hours_in_words(self, now: datetime) -> HoursInWords | None:
        """Whether it is open, by the clock of the place; None where it is a text or nobody has told its hours."""
        since, until, words = self._said
        if not since <= now < until:
            since, until, words = self._said = self._reckon(now)
        return words

    def is_open_at(self, now: datetime) -> bool:
        words = self.hours_in_words(now)
        return words is not None and words.is_open

    def _reckon(self, now: datetime) -> tuple[datetime, datetime, HoursInWords | None]:
        zone = ZoneInfo(self.time_zone)
        hours = hours_at(now, self.weekly, self.exceptions, zone)
        if hours is None:
            return (*ALWAYS, None)
        return now, is_same_until(hours, now, zone), hours_in_words(hours, now=now, zone=zone, reader=zone)


def entries_for(user, today: date) -> ResourceQuerySet:
    """What a list offers to this reader, in order."""
    return Resource.objects.visible_to(user).listed().in_order_for(user, today)


def listed(entries: ResourceQuerySet) -> list[Listed]:
    """Entries of `entries_for`, whichever of them, as a list shows them: two queries, however many there are."""
    found = {
        row[0]: Listed(*row[:-LISTS], *map(frozenset, row[-LISTS:])) for row in entries.values_list(*FACTS)
    }
    places = [entry.pk for entry in found.values() if entry.is_somewhere]
    if places:
        for key, hours in hours_of(places):
            entry = found[key]
            if isinstance(hours, WeeklyHours):
                entry.weekly.append(hours)
            else:
                entry.exceptions.append(hours)
    return list(found.values())


def hours_of(places: list[int]) -> Iterator[tuple[int, WeeklyHours | OtherDays]]:
    """All that is known about the hours of these entries, in one query."""
    nothing, columns = Value(None, BooleanField()), ("opens_at", "closes_at")
    weekly = Schedule.objects.filter(resource__in=places).order_by()
    others = ScheduleException.objects.filter(resource__in=places).order_by()
    rows = weekly.values_list(
        "resource", nothing, "weekday", *columns, "valid_from", "valid_to", "description"
    )
    otherwise = others.values_list(
        "resource", "is_closed", Value(0), *columns, "starts_on", "ends_on", "note"
    )
    rows = rows.union(otherwise, all=True).order_by("valid_from", "opens_at")
    for key, is_closed, weekday, opens_at, closes_at, first, last, note in rows:
        if is_closed is None:
            yield key, WeeklyHours(weekday, opens_at, closes_at, first, last)
        else:
            yield key, OtherDays(first, last, is_closed, opens_at, closes_at, note)
