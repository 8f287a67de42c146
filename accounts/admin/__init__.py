from accounts.admin.gradings import GradingAdmin
from accounts.admin.letters import LetterAdmin
from accounts.admin.people import PersonAdmin
from accounts.admin.schools import SchoolAdmin

__all__ = ["GradingAdmin", "LetterAdmin", "PersonAdmin", "SchoolAdmin"]
