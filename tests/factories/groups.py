import factory
from django.utils import timezone

from groups.agreement import VERSION
from groups.kinds import Kind
from groups.models import Group, Membership
from tests.factories.people import SchoolFactory, UserFactory


class GroupFactory(factory.django.DjangoModelFactory):
    """An open, listed study group that goes by aliases, with room for twelve."""

    class Meta:
        model = Group

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Group {n}")
    kind = Kind.STUDY
    capacity = 12
    time_zone = "Europe/London"
    founded_at = factory.LazyFunction(timezone.now)
    last_active_at = factory.SelfAttribute("founded_at")


class MembershipFactory(factory.django.DjangoModelFactory):
    """Somebody of the group's school is in it now."""

    class Meta:
        model = Membership

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory, school=factory.SelfAttribute("..group.school"))
    agreement_version = VERSION
    agreed_at = factory.LazyFunction(timezone.now)
    joined_at = factory.LazyFunction(timezone.now)
