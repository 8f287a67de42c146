"""Northgate's own part of the library: invented services with hours and numbers from ranges that ring nowhere."""

from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import School, User
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

WEEKDAYS, EVERY_DAY = range(5), range(7)
DAY = (WEEKDAYS, time(9), time(17))

# slug: facts, hours as (weekdays, opens, closes), numbers as (type, number, description)
SERVICES: list[tuple[dict[str, Any], list, list]] = [
    (
        {
            "slug": "student-counselling",
            "kind": Kind.SERVICE,
            "title": "Student counselling",
            "summary": "Fifty minutes with a counsellor who does not teach. Up to six times, and again next year.",
            "organisation": "University of Northgate, not the medical school",
            "body": "## The first time\n\nYou fill in a page about how things are. A counsellor rings you within three"
            " working days to find a time. You can ask for a woman or a man, and for somebody who has not met you"
            " on a ward.\n\n## If you cannot wait\n\nSay so on the page. Two places are kept free each day.",
            "reaches_file": "no",
            "who_is_told": "Nobody at the medical school. Only if somebody's life is in danger, and then they"
            " tell you first if they can.",
            "evaluators": "no",
            "cost": "free",
            "waiting_time": "About two weeks; same day if you say that you cannot wait",
            "languages": ["en", "cy"],
            "interpretation": "Other languages by an interpreter on the phone.",
            "eligibility": "Every student, also while on leave.",
            "accessibility": "Lift from the yard. A room without strip lights. By video too.",
            "address": "Mill House, first floor",
            "directions": "Side door on Mill Lane; nobody from the school uses it.",
            "licensing_note": "Forms that ask about health ask about what affects your work now."
            " The counsellors can read one with you.",
            "support": ["emotional"],
            "topics": ["health", "people", "workload"],
            "keywords": ["shrink", "therapist", "talk to someone"],
        },
        [DAY, ([2], time(17), time(20))],
        [("voice", "01632 960 214", "Front desk"), ("sms", "07700 900 214", "To move an appointment")],
    ),
    (
        {
            "slug": "night-listening",
            "kind": Kind.SERVICE,
            "title": "Night listening line",
            "summary": "Students who have been trained to listen, from eight in the evening until late.",
            "organisation": "Students' union",
            "reaches_file": "no",
            "who_is_told": "Nobody. They do not ask your name.",
            "evaluators": "unknown",
            "cost": "free",
            "eligibility": "Anybody who studies at Northgate.",
            "languages": ["en"],
            "support": ["emotional"],
            "topics": ["people", "sleep", "home"],
        },
        [(EVERY_DAY, time(20), time(2))],
        [("voice", "01632 960 388", "")],
    ),
    (
        {
            "slug": "campus-doctors",
            "kind": Kind.SERVICE,
            "title": "Campus doctors",
            "summary": "Your own doctor, close by. They are not the doctors who teach you.",
            "organisation": "Mill Lane Practice",
            "reaches_file": "no",
            "who_is_told": "Your record is the practice's. The school hears nothing unless you ask for a note.",
            "evaluators": "yes",
            "cost": "free",
            "fees": "Letters for the school cost nothing; insurance forms do.",
            "waiting_time": "Same day by phone, about a week for a double appointment",
            "required_documents": "Nothing the first time. Later your number, if you have one.",
            "eligibility": "Students who live within five miles.",
            "languages": ["en", "pl"],
            "address": "Mill Lane 12",
            "insurance_note": "No insurance is needed.",
            "support": ["instrumental", "informational"],
            "topics": ["health", "sleep"],
            "keywords": ["gp", "doctor", "sick note", "prescription"],
        },
        [(WEEKDAYS, time(8), time(18, 30)), ([5], time(9), time(12))],
        [("voice", "01632 960 145", "Appointments from 8:00")],
    ),
    (
        {
            "slug": "occupational-health",
            "kind": Kind.SERVICE,
            "title": "Occupational health",
            "summary": "Needlesticks, vaccinations, coming back after illness.",
            "organisation": "Northgate Hospital",
            "body": "## After a needlestick or a splash\n\nWash, tell the nurse in charge, ring at once."
            " Out of hours the emergency department does the same.",
            "reaches_file": "partly",
            "who_is_told": "The school hears whether you are fit for a placement, and with what changes. It does not"
            " hear why.",
            "evaluators": "no",
            "cost": "free",
            "eligibility": "Students on placement at Northgate Hospital.",
            "address": "Hospital, level 1, blue doors",
            "support": ["instrumental", "informational"],
            "topics": ["ward", "health"],
            "keywords": ["needlestick", "sharps", "vaccination", "fit to work"],
        },
        [(WEEKDAYS, time(8, 30), time(16, 30))],
        [
            ("voice", "01632 960 177", ""),
            ("voice", "01632 960 100", "Nights and weekends: emergency department"),
        ],
    ),
    (
        {
            "slug": "disability-adjustments",
            "kind": Kind.SERVICE,
            "title": "Disability and adjustments",
            "summary": "Extra time, notes in advance, a placement that can be reached.",
            "organisation": "University of Northgate",
            "reaches_file": "partly",
            "who_is_told": "Your course office hears what to change. It does not hear the diagnosis unless you"
            " want that.",
            "evaluators": "no",
            "cost": "free",
            "waiting_time": "Three weeks in autumn, one week after that",
            "required_documents": "Anything a doctor or a school has written. If you have nothing, come all the same.",
            "address": "Library, ground floor",
            "accessibility": "No steps. Hearing loop. Dogs are welcome.",
            "support": ["instrumental", "appraisal"],
            "topics": ["exams", "health", "future"],
            "keywords": ["adhd", "dyslexia", "extra time"],
        },
        [DAY],
        [("voice", "01632 960 233", "")],
    ),
    (
        {
            "slug": "money-desk",
            "kind": Kind.SERVICE,
            "title": "Money desk",
            "summary": "Hardship fund, travel to placements, and somebody who reads the letters with you.",
            "organisation": "Students' union",
            "reaches_file": "no",
            "who_is_told": "The fund keeps your form for six years. The school is not told who asks.",
            "evaluators": "no",
            "cost": "free",
            "waiting_time": "An answer within ten days; up to 50 pounds on the day",
            "required_documents": "Three months of bank statements, for the larger fund only.",
            "address": "Union building, room 4",
            "support": ["instrumental", "informational"],
            "topics": ["money", "home"],
            "keywords": ["broke", "rent", "hardship", "loan"],
        },
        [([0, 2, 3], time(11), time(15))],
        [("voice", "01632 960 402", "")],
    ),
    (
        {
            "slug": "ombuds",
            "kind": Kind.SERVICE,
            "title": "Ombudsperson",
            "summary": "When you were treated badly and do not know what to do with it. Off the record first.",
            "organisation": "University of Northgate",
            "reaches_file": "no",
            "who_is_told": "Nobody, until you say that you want it taken further.",
            "evaluators": "no",
            "cost": "free",
            "address": "Old Court, staircase C",
            "support": ["informational", "appraisal"],
            "topics": ["ward", "people"],
            "keywords": ["bullying", "harassment", "complaint", "mistreatment"],
        },
        [([1, 3], time(10), time(16))],
        [("voice", "01632 960 265", "A person, not a menu")],
    ),
    (
        {
            "slug": "chaplaincy",
            "kind": Kind.SERVICE,
            "title": "Chaplaincy",
            "summary": "Quiet company, of any faith or none, also after a death on the ward.",
            "organisation": "Northgate Hospital",
            "reaches_file": "no",
            "who_is_told": "Nobody.",
            "evaluators": "no",
            "cost": "free",
            "address": "Hospital, level 2, beside the garden",
            "languages": ["en", "ar", "pa"],
            "support": ["emotional"],
            "topics": ["ward", "people", "home"],
        },
        [(EVERY_DAY, time(8), time(20))],
        [("voice", "01632 960 118", "On call at night for the wards")],
    ),
    (
        {
            "slug": "quiet-room",
            "kind": Kind.FACILITY,
            "title": "The quiet room",
            "summary": "Two sofas, a kettle, no screens. Your student card opens it.",
            "reaches_file": "no",
            "who_is_told": "Nobody. The door counts cards and keeps no names.",
            "evaluators": "yes",
            "cost": "free",
            "address": "Medical library, second floor, behind the periodicals",
            "accessibility": "Lift. Lights can be dimmed.",
            "support": ["instrumental"],
            "topics": ["workload", "sleep", "exams"],
            "keywords": ["nap", "rest", "pray"],
        },
        [(EVERY_DAY, time(0), time(0))],
        [],
    ),
    (
        {
            "slug": "study-skills",
            "kind": Kind.SERVICE,
            "title": "Study skills, one to one",
            "summary": "How you learn, looked at together: before a resit, or just because it takes too long.",
            "organisation": "Library",
            "reaches_file": "no",
            "who_is_told": "Nobody. If your year lead sent you, only that you came.",
            "evaluators": "no",
            "cost": "free",
            "address": "Library, room 2.14, or by video",
            "support": ["informational", "appraisal"],
            "topics": ["exams", "workload"],
            "keywords": ["resit", "revision", "anki"],
        },
        [([1, 2, 3], time(12), time(18))],
        [("voice", "01632 960 239", "")],
    ),
    (
        {
            "slug": "running-club",
            "kind": Kind.ACTIVITY,
            "title": "Slow running club",
            "summary": "Half an hour, at the speed of talking. Mostly people from the clinical years.",
            "reaches_file": "no",
            "evaluators": "unknown",
            "cost": "free",
            "address": "Main gate",
            "hours_note": "We start on the dot and wait for whoever is last.",
            "support": ["emotional"],
            "topics": ["people", "health", "good"],
        },
        [([1, 3], time(18, 30), time(19, 15)), ([6], time(10), time(11))],
        [],
    ),
    (
        {
            "slug": "family-support",
            "kind": Kind.SERVICE,
            "title": "Students with children",
            "summary": "Nursery places, timetable swaps, and a group that knows what night feeds are.",
            "organisation": "Students' union",
            "reaches_file": "partly",
            "who_is_told": "The course office, if you want your timetable changed.",
            "evaluators": "no",
            "cost": "partly",
            "fees": "Advice is free. The nursery costs by income.",
            "address": "Union building, room 6",
            "support": ["instrumental", "emotional"],
            "topics": ["home", "money", "workload"],
        },
        [([0, 4], time(10), time(14))],
        [("voice", "01632 960 455", "")],
    ),
]
PAST_REVIEW = "family-support"


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
