"""When the demo's groups meet: rhythms of two months, who came, who means to come, and somebody's rotation."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from groups.meetings.answers import answer_date, say_so
from groups.meetings.changes import Pattern, Scope, call_off, change_date, plan_meeting
from groups.meetings.dates import write_dates
from groups.meetings.rules import Rhythm, rule_for
from groups.models import BusyTime, Group, Meeting, Membership, Rotation, WeeklyTimes
from groups.models.answers import Coming

# Chances, in percent, of yes, maybe, no, later and of nothing said.
LIKELY = (48, 14, 12, 6, 20)


@dataclass(frozen=True)
class Plan:
    """`weekday` from 0, Monday; `weeks_ago` the first time, 0 for one that is still to come."""

    group: str
    title: str
    weekday: int
    at: time
    minutes: int
    rhythm: Rhythm = Rhythm.WEEKLY
    place: str = ""
    link: str = ""
    about: str = ""
    capacity: int | None = None
    weeks_ago: int = 8


PLANS = (
    Plan(
        "Wednesday circle",
        "Our Wednesday",
        2,
        time(19, 30),
        60,
        Rhythm.FORTNIGHTLY,
        place="Chaplaincy, the room with the lamp",
        about="We begin with one word each. Then whoever likes to.",
    ),
    Plan(
        "First on the wards",
        "Ask Mo anything",
        3,
        time(18),
        60,
        Rhythm.MONTHLY,
        link="https://meet.jit.si/first-on-the-wards",
    ),
    Plan(
        "Cardiology before breakfast",
        "Murmurs and toast",
        1,
        time(7, 15),
        45,
        place="Small room behind the library",
        about="One thing you understood, one you did not.",
        capacity=4,
    ),
    Plan(
        "Cardiology before breakfast",
        "Murmurs and toast",
        4,
        time(7, 15),
        45,
        place="Small room behind the library",
    ),
    Plan("Runners of the canal", "Slow five", 6, time(10), 75, place="At the lock"),
    Plan(
        "Starting from far away",
        "Sunday call",
        6,
        time(17),
        60,
        Rhythm.FORTNIGHTLY,
        link="https://zoom.us/j/5550100",
    ),
    Plan("Once more with feeling", "Mondays, again", 0, time(18), 45, place="Café on Mill Lane, upstairs"),
    Plan("Choir that cannot sing", "Rehearsal", 3, time(20), 90, place="Old lecture theatre"),
    Plan("Slow readers", "Chapter nine", 4, time(17, 30), 60, place="The armchairs on the second floor"),
    Plan(
        "Night shift kitchen",
        "Soup for twelve",
        5,
        time(16),
        120,
        Rhythm.ONCE,
        place="Kitchen of Elm House",
        capacity=5,
        weeks_ago=0,
    ),
    Plan("Harbour walkers", "Along the water", 1, time(12), 30, place="Harbour gate"),
)


def meet(people: dict[str, User], *, now: datetime) -> None:
    dice = random.Random(417)
    held = [_hold(plan, group, now) for plan in PLANS for group in Group.objects.filter(name=plan.group)]
    # Before anybody has answered, so that nobody is written to when the demo begins.
    _one_called_off_one_moved(now)
    for meeting in held:
        _come(meeting, dice, now)
    _free_times(people, dice, now)
    _rotation_of(people["ada"], now)


def _hold(plan: Plan, group: Group, now: datetime) -> Meeting:
    then = max(now - timedelta(weeks=plan.weeks_ago), group.founded_at)
    first_on = then.astimezone(ZoneInfo(group.time_zone)).date() + timedelta(days=1)
    first_on += timedelta(days=(plan.weekday - first_on.weekday()) % 7)
    keeper = group.memberships.active().keepers().earliest("joined_at")
    pattern = Pattern(
        title=plan.title,
        about=plan.about,
        first_on=first_on,
        local_time=plan.at,
        time_zone=group.time_zone,
        minutes=plan.minutes,
        rule=rule_for(plan.rhythm, first_on),
        place=plan.place,
        link=plan.link,
        capacity=plan.capacity,
        guide=None,
    )
    meeting = plan_meeting(by=keeper, pattern=pattern, now=then)
    write_dates(meeting=meeting, now=now)
    return meeting


def _come(meeting: Meeting, dice: random.Random, now: datetime) -> None:
    members = list(meeting.group.memberships.active().select_related("user").order_by("pk"))
    for occasion in meeting.occasions.filter(starts_at__lt=now):
        for member in members:
            if member.joined_at < occasion.starts_at and dice.random() < 0.62:
                at = occasion.ends_at + timedelta(hours=dice.uniform(0, 12))
                say_so(occasion=occasion, by=member, was_there=True, now=min(at, now))
    for occasion in meeting.occasions.filter(starts_at__gt=now).order_by("starts_at")[:3]:
        _answers(occasion, members, dice, now)


def _answers(occasion, members: list[Membership], dice: random.Random, now: datetime) -> None:
    for member in members:
        said = dice.choices([*Coming.values, None], LIKELY)[0]
        if said:
            at = now - timedelta(hours=dice.uniform(1, 60))
            answer_date(occasion=occasion, by=member, answer=said, now=at)


def _one_called_off_one_moved(now: datetime) -> None:
    """Next week's choir falls out, and the second run from now begins an hour later."""
    choir = Meeting.objects.filter(title="Rehearsal").first()
    run = Meeting.objects.filter(title="Slow five").first()
    if choir and run:
        then = now - timedelta(days=1)
        off = choir.occasions.filter(starts_at__gt=now)[1]
        call_off(occasion=off, scope=Scope.THIS, by=_keeper(choir), now=then)
        later = run.occasions.filter(starts_at__gt=now)[1]
        change_date(
            occasion=later,
            by=_keeper(run),
            starts=later.original_wall + timedelta(hours=1),
            minutes=run.minutes,
            place="At the bridge, the lock is being mended",
            link="",
            now=then,
        )


def _keeper(meeting: Meeting) -> User:
    return meeting.group.memberships.active().keepers().select_related("user").earliest("joined_at").user


def _free_times(people: dict[str, User], dice: random.Random, now: datetime) -> None:
    """Most have said when they can usually meet: evenings, with an odd lunch."""
    for key, person in sorted(people.items()):
        if person.is_staff or person.is_superuser or key == "nia" or dice.random() < 0.3:
            continue
        hours = {
            day * 24 + hour
            for day in range(7)
            for first, until in ((17, 19), (19, 21), (12, 14))
            if dice.random() < (0.7 if first >= 17 else 0.3)
            for hour in range(first, until)
        }
        WeeklyTimes.objects.create(user=person, hours=sorted(hours), changed_at=now)


def _rotation_of(person: User, now: datetime) -> None:
    """Placement days of the coming weeks, a run of nights, and exams before the holidays."""
    zone = ZoneInfo(person.time_zone)
    rotation = Rotation.objects.create(
        user=person, label="Autumn placement", brought_at=now - timedelta(days=12)
    )
    today = now.astimezone(zone).date()
    blocks = []
    for step in range(1, 35):
        day = today + timedelta(days=step)
        if day.weekday() < 5 and step < 20:
            blocks.append(("busy", day, time(8), timedelta(hours=9)))
        elif 21 <= step <= 23:
            blocks.append(("night", day, time(20), timedelta(hours=12)))
        elif step in (25, 27):
            blocks.append(("exam", day, time(9), timedelta(hours=3)))
    BusyTime.objects.bulk_create(
        [
            BusyTime(rotation=rotation, kind=kind, starts_at=start, ends_at=start + length)
            for kind, day, at, length in blocks
            for start in [datetime.combine(day, at, zone).astimezone(UTC)]
        ]
    )
