from groups.admin.concerns import GroupConcernAdmin

__all__ = ["GroupConcernAdmin"]
