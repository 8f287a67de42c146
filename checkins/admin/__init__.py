from checkins.admin.concerns import ConcernAdmin
from checkins.admin.plans import PlanAdmin
from checkins.admin.schools import SchoolWithRhythmAdmin

__all__ = ["ConcernAdmin", "PlanAdmin", "SchoolWithRhythmAdmin"]
