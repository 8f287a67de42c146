"""Reads somebody's calendar file in a process of its own: `python -m groups.calendars.reading < file > blocks.json`.

A calendar can be made to run for ever (a rule that never matches) or to fill the memory. The operating system holds
this process to seconds and megabytes, whatever is in the file; it knows no database, no settings and no secret.

In: one line of JSON (`zone`, `first`, `last`, `keeps_titles`), then the file. Out: JSON, {"blocks": [...], "left_out":
n} or {"error": word}. A block is [start, end, is_all_day, word, title]: instants in seconds, a hint, the title or "".
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

CPU_SECONDS = 8
MEMORY = 768 * 1024 * 1024
MOST_EVENTS = 5_000
MOST_BLOCKS = 2_000
# Rules by the hour or faster are no rotation, and nobody's weekly lecture began before this century.
TOO_FAST = {"SECONDLY", "MINUTELY", "HOURLY"}
BY_CLOCK = {"BYHOUR", "BYMINUTE", "BYSECOND"}
OLDEST_RULE = timedelta(days=6 * 366)
LONGEST = timedelta(days=120)
EXAM = re.compile(
    r"\b(exams?|examinations?|osces?|resits?|finals|mocks?|vivas?|prüfung\w*|examen\w*|klausur\w*)\b", re.I
)
NIGHT = re.compile(r"\b(nights?|nacht\w*|nuits?)\b", re.I)
MOST_OF_A_TITLE = 120


class Unreadable(Exception):
    """What is wrong, in one word that a page has a sentence for."""


def hold_to_limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def blocks_in(raw: bytes, *, zone: ZoneInfo, first: date, last: date, keeps_titles: bool) -> dict:
    """Busy times between two local days, in order, at most MOST_BLOCKS of them."""
    if b"BEGIN:VCALENDAR" not in raw[:4096].upper():
        raise Unreadable("no-calendar")
    if raw.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise Unreadable("too-many")
    try:
        calendar = icalendar.Calendar.from_ical(raw.decode("utf-8-sig", errors="replace"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("no-calendar") from error
    left_out = 0
    fine = icalendar.Calendar()
    for event in calendar.walk("VEVENT"):
        if _is_fit(event, first):
            fine.add_component(event)
        else:
            left_out += 1
    query = recurring_ical_events.of(fine, keep_recurrence_attributes=False, skip_bad_series=True)
    blocks = []
    for event in query.between(first, last + timedelta(days=1)):
        block = _block(event, zone, keeps_titles)
        if block is None:
            continue
        blocks.append(block)
        if len(blocks) > MOST_BLOCKS:
            raise Unreadable("too-many")
    return {"blocks": sorted(blocks), "left_out": left_out}


def _is_fit(event, first: date) -> bool:
    try:
        start, rules = event.start, event.get("RRULE", [])
        started = start.date() if isinstance(start, datetime) else start
    except (ValueError, KeyError, TypeError, AttributeError, icalendar.InvalidCalendar):
        return False
    if event.get("RDATE") is not None and len(str(event.get("RDATE"))) > 20_000:
        return False
    for rule in rules if isinstance(rules, list) else [rules]:
        if not rule:
            continue
        every = rule.get("INTERVAL", [1])
        if (
            set(map(str.upper, rule.get("FREQ", []))) & TOO_FAST
            or BY_CLOCK & set(rule)
            or min(map(int, every), default=1) < 1
            or started < first - OLDEST_RULE
        ):
            return False
    return True


def _block(event, zone: ZoneInfo, keeps_titles: bool) -> list | None:
    if (
        str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    ):
        return None
    start, end = event.start, event.end
    is_all_day = not isinstance(start, datetime)
    begins, ends = _instant(start, zone), _instant(end, zone)
    if is_all_day and ends <= begins:
        ends = _instant(start + timedelta(days=1), zone)
    if not timedelta() < ends - begins <= LONGEST:
        return None
    title = re.sub(r"[\x00-\x1f\x7f]", " ", str(event.get("SUMMARY", "")))
    word = (
        "exam"
        if EXAM.search(title)
        else "night"
        if NIGHT.search(title) or _is_night(begins, ends, zone)
        else "busy"
    )
    kept = title.encode("utf-8", "replace").decode()[:MOST_OF_A_TITLE].strip() if keeps_titles else ""
    return [int(begins.timestamp()), int(ends.timestamp()), is_all_day, word, kept]


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    """A day begins at its midnight, and a time without a zone is meant, in the person's own."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _is_night(begins: datetime, ends: datetime, zone: ZoneInfo) -> bool:
    """At work at three in the morning, and not for days on end."""
    if ends - begins > timedelta(hours=18):
        return False
    here = begins.astimezone(zone)
    three = datetime.combine(here.date() + timedelta(days=here.hour >= 3), time(3), zone)
    return begins < three < ends


def lines_of(source) -> Iterator[bytes]:
    yield source.readline()
    yield source.read()


def main() -> None:
    hold_to_limits()
    wish, raw = lines_of(sys.stdin.buffer)
    asked = json.loads(wish)
    try:
        answer = blocks_in(
            raw,
            zone=ZoneInfo(asked["zone"]),
            first=date.fromisoformat(asked["first"]),
            last=date.fromisoformat(asked["last"]),
            keeps_titles=asked["keeps_titles"],
        )
    except Unreadable as error:
        answer = {"error": str(error)}
    except (MemoryError, RecursionError, OverflowError):
        answer = {"error": "too-much"}
    except Exception:
        # Somebody's file can break a parser in ways that nobody has listed; it is their file, not our fault.
        answer = {"error": "no-calendar"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
