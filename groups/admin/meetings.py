"""Meetings as wellness staff see them: that and when a group meets, never what it calls it, who comes or who came."""

from django import forms
from django.contrib import admin, messages
from django.db.models import F, OuterRef, Subquery
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.admin.scope import ScopedAdmin
from accounts.roles import Role
from accounts.words import WordsField
from groups.meetings.changes import Scope, call_off
from groups.models import Meeting, Occasion
from groups.models.meetings import OFF_WORDS_MOST

STAFF = frozenset({Role.STAFF})
MOST_AT_ONCE = 50


class OffForm(forms.Form):
    words = WordsField(
        label="Why",
        help_text="Members read it on the page of each date. The letter says only that it is called off.",
        max_length=OFF_WORDS_MOST,
        rows=3,
        error_messages={"required": "Please say why, so that the group can read it."},
    )


@admin.register(Meeting)
class MeetingAdmin(ScopedAdmin):
    """Read, and called off with words where a school must (a closed building, say)."""

    may_view = STAFF
    school_path = "group__school"
    list_display = ["number", "group", "shown_rule", "local_time", "time_zone", "next_at", "goes_on"]
    list_display_links = ["number"]
    list_select_related = ["group"]
    search_fields = ["group__name"]
    actions = ["call_off"]
    fields = [
        "group",
        "shown_rule",
        "first_on",
        "local_time",
        "time_zone",
        "minutes",
        "next_at",
        "goes_on",
        "off_words",
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        """With `next_date`, the start of the next date that takes place."""
        coming = Occasion.objects.filter(meeting=OuterRef("pk")).standing().coming(timezone.now())
        rows = super().get_queryset(request).annotate(next_date=Subquery(coming.values("starts_at")[:1]))
        return rows.order_by(F("next_date").asc(nulls_last=True), "pk")

    def lookup_allowed(self, lookup, value, request=None):
        return False

    def has_call_off_permission(self, request) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="meeting", ordering="pk")
    def number(self, meeting: Meeting) -> str:
        return f"No. {meeting.pk}"

    @admin.display(description="how often")
    def shown_rule(self, meeting: Meeting) -> str:
        return meeting.rule_words

    @admin.display(description="next date", ordering="next_date")
    def next_at(self, meeting) -> str | None:
        if meeting.next_date is None:
            return None
        return date_format(timezone.localtime(meeting.next_date), "DATETIME_FORMAT")

    @admin.display(boolean=True, description="has dates to come")
    def goes_on(self, meeting) -> bool:
        return meeting.next_date is not None

    @admin.action(description="Call off all dates to come", permissions=["call_off"])
    def call_off(self, request, queryset):
        """The same as a keeper's calling off: who said yes or maybe is told once."""
        chosen = list(queryset.select_related("group")[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            self.message_user(request, f"Choose at most {MOST_AT_ONCE} meetings.", messages.ERROR)
            return None
        form = OffForm(request.POST if "asked" in request.POST else None)
        if form.is_valid():
            off = 0
            for meeting in chosen:
                off += self._call_off(request, meeting, form.cleaned_data["words"])
            dates = "1 date is called off" if off == 1 else f"{off} dates are called off"
            self.message_user(request, f"{dates}. Who said yes or maybe is told once.", messages.SUCCESS)
            return redirect("admin:groups_meeting_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Call off all dates to come",
            "verb": "Call them off",
            "form": form,
            "opts": self.opts,
            "action": "call_off",
            "chosen": chosen,
            "back_url": reverse("admin:groups_meeting_changelist"),
            "back_label": "Back to the list",
        }
        return render(request, "admin/groups/meeting/call_off.html", context)

    def _call_off(self, request, meeting: Meeting, words: str) -> int:
        now = timezone.now()
        first = meeting.occasions.standing().filter(starts_at__gt=now).order_by("starts_at").first()
        if first is None:
            return 0
        off = call_off(occasion=first, scope=Scope.ALL, by=request.user, now=now, words=words)
        self.log_change(request, meeting, "All dates to come were called off.")
        return off
