"""A school's own people, and when they are there, in words."""

from datetime import datetime, time

from accounts.models import School, User
from checkins.desk import desk_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def contact_of(reader: User, *, now: datetime) -> dict:
    """The page's context: the school, whether a request can be sent, the desk now, and its week in words."""
    school: School | None = reader.school
    if school is None:
        return {"school": None}
    return {
        "school": school,
        "offers_contact": school.offers_contact(),
        "desk": desk_of(school, now=now, zone=reader.time_zone),
        "week": week_in_words(school.staffed_hours.all()),
        "dialled": "".join(sign for sign in school.urgent_contact_phone if sign in "+0123456789"),
    }


def week_in_words(hours) -> list[tuple[str, str]]:
    """One line a weekday: ("Monday", "9:00 to 12:00 and 13:00 to 17:00"). Days without hours are left out."""
    shifts: dict[int, list[str]] = {}
    for shift in hours:
        shifts.setdefault(shift.weekday, []).append(f"{clock(shift.opens_at)} to {clock(shift.closes_at)}")
    return [
        (name, " and ".join(shifts[weekday])) for weekday, name in enumerate(WEEKDAYS) if weekday in shifts
    ]


def clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"
