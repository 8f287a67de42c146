import factory
from django.utils import timezone

from accounts.aliases import suggest_alias
from groups.agreement import VERSION
from groups.kinds import Kind
from groups.models import Group, JoinRequest, Membership
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


class JoinRequestFactory(factory.django.DjangoModelFactory):
    """Somebody of the group's school has asked to come in, and nobody has answered yet."""

    class Meta:
        model = JoinRequest

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory, school=factory.SelfAttribute("..group.school"))
    alias = factory.LazyFunction(suggest_alias)
    agreement_version = VERSION
    asked_at = factory.LazyFunction(timezone.now)
