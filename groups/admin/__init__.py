from groups.admin.concerns import GroupConcernAdmin
from groups.admin.reports import ReportAdmin

__all__ = ["GroupConcernAdmin", "ReportAdmin"]
