"""Groups are found through the person who asks: what is not theirs does not exist."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from accounts.prepared import Prepared
from groups.models import Handover, JoinRequest, Membership, Merge, MergeAnswer


def memberships_of(user: User):
    """Where this person is now, each with its group and with what a group's frame shows: `is_asked` says that a
    question waits for this member, `has_requests` that somebody waits for a keeper's answer. One query."""
    return _stays(user.pk, timezone.now())


def _stays(user, now):
    handovers = Handover.objects.open().filter(member=OuterRef("pk"))
    answered = MergeAnswer.objects.filter(merge=OuterRef("pk"), user=user)
    merges = Merge.objects.agreed().filter(group=OuterRef("group"), closes_at__gt=now)
    proposals = Merge.objects.open().filter(into=OuterRef("group"), agreed_at=None)
    return (
        Membership.objects.active()
        .filter(user=user)
        .select_related("group")
        .annotate(
            is_asked=Exists(handovers) | Exists(merges.filter(~Exists(answered))),
            has_requests=Exists(JoinRequest.objects.unanswered().filter(group=OuterRef("group"))),
            has_proposals=Exists(proposals),
        )
    )


@Prepared
def _stay(user, key, now):
    return _stays(user, now).filter(group__key=key)


def find_membership(user: User, key: str) -> Membership | None:
    """This person's stay in the group with this key, with its group, in one query."""
    membership = _stay.first(user=user.pk, key=key, now=timezone.now())
    if membership is not None:
        membership.user = user
    return membership


def my_membership(request, key: str) -> Membership:
    """The same; for everybody else a 404.

    Archived groups too: what was said there stays readable. Whoever changes something asks `group.is_running`.
    """
    membership = find_membership(request.user, key)
    if membership is None:
        raise Http404
    return membership


def my_keeping(request, key: str) -> Membership:
    """The same, for hosts and mentors; for members it is a 404, as for strangers."""
    membership = my_membership(request, key)
    if not membership.is_keeper:
        raise Http404
    return membership
