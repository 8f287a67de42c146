"""Northgate's own part of the library, and what Ada keeps of it."""

from datetime import date, datetime, timedelta

from accounts.models import School, User
from config.demo.services import PAST_REVIEW, SERVICES
from resources.kinds import Kind
from resources.models import (
    Bookmark,
    Contact,
    Helped,
    Phone,
    PrivateList,
    Resource,
    Schedule,
    ScheduleException,
    SchoolView,
)


def stock(people: dict[str, User], *, now: datetime) -> None:
    """Northgate's services, what it hides and adds, and what Ada keeps."""
    ada, wil = people["ada"], people["wil"]
    school: School = ada.school  # type: ignore[assignment]
    today = now.date()
    for place, (facts, hours, numbers) in enumerate(SERVICES):
        checked = today - timedelta(days=7 + place * 11)
        if facts["slug"] == PAST_REVIEW:
            checked = today - timedelta(days=200)
        entry = Resource(**facts, school=school, owner=wil, assured_on=checked, changed_by=wil)
        entry.assured_by = f"wellness staff of {school}"
        entry.waiting_reported_on = checked if entry.waiting_time else None
        entry.save()
        fill(entry, hours, numbers, today)
    Contact.objects.create(
        resource=Resource.objects.get(school=school, slug="money-desk"), name="Robin Vale", title="Adviser"
    )
    tailor(school)
    keep(ada, school, list(people.values()), now=now)


def fill(entry: Resource, hours: list, numbers: list, today: date) -> None:
    """Weekly hours, the winter break, numbers."""
    Schedule.objects.bulk_create(
        Schedule(resource=entry, weekday=day, opens_at=opens, closes_at=closes)
        for days, opens, closes in hours
        for day in days
    )
    is_round_the_clock = any(opens == closes for _, opens, closes in hours)
    if hours and not is_round_the_clock:
        year = today.year if today.month > 1 else today.year - 1
        ScheduleException.objects.create(
            resource=entry, starts_on=date(year, 12, 24), ends_on=date(year + 1, 1, 1), note="Winter break"
        )
    for place, (kind, number, description) in enumerate(numbers):
        Phone.objects.create(
            resource=entry, type=kind, number=number, description=description, position=place
        )


def tailor(school: School) -> None:
    """One global entry hidden, two annotated; which ones there are depends on what has been loaded."""
    shown = Resource.objects.filter(school=None)
    if far := shown.filter(kind=Kind.HELPLINE).exclude(country__in=["", school.country]).last():
        SchoolView.objects.create(school=school, resource=far, is_hidden=True)
    notes = {
        "after-a-needlestick": "At Northgate: ring occupational health, 01632 960 177, at any hour.",
        "going-to-counselling": "At Northgate: Mill House, side door. The first call comes within three working days.",
    }
    for slug, note in notes.items():
        if entry := shown.filter(slug=slug).first():
            SchoolView.objects.create(school=school, resource=entry, note=note)


def keep(ada: User, school: School, people: list[User], *, now: datetime) -> None:
    nights = PrivateList.objects.create(user=ada, name="For nights", made_at=now)
    own = {entry.slug: entry for entry in Resource.objects.filter(school=school)}
    for slug, in_list in (("night-listening", nights), ("quiet-room", nights), ("student-counselling", None)):
        Bookmark.objects.create(user=ada, resource=own[slug], in_list=in_list, kept_at=now)
    students = [person for person in people if person.school_id == school.pk and not person.is_staff]
    for slug, count in (("quiet-room", 11), ("student-counselling", 7), ("money-desk", 4)):
        Helped.objects.bulk_create(
            Helped(user=person, resource=own[slug], said_at=now) for person in students[:count]
        )
