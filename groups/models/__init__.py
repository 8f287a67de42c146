from groups.models.agreements import Agreement
from groups.models.answering import Brought, Willing
from groups.models.answers import Answer, Attendance, StandingAnswer
from groups.models.boundaries import Block, Mute
from groups.models.calendars import BusyTime, Feed, Rotation, WeeklyTimes
from groups.models.concerns import GroupConcern
from groups.models.drafts import Draft
from groups.models.firewall import GradingOfMembers, MemberOfStage
from groups.models.groups import Group
from groups.models.invitations import Invitation
from groups.models.keeping import Handover, Merge, MergeAnswer
from groups.models.meetings import Meeting, Occasion
from groups.models.memberships import Membership
from groups.models.mentors import Mentor
from groups.models.posts import Post
from groups.models.pulse import PulseWeek
from groups.models.quiet import QuietSpell, QuietWish
from groups.models.replies import Reply
from groups.models.reports import Report
from groups.models.requests import JoinRequest
from groups.models.reveals import Reveal
from groups.models.thanks import Thanks
from groups.models.traces import EarlierWords, Said

__all__ = [
    "Agreement",
    "Answer",
    "Attendance",
    "Block",
    "Brought",
    "BusyTime",
    "Draft",
    "EarlierWords",
    "Feed",
    "GradingOfMembers",
    "Group",
    "GroupConcern",
    "Handover",
    "Invitation",
    "JoinRequest",
    "Meeting",
    "MemberOfStage",
    "Membership",
    "Mentor",
    "Merge",
    "MergeAnswer",
    "Mute",
    "Occasion",
    "Post",
    "PulseWeek",
    "QuietSpell",
    "QuietWish",
    "Reply",
    "Report",
    "Reveal",
    "Rotation",
    "Said",
    "StandingAnswer",
    "Thanks",
    "WeeklyTimes",
    "Willing",
]
