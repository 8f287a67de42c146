from groups.admin.agreements import AgreementAdmin
from groups.admin.concerns import GroupConcernAdmin
from groups.admin.groups import GroupAdmin, MembershipAdmin
from groups.admin.meetings import MeetingAdmin
from groups.admin.mentors import MentorAdmin
from groups.admin.reports import ReportAdmin
from groups.admin.reveals import RevealAdmin

__all__ = [
    "AgreementAdmin",
    "GroupAdmin",
    "GroupConcernAdmin",
    "MeetingAdmin",
    "MembershipAdmin",
    "MentorAdmin",
    "ReportAdmin",
    "RevealAdmin",
]
