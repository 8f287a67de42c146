import factory
from django.utils import timezone

from accounts.support import Support
from groups.agreement import VERSION
from groups.kinds import Kind
from groups.models import Group, JoinRequest, Membership, Post, Reply
from resources.markdown import render_talk
from tests.factories.people import SchoolFactory, UserFactory, fresh_alias


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
    alias = factory.LazyFunction(fresh_alias)
    agreement_version = VERSION
    agreed_at = factory.LazyFunction(timezone.now)
    joined_at = factory.LazyFunction(timezone.now)


class JoinRequestFactory(factory.django.DjangoModelFactory):
    """Somebody of the group's school has asked to come in, and nobody has answered yet."""

    class Meta:
        model = JoinRequest

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory, school=factory.SelfAttribute("..group.school"))
    alias = factory.LazyFunction(fresh_alias)
    agreement_version = VERSION
    asked_at = factory.LazyFunction(timezone.now)


class PostFactory(factory.django.DjangoModelFactory):
    """A request to be listened to, by a member of the group, that nobody has answered."""

    class Meta:
        model = Post

    author = factory.SubFactory(MembershipFactory)
    group = factory.SelfAttribute("author.group")
    kind = Support.EMOTIONAL
    words = "A long week."
    html = factory.LazyAttribute(lambda post: render_talk(post.words))
    posted_at = factory.LazyFunction(timezone.now)


class ReplyFactory(factory.django.DjangoModelFactory):
    """A reply by another member of the post's group."""

    class Meta:
        model = Reply
        skip_postgeneration_save = True

    post = factory.SubFactory(PostFactory)
    author = factory.SubFactory(MembershipFactory, group=factory.SelfAttribute("..post.group"))
    words = "I hear you."
    html = factory.LazyAttribute(lambda reply: render_talk(reply.words))
    posted_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def noted(reply, create, extracted, **kwargs):
        reply.post.replied_at = reply.posted_at
        if reply.author_id != reply.post.author_id:
            reply.post.answered_at = reply.post.answered_at or reply.posted_at
            reply.post.bring_at = None
        reply.post.save()
