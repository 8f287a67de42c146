"""The groups of the demo: twelve at Northgate, one at Southbank. Some lively, one asleep, one full, one new."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.aliases import suggest_alias
from accounts.models import School, User
from groups.agreement import VERSION
from groups.kinds import Entry, Identity, Kind, Role
from groups.models import Group, Invitation, JoinRequest, Membership
from groups.models.groups import Time

Stage = User.Stage
NAMES = {
    "ben": "Ben Okafor",
    "mo": "Mo Haddad",
    "kind.seal.219": "Priya Nair",
    "honest.crane.448": "Tom Achterberg",
    "linen.wren.357": "Sofia Reyes",
}


@dataclass(frozen=True)
class Room:
    """`people` by the part of their address before the @; the first one looks after the group."""

    name: str
    kind: Kind
    about: str
    rhythm: str
    people: tuple[str, ...]
    capacity: int
    days_old: int
    quiet_for: timedelta
    identity: Identity = Identity.ALIASES
    entry: Entry = Entry.OPEN
    is_listed: bool = True
    times: tuple[Time, ...] = (Time.EVENINGS,)
    stages: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    asking: tuple[tuple[str, str], ...] = ()
    away: tuple[tuple[str, int, str], ...] = ()


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOMS = (
    Room(
        "Wednesday circle",
        Kind.CIRCLE,
        "A small, steady circle for year 3. We listen first. You can talk, or just be there.",
        "Every second Wednesday, 19:30, an hour",
        ("mo", "ada", "kind.seal.219", "honest.crane.448", "hazel.trout.915", "ivory.moth.582"),
        capacity=6,
        days_old=70,
        quiet_for=3 * HOUR,
        entry=Entry.ON_REQUEST,
        stages=(Stage.YEAR_3,),
        waiting=("lantern.jay.806", "copper.hare.207"),
        asking=(("ben", "I hear good things about Wednesdays. I would like to listen for a while."),),
    ),
    Room(
        "First on the wards",
        Kind.MENTORING,
        "Mo has been through the first placements and answers what one would rather not ask a consultant.",
        "Once a month, by video, an hour",
        ("mo", "ada", "ben", "linen.wren.357", "mossy.lynx.265", "northern.reed.518"),
        capacity=10,
        days_old=60,
        quiet_for=20 * HOUR,
        identity=Identity.NAMES,
        entry=Entry.ON_REQUEST,
        times=(Time.EVENINGS, Time.ONLINE),
        stages=(Stage.YEAR_3, Stage.YEAR_4, Stage.ROTATION),
        away=(("mossy.lynx.265", 24, "On a rotation in the north"),),
    ),
    Room(
        "Cardiology before breakfast",
        Kind.STUDY,
        "Three weeks to the exam. Everybody brings one thing they understood and one they did not.",
        "Tuesdays and Fridays, 7:15, the small room behind the library",
        ("ada", "ben", "kind.seal.219", "lantern.jay.806", "hazel.trout.915", "golden.plover.286"),
        capacity=12,
        days_old=32,
        quiet_for=6 * HOUR,
        identity=Identity.NAMES,
        times=(Time.MORNINGS,),
        stages=(Stage.YEAR_3, Stage.YEAR_2),
    ),
    Room(
        "Runners of the canal",
        Kind.INTEREST,
        "Slow ones welcome. We run so that we can have cake afterwards.",
        "Sundays at ten, from the lock",
        (
            "linen.wren.357",
            "ada",
            "maple.robin.143",
            "misty.tern.974",
            "rainy.marten.403",
            "pebble.quail.629",
        ),
        capacity=40,
        days_old=85,
        quiet_for=2 * DAY,
        identity=Identity.NAMES,
        times=(Time.WEEKENDS,),
    ),
    Room(
        "Starting from far away",
        Kind.CIRCLE,
        "For people who came from another country or another world, and sometimes miss it.",
        "Every second Sunday evening, online",
        ("mo", "olive.thrush.732", "restful.birch.186", "saffron.owl.277", "amber.finch.128"),
        capacity=8,
        days_old=44,
        quiet_for=1 * DAY,
        entry=Entry.ON_REQUEST,
        times=(Time.ONLINE,),
    ),
    Room(
        "Once more with feeling",
        Kind.CIRCLE,
        "For everybody who repeats a year, or thinks about it. Nobody explains themselves here.",
        "Mondays, 18:00, 45 minutes",
        ("saffron.owl.277", "silver.dipper.964", "slow.clover.335", "rowan.curlew.851"),
        capacity=8,
        days_old=50,
        quiet_for=3 * DAY,
        entry=Entry.ON_REQUEST,
        stages=(Stage.REPEATING, Stage.LEAVE),
    ),
    Room(
        "Anatomy table four",
        Kind.STUDY,
        "We share a table, so we share the notes.",
        "After every lab, half an hour",
        ("amber.finch.128", "brisk.linnet.640", "cedar.vole.311", "clear.brook.552", "copper.hare.207"),
        capacity=8,
        days_old=40,
        quiet_for=30 * HOUR,
        identity=Identity.NAMES,
        times=(Time.LUNCH,),
        stages=(Stage.YEAR_1,),
    ),
    Room(
        "Choir that cannot sing",
        Kind.INTEREST,
        "Beginners only. Whoever can read music brings biscuits.",
        "Thursdays, 20:00",
        ("fern.badger.164", "gentle.alder.733", "early.siskin.390"),
        capacity=30,
        days_old=80,
        quiet_for=31 * DAY,
        identity=Identity.NAMES,
    ),
    Room(
        "Ada and Ben",
        Kind.BUDDIES,
        "We ask each other how it is going, and mean it.",
        "A message in the week, a coffee in the month",
        ("ben", "ada"),
        capacity=2,
        days_old=55,
        quiet_for=1 * DAY,
        identity=Identity.NAMES,
        entry=Entry.INVITATION,
        is_listed=False,
        times=(),
    ),
    Room(
        "Money, said plainly",
        Kind.INTEREST,
        "Grants, jobs on the side, rent. What one of us found out, all of us know.",
        "Whenever somebody has found something out",
        ("rowan.curlew.851", "tidal.raven.712", "dawn.petrel.871", "early.siskin.390", "clear.brook.552"),
        capacity=60,
        days_old=66,
        quiet_for=5 * DAY,
        times=(Time.ONLINE,),
    ),
    Room(
        "Night shift kitchen",
        Kind.INTEREST,
        "What to cook at four in the afternoon for three in the morning.",
        "Saturdays, whoever can",
        ("northern.reed.518", "mossy.lynx.265", "olive.thrush.732", "restful.birch.186", "tidal.raven.712"),
        capacity=25,
        days_old=21,
        quiet_for=2 * DAY,
        identity=Identity.NAMES,
        times=(Time.WEEKENDS,),
        stages=(Stage.ROTATION, Stage.RESIDENT),
    ),
    Room(
        "Slow readers",
        Kind.INTEREST,
        "One novel a term, a chapter a week. Nothing with doctors in it.",
        "Fridays after five",
        ("lunar.stoat.690",),
        capacity=12,
        days_old=1,
        quiet_for=1 * DAY,
        times=(Time.EVENINGS,),
    ),
)
SOUTHBANK_ROOM = Room(
    "Harbour walkers",
    Kind.INTEREST,
    "Half an hour along the water, whatever the weather.",
    "Tuesdays at noon",
    ("nia", "warm.kestrel.480", "willow.orchid.156"),
    capacity=20,
    days_old=30,
    quiet_for=9 * HOUR,
    identity=Identity.NAMES,
    times=(Time.LUNCH,),
)


def open_rooms(people: dict[str, User], *, now: datetime) -> dict[str, Group]:
    """All of them, by name. Nobody is written to: it all happened before today."""
    for key, name in NAMES.items():
        people[key].name = name
        people[key].save(update_fields=["name"])
    dice = random.Random(77)
    return {room.name: _open(room, people, dice, now) for room in (*ROOMS, SOUTHBANK_ROOM)}


def _open(room: Room, people: dict[str, User], dice: random.Random, now: datetime) -> Group:
    founder = people[room.people[0]]
    school = School.objects.get(users=founder)
    began = now - timedelta(days=room.days_old)
    group = Group.objects.create(
        school=school,
        name=room.name,
        about=room.about,
        kind=room.kind,
        identity=room.identity,
        entry=room.entry,
        capacity=room.capacity,
        is_listed=room.is_listed,
        stages=list(room.stages),
        times=list(room.times),
        rhythm=room.rhythm,
        beginning=room.kind,
        time_zone=school.time_zone,
        founded_at=began,
        last_active_at=now - room.quiet_for,
    )
    away = {key: (now.date() + timedelta(days=days), note) for key, days, note in room.away}
    for place, key in enumerate(room.people):
        # Everybody came within the first half of the group's life, each on another day.
        joined_at = began + timedelta(hours=dice.uniform(0, room.days_old * 12)) if place else began
        until, note = away.get(key, (None, ""))
        Membership.objects.create(
            group=group,
            user=people[key],
            role=_role(place, people[key]),
            alias=suggest_alias(),
            agreement_version=VERSION,
            agreed_at=joined_at,
            joined_at=joined_at,
            away_until=until,
            away_note=note,
        )
    _at_the_door(room, group, people, now)
    return group


def _role(place: int, person: User) -> Role:
    if place:
        return Role.MEMBER
    return Role.MENTOR if person.is_mentor else Role.HOST


def _at_the_door(room: Room, group: Group, people: dict[str, User], now: datetime) -> None:
    for days, key in zip((6, 2), room.waiting, strict=False):
        at = now - timedelta(days=days)
        _asked(
            group, people[key], at, waiting_since=at + timedelta(hours=5), answered_at=at + timedelta(hours=5)
        )
    for key, words in room.asking:
        _asked(group, people[key], now - timedelta(hours=7), words=words)
    if room.waiting:
        Invitation.objects.create(
            group=group,
            made_by=people[room.people[0]],
            label="For the year 3 chat",
            made_at=now - timedelta(days=3),
            expires_at=now + timedelta(days=11),
        )


def _asked(group: Group, user: User, at: datetime, **fields) -> None:
    JoinRequest.objects.create(
        group=group, user=user, alias=suggest_alias(), agreement_version=VERSION, asked_at=at, **fields
    )
