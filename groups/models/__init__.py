from groups.models.concerns import GroupConcern
from groups.models.groups import Group
from groups.models.invitations import Invitation
from groups.models.keeping import Handover, Merge, MergeAnswer
from groups.models.memberships import Membership
from groups.models.requests import JoinRequest

__all__ = [
    "Group",
    "GroupConcern",
    "Handover",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Merge",
    "MergeAnswer",
]
