"""Hours as somebody would say them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from resources.hours import Hours, Otherwise, Weekly

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOON, EVENING = time(12), time(18)


@dataclass(frozen=True)
class HoursInWords:
    """`words` is one line without a full stop; `aside` says why, or whose clock, where that is not plain."""

    is_open: bool
    words: str
    aside: str = ""


def hours_in_words(hours: Hours, *, now: datetime, zone: ZoneInfo, reader: ZoneInfo) -> HoursInWords:
    asides = [hours.note] if hours.note else []
    if now.astimezone(zone).utcoffset() != now.astimezone(reader).utcoffset() and hours.changes_at:
        asides.append(f"{place_of(zone)} time")
    return HoursInWords(hours.is_open, _line(hours, now.astimezone(zone)), ", ".join(asides))


def _line(hours: Hours, here: datetime) -> str:
    if hours.is_round_the_clock:
        return "Open day and night"
    if hours.changes_at is None:
        return "Closed for now"
    at, days = hours.changes_at, (hours.changes_at.date() - here.date()).days
    if hours.is_open:
        is_tonight = days == 0 or (days == 1 and at.time() < NOON)
        return (
            f"Open now, until {clock(at.time()) if is_tonight else f'{_day(at, days)} at {clock(at.time())}'}"
        )
    return f"Closed now, opens {'' if days == 0 else f'{_day(at, days)} '}at {clock(at.time())}"


def _day(when: datetime, days: int) -> str:
    if days == 1:
        return "tomorrow"
    return f"{when:%A}" if days < 7 else f"on {when.day} {when:%B}"


def clock(at: time) -> str:
    return f"{at:%H:%M}"


def place_of(zone: ZoneInfo) -> str:
    """Europe/London is London."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def week_in_words(weekly: Iterable[Weekly], today: date) -> list[tuple[str, str]]:
    """(day, hours) of each weekday, as they hold today or later; no list where there are none."""
    current = [hours for hours in weekly if hours.valid_to is None or hours.valid_to >= today]
    if not current:
        return []
    if all(hours.opens_at == hours.closes_at for hours in current) and len({h.weekday for h in current}) == 7:
        return [("Every day", "day and night")]
    lines = [(DAYS[day], _spans([hours for hours in current if hours.weekday == day])) for day in range(7)]
    return _together(lines)


def _spans(of_a_day: Sequence[Weekly]) -> str:
    spans = []
    for hours in sorted(of_a_day, key=lambda hours: hours.opens_at):
        words = (
            "all day"
            if hours.opens_at == hours.closes_at
            else f"{clock(hours.opens_at)} to {clock(hours.closes_at)}"
        )
        if hours.valid_from or hours.valid_to:
            words += f" ({_term(hours)})"
        spans.append(words)
    return ", ".join(spans) or "closed"


def _term(hours: Weekly) -> str:
    parts = [f"from {date_words(hours.valid_from)}"] if hours.valid_from else []
    parts += [f"until {date_words(hours.valid_to)}"] if hours.valid_to else []
    return " ".join(parts)


def _together(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Days in a row with the same hours are one line: Monday to Friday."""
    joined: list[tuple[str, str, str]] = []
    for day, words in lines:
        if joined and joined[-1][2] == words:
            joined[-1] = (joined[-1][0], day, words)
        else:
            joined.append((day, day, words))
    return [(first if first == last else f"{first} to {last}", words) for first, last, words in joined]


def outside_work_in_words(weekly: Iterable[Weekly], today: date) -> str:
    """Whether it can be reached after a shift: "Also after 18:00 and at weekends", or "" where it cannot."""
    current = [hours for hours in weekly if hours.valid_to is None or hours.valid_to >= today]
    is_late = any(hours.weekday < 5 and (_wraps(hours) or hours.closes_at > EVENING) for hours in current)
    is_at_weekends = any(hours.weekday >= 5 for hours in current)
    parts = ["after 18:00"] * is_late + ["at weekends"] * is_at_weekends
    return f"Also {' and '.join(parts)}" if parts else ""


def _wraps(hours: Weekly) -> bool:
    return hours.closes_at <= hours.opens_at


def coming_exceptions(exceptions: Iterable[Otherwise], today: date) -> list[str]:
    """Days to come that are otherwise: "21 December to 1 January: closed. Winter break"."""
    lines = []
    for other in sorted(exceptions, key=lambda other: other.starts_on):
        if other.ends_on < today:
            continue
        days = date_words(other.starts_on)
        if other.ends_on != other.starts_on:
            days += f" to {date_words(other.ends_on)}"
        is_open = not other.is_closed and other.opens_at is not None and other.closes_at is not None
        hours = f"{clock(other.opens_at)} to {clock(other.closes_at)}" if is_open else "closed"  # type: ignore[arg-type]
        lines.append(f"{days}: {hours}" + (f" ({other.note})" if other.note else ""))
    return lines


def date_words(day: date) -> str:
    return f"{day.day} {day:%B}"
