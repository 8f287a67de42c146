"""What waits at the doors of groups: somebody who has asked, invitations, a proposal to become one."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from groups.kinds import Entry, Role
from groups.merging import propose_merge
from groups.models import Group, Invitation, JoinRequest, Membership, Merge
from tests.factories import GroupFactory, JoinRequestFactory, MembershipFactory

ASKING_WORDS = "juniper-kettle-words"
LABEL = "label-of-a-link"


@dataclass
class Rooms:
    on_request: Group
    request: JoinRequest
    member: Membership
    link: Invitation
    to_wil: Invitation
    merge: Merge


def rooms_of(ada, ben, mo, wil, zed, listed: Group) -> Rooms:
    """Ada is the host of a group that one asks to join; Ben is in it, Zed has asked, Wil was invited by a letter."""
    now = timezone.now()
    group = GroupFactory(school=ada.school, name="Cello and rain", entry=Entry.ON_REQUEST, is_listed=False)
    MembershipFactory(group=group, user=ada, role=Role.HOST)
    invited = {"made_by": ada, "label": LABEL, "made_at": now, "expires_at": now + timedelta(days=9)}
    merge = propose_merge(group=listed, into=group, by=ada, now=now)
    assert merge is not None
    return Rooms(
        on_request=group,
        request=JoinRequestFactory(group=group, user=zed, words=ASKING_WORDS),
        member=MembershipFactory(group=group, user=ben),
        link=Invitation.objects.create(group=group, **invited),
        to_wil=Invitation.objects.create(group=group, is_personal=True, recipient=wil, **invited),
        merge=merge,
    )
