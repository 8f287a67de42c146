from datetime import time, timedelta

import factory
from django.utils import timezone

from groups.meetings.dates import write_dates
from groups.models import Meeting
from tests.factories.groups import GroupFactory


class MeetingFactory(factory.django.DjangoModelFactory):
    """A meeting a week from now at 18:00 in its group's zone, with its dates written. `rule=` makes it repeat."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    group = factory.SubFactory(GroupFactory)
    first_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    local_time = time(18)
    time_zone = factory.SelfAttribute("group.time_zone")
    planned_at = factory.LazyFunction(timezone.now)
    changed_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def dates(self, create, extracted, **kwargs):
        write_dates(meeting=self, now=timezone.now())
