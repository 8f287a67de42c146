from datetime import timedelta

import factory
from django.utils import timezone

from resources.models import SignUp, Workshop, WorkshopAnswer
from tests.factories.people import SchoolFactory, UserFactory


class WorkshopFactory(factory.django.DjangoModelFactory):
    """A workshop a week from now, ninety minutes, twelve seats, shown. `past=True`: it was two days ago."""

    class Meta:
        model = Workshop

    class Params:
        past = factory.Trait(starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=2)))

    school = factory.SubFactory(SchoolFactory)
    title = factory.Sequence(lambda n: f"Workshop {n}")
    summary = "What it is about, in a line."
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(minutes=90))
    closes_at = factory.SelfAttribute("starts_at")
    time_zone = factory.SelfAttribute("school.time_zone")
    place = "Room 2"
    capacity = 12
    is_shown = True


class SignUpFactory(factory.django.DjangoModelFactory):
    """A seat since yesterday, for somebody of the school. `seated_at=None`: a place in line."""

    class Meta:
        model = SignUp

    workshop = factory.SubFactory(WorkshopFactory)
    user = factory.LazyAttribute(lambda row: UserFactory(school=row.workshop.school))
    signed_up_at = factory.LazyAttribute(
        lambda row: min(timezone.now(), row.workshop.starts_at) - timedelta(days=2)
    )
    seated_at = factory.SelfAttribute("signed_up_at")


class WorkshopAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkshopAnswer

    workshop = factory.SubFactory(WorkshopFactory, past=True)
    worth = 4
    is_shown = True
