"""What Northgate's students said was missing, and what came of it."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import School, User
from config.demo.people import NORTHGATE
from resources.forms.proposals import new_secret
from resources.models import CoSign, Proposal, Resource, Tip
from resources.models.proposals import Stand, hash_of
from resources.models.tips import Outcome, What

# title, words, author's key ("" for nobody), days ago, signs, stand, owner, days until due, answer
PROPOSALS = (
    (
        "Counselling after 18:00",
        "Shifts end at seven, and the desk closes at five. An evening a week would open it to everybody on placement.",
        "hazel.trout.915", 64, 11, Stand.DONE, "Student counselling", None,
        "From this month on the desk is open on Tuesdays and Thursdays until 20:00. The library shows the new hours.",
    ),
    (
        "A microwave near the wards",
        "Nights would be easier with something warm. The canteen closes at nine.",
        "ben", 31, 7, Stand.PLANNED, "Facilities, with the wellness desk", 24,
        "A shelf, a kettle and a microwave go into the room behind ward six. The electrician has to come first.",
    ),
    (
        "Exam dates six weeks ahead",
        "Some of us travel, some have children. Two weeks is too short to arrange anything.",
        "", 19, 9, Stand.LOOKING, "The registrar's office", 40,
        "We have asked the course leads what keeps the dates back, and say here what they answer.",
    ),
    (
        "Single rooms on elective",
        "Sharing with strangers after nights is hard.",
        "golden.plover.286", 45, 3, Stand.NOT_NOW, "The wellness desk", None,
        "The hostel has eleven rooms for twenty-four students, so not this year. Whoever needs one for their health "
        "can ask Disability and adjustments, who have two.",
    ),
    (
        "A quiet hour in the library on Sundays",
        "Without the vacuum cleaner, if that can be helped.",
        "ada", 2, 2, Stand.NEW, "", None, "",
    ),
)  # fmt: skip


def speak_up(people: dict[str, User], *, now: datetime) -> None:
    """`people` by the part of their address before the @."""
    today = timezone.localdate(now)
    school = School.objects.get(slug=NORTHGATE)
    neighbours = [
        person for person in people.values() if person.school_id == school.pk and not person.is_staff
    ]
    for title, words, key, ago, signs, stand, owner, due, answer in PROPOSALS:
        author = people[key] if key else None
        proposal = Proposal.objects.create(
            school=school,
            author=author,
            secret_hash=hash_of(new_secret()),
            title=title,
            words=words,
            made_on=today - timedelta(days=ago),
            shown_at=now - timedelta(days=ago),
            stand=stand,
            owner=owner,
            due_on=today + timedelta(days=due) if due else None,
            answer=answer,
            answered_at=now - timedelta(days=ago // 2) if answer else None,
        )
        others = [person for person in neighbours if person != author][:signs]
        CoSign.objects.bulk_create(
            CoSign(proposal=proposal, user=person, signed_on=today - timedelta(days=ago // 2))
            for person in others
        )
    _tips(people, school, now=now)


def _tips(people: dict[str, User], school: School, *, now: datetime) -> None:
    """One that was put right, one that waits."""
    ada, ben = people["ada"], people["ben"]
    service = Resource.objects.filter(school=school).order_by("pk").first()
    Tip.objects.create(
        school=school,
        by=ada,
        resource=service,
        what=What.WRONG,
        words="The stairs are closed, one has to go round by the yard.",
        made_at=now - timedelta(days=12),
        outcome=Outcome.ACCEPTED,
        answer="Thank you, it stands there now.",
        answered_at=now - timedelta(days=11),
    )
    Tip.objects.create(
        school=school,
        by=ben,
        what=What.NEW,
        title="The night kitchen",
        words="Open until two, next to the ward. Soup and people.",
        made_at=now - timedelta(days=3),
    )
