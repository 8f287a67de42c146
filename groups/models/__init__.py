from groups.models.groups import Group
from groups.models.invitations import Invitation
from groups.models.keeping import Handover, Merge, MergeAnswer
from groups.models.memberships import Membership
from groups.models.requests import JoinRequest

__all__ = ["Group", "Handover", "Invitation", "JoinRequest", "Membership", "Merge", "MergeAnswer"]
