"""Groups are found through the person who asks: what is not theirs does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from groups.models import Membership


def my_membership(request, key: str) -> Membership:
    """This person's stay in the group with this key, with its group, in one query; for everybody else a 404.

    Archived groups too: what was said there stays readable. Whoever changes something asks `group.is_running`.
    """
    mine = request.user.memberships.active().select_related("group")
    return get_object_or_404(mine, group__key=key)


def my_keeping(request, key: str) -> Membership:
    """The same, for hosts and mentors; for members it is a 404, as for strangers."""
    membership = my_membership(request, key)
    if not membership.is_keeper:
        raise Http404
    return membership
