from datetime import time

import factory
from django.utils import timezone

from resources.kinds import Kind
from resources.models import (
    Bookmark,
    Collection,
    Contact,
    Helped,
    Phone,
    PrivateList,
    Resource,
    Schedule,
    ScheduleException,
    SchoolView,
)
from tests.factories.people import SchoolFactory, UserFactory


class ResourceFactory(factory.django.DjangoModelFactory):
    """A global service that nobody but people who are signed in can see, checked today.

    `public=True` opens it to everybody; `school=` makes it a school's own.
    """

    class Meta:
        model = Resource

    class Params:
        public = factory.Trait(is_public=True)

    school = None
    slug = factory.Sequence(lambda n: f"entry-{n}")
    kind = Kind.SERVICE
    title = factory.Sequence(lambda n: f"Entry {n}")
    summary = "What it is, in a sentence."
    assured_on = factory.LazyFunction(timezone.localdate)
    assured_by = "the wellness desk"


class CollectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Collection

    slug = factory.Sequence(lambda n: f"collection-{n}")
    title = factory.Sequence(lambda n: f"Collection {n}")


class PhoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Phone

    resource = factory.SubFactory(ResourceFactory)
    number = "01632 960 123"


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    resource = factory.SubFactory(ResourceFactory)
    name = "Dr Invented"


class ScheduleFactory(factory.django.DjangoModelFactory):
    """Mondays nine to five."""

    class Meta:
        model = Schedule

    resource = factory.SubFactory(ResourceFactory)
    weekday = 0
    opens_at = time(9)
    closes_at = time(17)


class ScheduleExceptionFactory(factory.django.DjangoModelFactory):
    """Closed today."""

    class Meta:
        model = ScheduleException

    resource = factory.SubFactory(ResourceFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.SelfAttribute("starts_on")


class SchoolViewFactory(factory.django.DjangoModelFactory):
    """A school hides a global entry."""

    class Meta:
        model = SchoolView

    school = factory.SubFactory(SchoolFactory)
    resource = factory.SubFactory(ResourceFactory)
    is_hidden = True


class PrivateListFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrivateList

    user = factory.SubFactory(UserFactory)
    name = "For nights"


class BookmarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bookmark

    user = factory.SubFactory(UserFactory)
    resource = factory.SubFactory(ResourceFactory)


class HelpedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Helped

    user = factory.SubFactory(UserFactory)
    resource = factory.SubFactory(ResourceFactory)
