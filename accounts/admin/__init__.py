from accounts.admin.letters import LetterAdmin
from accounts.admin.people import PersonAdmin
from accounts.admin.schools import SchoolAdmin

__all__ = ["LetterAdmin", "PersonAdmin", "SchoolAdmin"]
