from resources.models.collections import Collection
from resources.models.keeping import Bookmark, Helped, PrivateList
from resources.models.links import Link, LinkHost
from resources.models.next_steps import NextStep
from resources.models.opening import Schedule, ScheduleException, Weekday
from resources.models.proposals import CoSign, Proposal, ProposalNote
from resources.models.reaching import Contact, Phone
from resources.models.resources import Resource
from resources.models.school_views import SchoolView
from resources.models.search_index import EntryText, EntryWord, KnownWord, ShelfVersion
from resources.models.staff_tasks import StaffTask
from resources.models.tips import Tip
from resources.models.workshops import SignUp, Workshop, WorkshopAnswer

__all__ = [
    "Bookmark",
    "CoSign",
    "Collection",
    "Contact",
    "EntryText",
    "EntryWord",
    "Helped",
    "KnownWord",
    "Link",
    "LinkHost",
    "NextStep",
    "Phone",
    "PrivateList",
    "Proposal",
    "ProposalNote",
    "Resource",
    "Schedule",
    "ScheduleException",
    "SchoolView",
    "ShelfVersion",
    "SignUp",
    "StaffTask",
    "Tip",
    "Weekday",
    "Workshop",
    "WorkshopAnswer",
]
