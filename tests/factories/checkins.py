from datetime import date, time, timedelta

import factory
from django.utils import timezone

from checkins.models import CheckIn, ChosenPerson, Concern, Plan
from tests.factories.people import UserFactory


class PlanFactory(factory.django.DjangoModelFactory):
    """A daily plan at 20:00 in its person's zone, reckoned from now."""

    class Meta:
        model = Plan

    user = factory.SubFactory(UserFactory)
    rhythm = "daily"
    local_time = time(20)
    time_zone = factory.SelfAttribute("user.time_zone")
    starts_on = date(2020, 1, 6)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        plan = model_class(*args, **kwargs)
        if plan.next_due_at is None:
            plan.reckon(timezone.now())
        plan.save()
        return plan


class CheckInFactory(factory.django.DjangoModelFactory):
    """An open check-in of this moment, without a plan. `answered=True` answers it with level 3."""

    class Meta:
        model = CheckIn

    class Params:
        answered = factory.Trait(level=3, answered_at=factory.LazyFunction(timezone.now))

    user = factory.SubFactory(UserFactory)
    due_at = factory.LazyFunction(timezone.now)
    occasion_on = factory.LazyAttribute(lambda o: o.due_at.date())
    closes_at = factory.LazyAttribute(lambda o: o.due_at + timedelta(days=1))


class ChosenPersonFactory(factory.django.DjangoModelFactory):
    """`person` has agreed to be `owner`'s chosen person."""

    class Meta:
        model = ChosenPerson

    owner = factory.SubFactory(UserFactory)
    person = factory.SubFactory(UserFactory, school=factory.SelfAttribute("..owner.school"))
    nickname = "My friend"
    invited_at = factory.LazyFunction(timezone.now)
    accepted_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda o: o.invited_at + timedelta(days=7))


class ConcernFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Concern

    student = factory.SubFactory(UserFactory)
    words = "I would like to talk to somebody."
    reach_by = "07700 900123"
    reach_when = "After five"
    opened_at = factory.LazyFunction(timezone.now)
