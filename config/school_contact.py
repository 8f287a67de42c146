"""A school's own people, and when they are there, in words."""

from datetime import datetime

from accounts.models import School, User
from checkins.desk import desk_of
from resources.school_line import line_of


def contact_of(reader: User, *, now: datetime) -> dict:
    """The page's context: the school, whether a request can be sent, the desk now, and its week in words."""
    school: School | None = reader.school
    if school is None:
        return {"school": None}
    return {
        "school": school,
        "offers_contact": school.offers_contact(),
        "desk": desk_of(school, now=now, zone=reader.time_zone),
        "line": line_of(school),
    }
