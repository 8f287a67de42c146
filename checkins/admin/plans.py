from django.contrib import admin

from accounts.admin.scope import ScopedAdmin
from checkins.models import Plan


@admin.register(Plan)
class PlanAdmin(ScopedAdmin):
    """When people are written to. Whether they answered is theirs to know."""

    school_path = "user__school"
    list_display = ["user", "rhythm", "local_time", "time_zone", "next_due_at", "is_running"]
    list_filter = ["rhythm"]
    list_select_related = ["user"]
    search_fields = ["user__alias"]
    fields = ["user", "rhythm", "weekdays", "local_time", "time_zone", "starts_on", "next_due_at", "ended_at"]
    readonly_fields = fields

    @admin.display(boolean=True, description="running")
    def is_running(self, plan: Plan) -> bool:
        return plan.ended_at is None

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "rhythm__exact"
