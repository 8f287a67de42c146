"""Rules of repetition (RFC 5545, by dateutil), kept as text and told in plain words.

A rule speaks of local days alone; the time of day and the zone are the meeting's. It has no rule when it is once.
"""

from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from django.db import models

NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Rhythm(models.TextChoices):
    ONCE = "once", "Once"
    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every month"


def nth_of_month(day: date) -> int:
    """1 to 4, or -1 for what is the fifth and therefore the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth <= 4 else -1


def rule_for(rhythm: str, first_on: date, *, last_on: date | None = None, count: int | None = None) -> str:
    """The rule's text; "" for once. Monthly is the same weekday of the month: people meet on Tuesdays, not on 17ths."""
    if rhythm == Rhythm.ONCE:
        return ""
    rule = {
        Rhythm.WEEKLY: "FREQ=WEEKLY",
        Rhythm.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        Rhythm.MONTHLY: f"FREQ=MONTHLY;BYDAY={nth_of_month(first_on)}{WEEKDAYS[first_on.weekday()]}",
    }[Rhythm(rhythm)]
    if last_on:
        return f"{rule};UNTIL={last_on:%Y%m%d}"
    return f"{rule};COUNT={count}" if count else rule


def parts_of(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";")) if rule else {}


def rhythm_of(rule: str) -> Rhythm:
    parts = parts_of(rule)
    if not parts:
        return Rhythm.ONCE
    if parts["FREQ"] == "MONTHLY":
        return Rhythm.MONTHLY
    return Rhythm.FORTNIGHTLY if parts.get("INTERVAL") == "2" else Rhythm.WEEKLY


def last_on_of(rule: str) -> date | None:
    until = parts_of(rule).get("UNTIL")
    return datetime.strptime(until, "%Y%m%d").date() if until else None  # noqa: DTZ007 a local day


def count_of(rule: str) -> int | None:
    count = parts_of(rule).get("COUNT")
    return int(count) if count else None


def days_of(rule: str, first_on: date, *, after: date, until: date) -> list[date]:
    """The local days of the rule from `after` to `until`, both included."""
    if not rule:
        return [first_on] if after <= first_on <= until else []
    days = rrulestr(rule, dtstart=_midnight(first_on)).between(_midnight(after), _midnight(until), inc=True)
    return [day.date() for day in days]


def next_day_of(rule: str, first_on: date, *, after: date) -> date | None:
    """The first local day of the rule on or after `after`; None when the rule has ended by then."""
    if not rule:
        return first_on if first_on >= after else None
    found = rrulestr(rule, dtstart=_midnight(first_on)).after(_midnight(after), inc=True)
    return found.date() if found else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def words_of(rule: str, first_on: date) -> str:
    """Every month on the third Tuesday, until 18 December 2026."""
    rhythm = rhythm_of(rule)
    if rhythm == Rhythm.ONCE:
        return "Once"
    words = f"{rhythm.label} on {first_on:%A}"
    if rhythm == Rhythm.MONTHLY:
        words = f"{rhythm.label} on the {NTH[nth_of_month(first_on)]} {first_on:%A}"
    if last := last_on_of(rule):
        return f"{words}, until {last.day} {last:%B %Y}"
    if count := count_of(rule):
        return f"{words}, {count} times"
    return words
