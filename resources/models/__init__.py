from resources.models.collections import Collection
from resources.models.keeping import Bookmark, Helped, PrivateList
from resources.models.next_steps import NextStep
from resources.models.opening import Schedule, ScheduleException, Weekday
from resources.models.reaching import Contact, Phone
from resources.models.resources import Resource
from resources.models.school_views import SchoolView

__all__ = [
    "Bookmark",
    "Collection",
    "Contact",
    "Helped",
    "NextStep",
    "Phone",
    "PrivateList",
    "Resource",
    "Schedule",
    "ScheduleException",
    "SchoolView",
    "Weekday",
]
