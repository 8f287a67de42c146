"""Who is there to answer a request for contact, and when: in words, by the hours that the school has given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import School


@dataclass(frozen=True)
class Desk:
    """`words` is one sentence to show; we never say that somebody is there when nobody is."""

    is_staffed: bool
    words: str


def desk_of(school: School, *, now: datetime, zone: str) -> Desk:
    """The desk of `school` at `now`. Clock times are the school's; where the reader's `zone` differs, it says so."""
    school_zone = ZoneInfo(school.time_zone)
    local = now.astimezone(school_zone)
    shifts = sorted(school.staffed_hours.all(), key=lambda hours: (hours.weekday, hours.opens_at))
    theirs = "" if _shows_the_same(now, school.time_zone, zone) else ", by the clock at your school"
    if not shifts:
        return Desk(False, "Your school has not told us when somebody is at the desk.")
    for hours in shifts:
        if hours.weekday == local.weekday() and hours.opens_at <= local.time() < hours.closes_at:
            return Desk(True, f"The desk is staffed until {hours.closes_at:%H:%M} today{theirs}.")
    for offset in range(8):
        day = local.date() + timedelta(days=offset)
        for hours in shifts:
            opens = datetime.combine(day, hours.opens_at, school_zone)
            if hours.weekday == day.weekday() and opens > now:
                named = {0: "today", 1: "tomorrow"}.get(offset, f"{day:%A}")
                return Desk(
                    False, f"Nobody is at the desk now. It opens {named} at {hours.opens_at:%H:%M}{theirs}."
                )
    return Desk(False, "Nobody is at the desk now.")


def _shows_the_same(now: datetime, one: str, other: str) -> bool:
    return now.astimezone(ZoneInfo(one)).utcoffset() == now.astimezone(ZoneInfo(other)).utcoffset()
