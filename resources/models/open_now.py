"""Open now, as a question to the database: for filters and counts, where `hours_at` would ask entry by entry.

By the wall clock of the place, so it agrees with resources/hours.py but within the hour of a clock change.
"""

from datetime import datetime
from typing import TypeVar

from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TimeField,
    Value,
)
from django.db.models.functions import Cast

from resources.models.opening import Schedule, ScheduleException

Entries = TypeVar("Entries", bound=QuerySet)
# Monday is 0, as in Python and in the table.
WEEKDAY = "(extract(isodow from %(expressions)s)::int - 1)"


class WallClock(Func):
    """timezone(zone, instant): what the clock on the wall shows, without a zone."""

    function = "timezone"
    output_field = DateTimeField()


def only_open(entries: Entries, now: datetime) -> Entries:
    """Those of `entries` that are open at `now`, each by its own zone, hours and exceptions."""
    here = WallClock(F("time_zone"), Value(now))
    entries = entries.alias(
        here_on=Cast(here, DateField()),
        here_at=Cast(here, TimeField()),
        here_weekday=Func(
            here, template="(extract(isodow from %(expressions)s)::int - 1)", output_field=IntegerField()
        ),
        day_before=Func(
            here, template="(%(expressions)s - interval '1 day')::date", output_field=DateField()
        ),
    )
    today, yesterday = OuterRef("here_on"), OuterRef("day_before")
    at = OuterRef("here_at")
    begun = Q(opens_at__lte=at) & (Q(closes_at__gt=at) | Q(closes_at__lte=F("opens_at")))
    spilt = Q(closes_at__lte=F("opens_at"), closes_at__gt=at)
    return entries.filter(_open_on(today, 0, begun) | _open_on(yesterday, 6, spilt))


def _open_on(day: OuterRef, days_on: int, hours: Q) -> Q:
    """By what begins on `day`: its exceptions where it has any, unless one says closed; else the week."""
    mine = Q(resource=OuterRef("pk"))
    otherwise = ScheduleException.objects.filter(mine, starts_on__lte=day, ends_on__gte=day)
    weekly = Schedule.objects.filter(
        mine,
        Q(valid_from=None) | Q(valid_from__lte=day),
        Q(valid_to=None) | Q(valid_to__gte=day),
        hours,
        weekday=(OuterRef("here_weekday") + days_on) % 7,
    )
    by_exception = Exists(otherwise.filter(hours, is_closed=False)) & ~Exists(
        otherwise.filter(is_closed=True)
    )
    return Q(by_exception) | (Q(Exists(weekly)) & ~Q(Exists(otherwise)))
