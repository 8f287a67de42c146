from datetime import time, timedelta
from itertools import count

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Grading, JoinCode, School, SchoolDomain, StaffedHours, User

# Words that nobody of the cast is called by and no page says; not in the order of the alphabet, as people do not come.
FIRST = ("Tamarisk", "Gingham", "Quartz", "Bramble", "Pewter", "Larkspur", "Damson")
SECOND = ("Wombat", "Gecko", "Numbat", "Axolotl", "Bison")
NUMBERS = count()


def fresh_alias() -> str:
    """Shaped like a suggestion, but the same in each run of a test, and never that of two people. The number has four
    digits, which no suggestion has."""
    number = next(NUMBERS)
    return f"{FIRST[number % len(FIRST)]} {SECOND[number % len(SECOND)]} {1000 + number}"


class SchoolFactory(factory.django.DjangoModelFactory):
    """A school with one domain, staffed Monday to Friday 9 to 17."""

    class Meta:
        model = School
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"School {n}")
    slug = factory.Sequence(lambda n: f"school-{n}")
    country = "GB"
    time_zone = "Europe/London"
    urgent_contact_name = "Wellbeing desk"
    urgent_contact_phone = "+44 20 7946 0000"

    @factory.post_generation
    def rooms(school, create, extracted, **kwargs):
        SchoolDomain.objects.create(school=school, domain=f"{school.slug}.example.edu")
        for weekday in range(5):
            StaffedHours.objects.create(school=school, weekday=weekday, opens_at=time(9), closes_at=time(17))


class JoinCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JoinCode

    school = factory.SubFactory(SchoolFactory)


class UserFactory(factory.django.DjangoModelFactory):
    """A student in London who has finished saying hello. No quiet hours, so that tests say when they matter."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    alias = factory.LazyFunction(fresh_alias)
    email = factory.LazyAttributeSequence(
        lambda o, n: f"person{n}@{o.school.slug if o.school else 'house'}.example.edu"
    )
    password = factory.LazyFunction(lambda: make_password(None))
    time_zone = "Europe/London"
    quiet_from = time(0)
    quiet_until = time(0)
    stage = User.Stage.YEAR_3
    onboarded_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=20))

    @factory.post_generation
    def address(user, create, extracted, **kwargs):
        if create:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


class GradingFactory(factory.django.DjangoModelFactory):
    """Somebody grades a stage of their school from last month to next month. `student=` instead of `stage=`."""

    class Meta:
        model = Grading

    grader = factory.SubFactory(UserFactory)
    school = factory.SelfAttribute("grader.school")
    course = "Anatomy"
    from_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    until_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    declared_at = factory.LazyFunction(timezone.now)


class StaffFactory(UserFactory):
    is_staff = True
    is_on_duty_list = True


class MentorFactory(UserFactory):
    is_mentor = True


class OperatorFactory(UserFactory):
    school = None
    is_staff = True
    is_superuser = True


def give_second_factor(user: User) -> str:
    """Sets up codes by an app, with recovery codes; returns the secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret
