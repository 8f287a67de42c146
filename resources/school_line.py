"""A school's own line as it stands on a page that asks no database: written down from the school's row, beforehand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import School, StaffedHours
from resources.helplines import digits


@dataclass(frozen=True)
class Day:
    """One weekday with staffed hours. `weekday`: Monday is 0. `hours`, for scripts: "09:00-12:00 13:00-17:00"."""

    weekday: int
    name: str
    words: str
    hours: str


@dataclass(frozen=True)
class SchoolLine:
    """What a school tells everybody of whom to call there. Nothing in it is about a person who is ill or a student."""

    name: str
    slug: str
    country: str
    zone: str
    contact: str
    phone: str
    note: str
    week: tuple[Day, ...]

    @property
    def address(self) -> str:
        return reverse("help-now-at", args=[self.slug])

    @property
    def dialled(self) -> str:
        return digits(self.phone)


def line_of(school: School) -> SchoolLine:
    return SchoolLine(
        name=school.name,
        slug=school.slug,
        country=school.country,
        zone=school.time_zone,
        contact=school.urgent_contact_name,
        phone=school.urgent_contact_phone,
        note=school.urgent_contact_note,
        week=tuple(week_of(school.staffed_hours.all())),
    )


def week_of(hours: Iterable[StaffedHours]) -> Iterator[Day]:
    """One for each weekday with hours: "09:00 to 12:00 and 13:00 to 17:00". Days without hours are left out."""
    shifts: dict[int, list[StaffedHours]] = {}
    for shift in hours:
        shifts.setdefault(shift.weekday, []).append(shift)
    for weekday in sorted(shifts):
        day = sorted(shifts[weekday], key=lambda shift: shift.opens_at)
        yield Day(
            weekday=weekday,
            name=StaffedHours.Weekday(weekday).label,
            words=" and ".join(f"{shift.opens_at:%H:%M} to {shift.closes_at:%H:%M}" for shift in day),
            hours=" ".join(f"{shift.opens_at:%H:%M}-{shift.closes_at:%H:%M}" for shift in day),
        )
