"""What Northgate offers on a date: one with room, one that is full with a line, one online, one that is over."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import School, User
from accounts.support import Support
from resources.hours import instant
from resources.models import SignUp, Workshop
from resources.topics import Topic
from resources.workshops.answers import answer_workshop, say_was_there
from resources.workshops.signing_up import sign_up

DESK = "The wellbeing desk, second floor of the library"

# facts; days from now, begins, minutes; hours before which sign-up closes; how many of the others sign up
WORKSHOPS: list[tuple[dict[str, Any], int, time, int, int, int]] = [
    (
        {
            "title": "Sleeping after nights",
            "summary": "What to do with the first day after a run of nights, tried out together.",
            "body": "Somebody from the sleep clinic and two residents who have done it badly.\n\n"
            "- what to eat, and when to stop with coffee\n- how to come home when you are too tired to drive\n"
            "- a plan for your own next run, on one page\n\nBring your rota if you have one.",
            "place": "Library, room 2.14",
            "capacity": 14,
            "support": [Support.INFORMATIONAL],
            "topics": [Topic.SLEEP, Topic.WARD],
            "contact": DESK,
        },
        6,
        time(18),
        90,
        0,
        5,
    ),
    (
        {
            "title": "Listening in pairs",
            "summary": "Ten minutes each way, and nothing to solve. For friends, and for those who come alone.",
            "body": "We practise one thing: not to answer too soon.\n\n## How it goes\n\n"
            "1. Two chairs, ten minutes, one speaks.\n2. The other says back what they heard, and no more.\n"
            "3. Change.\n\nYou choose what you speak about; it"
            " can be the bus. Nobody is asked to tell the room anything.",
            "place": "Students’ house, the small hall",
            "capacity": 6,
            "support": [Support.EMOTIONAL],
            "topics": [Topic.PEOPLE],
            "contact": DESK,
        },
        11,
        time(17, 30),
        75,
        24,
        8,
    ),
    (
        {
            "title": "The form for the hardship fund",
            "summary": "We fill it in together, on your own screen, with somebody who reads these forms.",
            "body": "You see the form first and leave with it done, or nearly. Cameras stay off.",
            "link": "https://rooms.northgate.example.edu/fund",
            "capacity": 30,
            "support": [Support.INSTRUMENTAL],
            "topics": [Topic.MONEY],
            "contact": DESK,
        },
        19,
        time(12, 30),
        45,
        0,
        3,
    ),
    (
        {
            "title": "When an exam went wrong",
            "summary": "An evening with people who have sat one twice.",
            "body": "Three people told how their resit year was. Then there was soup.",
            "place": "Students’ house, the kitchen",
            "capacity": 16,
            "support": [Support.EMOTIONAL, Support.APPRAISAL],
            "topics": [Topic.EXAMS, Topic.FUTURE],
            "contact": DESK,
        },
        -9,
        time(18, 30),
        120,
        0,
        12,
    ),
]
# What was said of the last one.
SAID = [
    (5, "Nothing. I had thought I was the only one in my year."),
    (5, ""),
    (4, "A bit earlier, I had to leave for the last train."),
    (4, "More time for the soup part."),
    (5, "Somebody who changed schools would be good to hear as well."),
    (3, "The chairs in a row felt like a lecture. A circle next time?"),
    (4, ""),
    (2, "I would have liked to hear what one does in the first week after it, in practice."),
    (5, "Please do it again before the results, not after."),
    (4, ""),
]


def invite(people: dict[str, User], *, now: datetime) -> None:
    ada, ben = people["ada"], people["ben"]
    school = School.objects.get(users=ada)
    others = [
        person
        for person in people.values()
        if person.school_id == school.pk and not person.is_staff and person not in (ada, ben)
    ]
    made = []
    for place, (facts, days, begins, minutes, closes, count) in enumerate(WORKSHOPS):
        day = now.astimezone(ZoneInfo(school.time_zone)).date() + timedelta(days=days)
        starts_at = instant(day, begins, ZoneInfo(school.time_zone))
        workshop = Workshop.objects.create(
            school=school,
            time_zone=school.time_zone,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            closes_at=starts_at - timedelta(hours=closes),
            is_shown=True,
            **facts,
        )
        then = min(now, starts_at) - timedelta(days=3)
        for number in range(count):
            person = others[(place * 7 + number) % len(others)]
            sign_up(workshop=workshop, by=person, now=then + timedelta(hours=number))
        made.append(workshop)
    nights, pairs, _, exam = made
    sign_up(workshop=nights, by=ada, now=now - timedelta(hours=20))
    sign_up(workshop=pairs, by=ben, now=now - timedelta(hours=5))
    sign_up(workshop=exam, by=ada, now=exam.starts_at - timedelta(days=1))
    answers(exam, ada)


def answers(workshop: Workshop, ada: User) -> None:
    """Ada can still say hers."""
    morning = workshop.ends_at + timedelta(hours=14)
    came = SignUp.objects.seated().filter(workshop=workshop).exclude(user=ada).select_related("user")
    for (worth, words), row in zip(SAID, came, strict=False):
        say_was_there(workshop=workshop, by=row.user, was_there=True, now=morning)
        answer_workshop(workshop=workshop, by=row.user, worth=worth, words=words, now=morning)
