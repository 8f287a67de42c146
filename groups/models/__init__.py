from groups.models.answering import Brought, Willing
from groups.models.boundaries import Block, Mute
from groups.models.concerns import GroupConcern
from groups.models.drafts import Draft
from groups.models.groups import Group
from groups.models.invitations import Invitation
from groups.models.keeping import Handover, Merge, MergeAnswer
from groups.models.memberships import Membership
from groups.models.posts import Post
from groups.models.replies import Reply
from groups.models.requests import JoinRequest
from groups.models.thanks import Thanks
from groups.models.traces import EarlierWords, Said

__all__ = [
    "Block",
    "Brought",
    "Draft",
    "EarlierWords",
    "Group",
    "GroupConcern",
    "Handover",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Merge",
    "MergeAnswer",
    "Mute",
    "Post",
    "Reply",
    "Said",
    "Thanks",
    "Willing",
]
