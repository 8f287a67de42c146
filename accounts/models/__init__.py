from accounts.models.access import AccessRecord
from accounts.models.expected import ExpectedStudent
from accounts.models.grading import Grading
from accounts.models.letters import Letter
from accounts.models.preferences import LetterPreference, Pause
from accounts.models.schools import JoinCode, School, SchoolDomain, StaffedHours
from accounts.models.users import User

__all__ = [
    "AccessRecord",
    "ExpectedStudent",
    "Grading",
    "JoinCode",
    "Letter",
    "LetterPreference",
    "Pause",
    "School",
    "SchoolDomain",
    "StaffedHours",
    "User",
]
