"""Who lives in the demo: two schools, and the people whom one can sign in as."""

from dataclasses import dataclass
from datetime import time

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import JoinCode, School, SchoolDomain, StaffedHours, User
from accounts.support import Support

Stage = User.Stage
NORTHGATE, SOUTHBANK = "northgate", "southbank"


@dataclass(frozen=True)
class Door:
    """Somebody to sign in as, with what one sees there."""

    email: str
    alias: str
    sees: str

    @property
    def key(self) -> str:
        return self.email.split("@")[0]


DOORS = (
    Door("ada@northgate.example.edu", "Quiet Otter 417", "a student: check-ins, trend, who sees what"),
    Door("ben@northgate.example.edu", "Steady Heron 205", "her friend: she shares some answers with him"),
    Door("mo@northgate.example.edu", "Mellow Fox 330", "a mentor (second factor)"),
    Door("wil@northgate.example.edu", "Wil at the desk", "wellness staff, on duty: /staff/ (second factor)"),
    Door("sol.at.the.desk@northgate.example.edu", "Sol at the desk", "wellness staff too (second factor)"),
    Door("nia@southbank.example.edu", "River Lark 902", "a student of another school"),
    Door("op@house.example.edu", "Operator", "the operator: /staff/ of every school (second factor)"),
)

# Aliases of everybody else at Northgate, with their stage.
OTHERS = (
    ("Amber Finch 128", Stage.YEAR_1),
    ("Brisk Linnet 640", Stage.YEAR_1),
    ("Cedar Vole 311", Stage.YEAR_1),
    ("Clear Brook 552", Stage.YEAR_1),
    ("Copper Hare 207", Stage.YEAR_1),
    ("Dawn Petrel 871", Stage.YEAR_2),
    ("Early Siskin 390", Stage.YEAR_2),
    ("Fern Badger 164", Stage.YEAR_2),
    ("Gentle Alder 733", Stage.YEAR_2),
    ("Golden Plover 286", Stage.YEAR_2),
    ("Hazel Trout 915", Stage.YEAR_3),
    ("Honest Crane 448", Stage.YEAR_3),
    ("Ivory Moth 582", Stage.YEAR_3),
    ("Kind Seal 219", Stage.YEAR_3),
    ("Lantern Jay 806", Stage.YEAR_3),
    ("Linen Wren 357", Stage.YEAR_4),
    ("Lunar Stoat 690", Stage.YEAR_4),
    ("Maple Robin 143", Stage.YEAR_4),
    ("Misty Tern 974", Stage.YEAR_4),
    ("Mossy Lynx 265", Stage.ROTATION),
    ("Northern Reed 518", Stage.ROTATION),
    ("Olive Thrush 732", Stage.ROTATION),
    ("Restful Birch 186", Stage.ROTATION),
    ("Pebble Quail 629", Stage.YEAR_5),
    ("Rainy Marten 403", Stage.YEAR_5),
    ("Rowan Curlew 851", Stage.YEAR_5),
    ("Saffron Owl 277", Stage.REPEATING),
    ("Silver Dipper 964", Stage.LEAVE),
    ("Slow Clover 335", Stage.UNMATCHED),
    ("Tidal Raven 712", Stage.RESIDENT),
)
AT_SOUTHBANK = (
    ("Warm Kestrel 480", Stage.YEAR_2),
    ("Willow Orchid 156", Stage.YEAR_3),
    ("Winding Hill 823", Stage.YEAR_4),
)
STAFF_ELSEWHERE = "Sue at the desk"


def build_schools() -> dict[str, School]:
    northgate = School.objects.create(
        name="Northgate Medical School",
        slug=NORTHGATE,
        country="GB",
        time_zone="Europe/London",
        urgent_contact_name="Wellbeing desk, Northgate",
        urgent_contact_phone="+44 20 7946 0018",
        urgent_contact_note="Second floor of the library, by the window. You can also just come.",
        default_rhythm="weekdays",
        is_demo=True,
    )
    southbank = School.objects.create(
        name="Southbank Medical School",
        slug=SOUTHBANK,
        country="IE",
        time_zone="Europe/Dublin",
        urgent_contact_name="Student wellbeing, Southbank",
        urgent_contact_phone="+353 20 910 0042",
        is_demo=True,
    )
    SchoolDomain.objects.create(school=northgate, domain="northgate.example.edu")
    SchoolDomain.objects.create(school=southbank, domain="southbank.example.edu")
    JoinCode.objects.create(school=northgate, code="VISITOR7", note="Visiting students", uses_left=40)
    StaffedHours.objects.bulk_create(
        [
            StaffedHours(school=northgate, weekday=day, opens_at=time(9), closes_at=time(17))
            for day in range(5)
        ]
        + [StaffedHours(school=northgate, weekday=2, opens_at=time(18), closes_at=time(20))]
        + [
            StaffedHours(school=southbank, weekday=day, opens_at=time(10), closes_at=time(15))
            for day in (1, 3)
        ]
    )
    return {NORTHGATE: northgate, SOUTHBANK: southbank}


def build_people(schools: dict[str, School], *, now) -> dict[str, User]:
    """Everybody, by the part of their address before the @. Staff, mentor and operator have a second factor."""
    people = {door.key: _move_in(door.email, door.alias, schools, now=now) for door in DOORS}
    for alias, stage in OTHERS:
        _settle(people, alias, NORTHGATE, schools, now=now, stage=stage)
    for alias, stage in AT_SOUTHBANK:
        _settle(people, alias, SOUTHBANK, schools, now=now, stage=stage)
    _settle(people, STAFF_ELSEWHERE, SOUTHBANK, schools, now=now, is_staff=True, is_on_duty_list=True)
    people["ada"].name = "Ada Lindqvist"
    for key, stage in (
        ("ada", Stage.YEAR_3),
        ("ben", Stage.YEAR_3),
        ("mo", Stage.YEAR_5),
        ("nia", Stage.YEAR_2),
    ):
        people[key].stage = stage
    people["mo"].is_mentor = True
    people["wil"].is_staff = people["wil"].is_on_duty_list = True
    people["sol.at.the.desk"].is_staff = True
    people["op"].is_staff = people["op"].is_superuser = True
    people["ada"].gives = [Support.INFORMATIONAL, Support.EMOTIONAL]
    people["ada"].wants = [Support.INSTRUMENTAL]
    for person in people.values():
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        if person.needs_second_factor:
            TOTP.activate(person, generate_totp_secret())
            RecoveryCodes.activate(person)
    User.objects.update(joined_at=now)
    return people


def _move_in(email: str, alias: str, schools: dict[str, School], *, now, **fields) -> User:
    school = schools.get(email.split("@")[1].split(".")[0])
    person = User(email=email, alias=alias, school=school, onboarded_at=now, **fields)
    person.time_zone = school.time_zone if school else "Europe/London"
    person.is_superuser = school is None
    person.set_unusable_password()
    person.save()
    return person


def _settle(
    people: dict[str, User], alias: str, slug: str, schools: dict[str, School], *, now, **fields
) -> None:
    key = alias.lower().replace(" ", ".")
    people[key] = _move_in(f"{key}@{slug}.example.edu", alias, schools, now=now, **fields)
