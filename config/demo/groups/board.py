"""What those who look after the demo's groups see and do: the pulse of past weeks, a worry, a mentor's capacity."""

from datetime import datetime, timedelta

from accounts.models import Grading, Letter, School, User
from accounts.support import Support
from groups.concerns import acknowledge_concern, close_concern, raise_concern
from groups.kinds import Role
from groups.models import Group, Membership, Mentor, QuietSpell
from groups.models.concerns import Severity, Source
from groups.models.groups import QUIET_AFTER
from groups.pulse import freeze_weeks
from groups.talking import write_post

WEEKS = 8
# Groups of which everybody but their keeper counts in the pulse.
WITH_PULSE = ("Wednesday circle", "First on the wards", "Runners of the canal", "Cardiology before breakfast")


def look_after(people: dict[str, User], *, now: datetime) -> None:
    count_in(now=now)
    note_mentors(people, now=now)
    worry_that_helped(people, now=now)
    call_that_waits(people, now=now)
    grade(people, now=now)
    ask_beyond_its_time(people, now=now)
    fall_quiet(now=now)


def ask_beyond_its_time(people: dict[str, User], *, now: datetime) -> None:
    """Nobody has answered since yesterday, so the group's mentor sees it first of all."""
    asker = Membership.objects.active().filter(
        group__name="First on the wards", user=people["northern.reed.518"]
    )
    member = asker.select_related("group__school").first()
    if member is not None:
        write_post(
            by=member,
            kind=Support.INFORMATIONAL,
            title="What do you do when nobody on the ward knows that you are coming?",
            words="I start on Monday, and the ward has not answered. Do I just turn up?",
            now=now - timedelta(hours=19),
        )


def count_in(*, now: datetime) -> None:
    """Most members of some groups have said yes since they joined, and each week that is over was written down."""
    for membership in (
        Membership.objects.active().filter(group__name__in=WITH_PULSE).exclude(role=Role.MENTOR)
    ):
        membership.pulse_since = membership.joined_at
        membership.save(update_fields=["pulse_since"])
    for weeks in range(WEEKS, -1, -1):
        freeze_weeks(now=now - timedelta(weeks=weeks))


def note_mentors(people: dict[str, User], *, now: datetime) -> None:
    Mentor.objects.create(user=people["mo"], most_groups=4, trained_on=(now - timedelta(days=120)).date())


def worry_that_helped(people: dict[str, User], *, now: datetime) -> None:
    """Mo was worried three weeks ago, the student was told, Wil saw to it."""
    about = Membership.objects.active().filter(
        group__name="Wednesday circle", user=people["honest.crane.448"]
    )
    member = about.select_related("group__school").first()
    if member is None:
        return
    then = now - timedelta(days=20)
    concern = raise_concern(
        group=member.group,
        about=member,
        raised_by=people["mo"],
        source=Source.MENTOR,
        severity=Severity.TODAY,
        words=(
            "Twice in the circle he said that he has stopped eating lunch to have more time to read. He laughed about "
            "it. Last week he did not come, and wrote that there is no point in talking before the exam."
        ),
        student_knows=True,
        tells_student=True,
        now=then,
    )
    acknowledge_concern(concern=concern, by=people["wil"], now=then + timedelta(minutes=40))
    close_concern(
        concern=concern,
        by=people["wil"],
        outcome="I have spoken with him, and he knows where to find us. Thank you for handing it on so carefully.",
        now=then + timedelta(days=1),
    )
    _already_sent(concern.pk)


def call_that_waits(people: dict[str, User], *, now: datetime) -> None:
    """Who looks after the runners has asked for somebody to talk to; nobody has taken it yet."""
    group = Group.objects.filter(name="Runners of the canal").select_related("school").first()
    if group is None:
        return
    raise_concern(
        group=group,
        raised_by=people["linen.wren.357"],
        source=Source.MYSELF,
        severity=Severity.THIS_WEEK,
        words=(
            "Two people told me hard things after the run. I would like to talk through how to listen "
            "without carrying it home."
        ),
        reach_by="A message here, or the bench by the lock on Thursdays",
        now=now - timedelta(hours=2),
    )


def grade(people: dict[str, User], *, now: datetime) -> None:
    """A resident marks the practical exam of the first year, so she is in no group with them."""
    grader = people["tidal.raven.712"]
    together = Membership.objects.active().filter(user=grader).values("group")
    if Membership.objects.active().filter(group__in=together, user__stage=User.Stage.YEAR_1).exists():
        return
    Grading.objects.create(
        school=School.objects.get(users=grader),
        grader=grader,
        stage=User.Stage.YEAR_1,
        course="Anatomy, practical exam",
        from_on=(now - timedelta(days=40)).date(),
        until_on=(now + timedelta(days=80)).date(),
        declared_by=grader,
        declared_at=now - timedelta(days=41),
    )


def fall_quiet(*, now: datetime) -> None:
    """Whoever keeps a quiet group has been written to already."""
    for group in Group.objects.running().filter(last_active_at__lt=now - QUIET_AFTER):
        nudged_at = min(group.last_active_at + QUIET_AFTER + timedelta(hours=1), now)
        QuietSpell.objects.create(
            group=group,
            since=group.last_active_at,
            nudged_at=nudged_at,
            offered_at=nudged_at + timedelta(weeks=1) if nudged_at + timedelta(weeks=1) < now else None,
        )


def _already_sent(about: int) -> None:
    kinds = ("group-duty", "group-news", "group-about-you")
    for letter in Letter.objects.filter(kind__in=kinds, about=about):
        letter.sent_at, letter.attempts = letter.due_at + timedelta(seconds=4), 1
        letter.save(update_fields=["sent_at", "attempts"])
