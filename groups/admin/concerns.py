"""What was reported or handed on in groups. Nobody behind an alias is named here."""

from django.contrib import admin
from django.contrib import messages as notices
from django.shortcuts import redirect
from django.utils import timezone

from checkins.admin.queue import ConcernQueueAdmin, OutcomeForm, StateFilter
from groups.concerns import acknowledge_concern, close_concern, tell_student
from groups.models import GroupConcern, Membership, Report
from groups.models.concerns import Source

NOBODY_NEW = "Nothing was changed: the student can read it already, or it is about nobody in particular."


class GroupConcernForm(OutcomeForm):
    missing = "Say in a sentence what was done, so that whoever passed it on can read it."

    class Meta(OutcomeForm.Meta):
        model = GroupConcern
        labels = {"outcome": "What was done"}
        help_texts = {
            "outcome": "Whoever passed it on reads these words. Say nothing of anybody that is not theirs to know."
        }


@admin.register(GroupConcern)
class GroupConcernAdmin(ConcernQueueAdmin):
    """Reports, worries and keepers' calls for help. Nothing is sanctioned by itself."""

    form = GroupConcernForm
    change_form_template = "admin/groups/groupconcern/change_form.html"
    urgency_field = "severity"
    words_hidden_from_the_list = ("words", "reach_by", "outcome")
    list_display = ["number", "group", "source", "severity", "answer_by", "state", "acknowledged_by"]
    list_display_links = ["number"]
    list_filter = [StateFilter, "severity", "source"]
    list_select_related = ["group", "acknowledged_by", "about__user", "raised_by"]
    search_fields = ["group__name"]
    fieldsets = [
        (
            "What was passed on",
            {
                "fields": [
                    "group",
                    "source",
                    "severity",
                    "opened_at",
                    "answer_by",
                    "shown_about",
                    "shown_raiser",
                    "reason",
                    "words",
                    "reach_by",
                    "student_knows",
                    "told_at",
                ]
            },
        ),
        ("What has been done", {"fields": ["state", "acknowledged_at", "acknowledged_by", "outcome"]}),
    ]

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "source__exact" or super().lookup_allowed(lookup, value, request)

    def take(self, concern, *, by, now):
        return acknowledge_concern(concern=concern, by=by, now=now)

    def close(self, concern, *, by, outcome, now):
        return close_concern(concern=concern, by=by, outcome=outcome, now=now)

    def told(self, concern):
        """Whether letters reach somebody is not said here: it would be a way to find who is behind an alias."""
        if concern.raised_by_id is None:
            return "Whoever passed it on has left, so nobody hears of it."
        return "Whoever passed it on can read it here, and a letter says so where letters reach them."

    def subject_of(self, concern):
        return concern.subject

    def what_is_read(self, concern):
        if concern.source == Source.MYSELF:
            return "what you asked for in a group"
        return "what somebody passed on about you in a group"

    @admin.display(description="about")
    def shown_about(self, concern: GroupConcern) -> str:
        return concern.about.shown_name if concern.about else "Nobody in particular"

    @admin.display(description="passed on by")
    def shown_raiser(self, concern: GroupConcern) -> str:
        """By the name that the group knows; whoever asks for help for themselves wants to be found."""
        if concern.raised_by is None:
            return "Somebody who has left"
        if concern.source == Source.MYSELF:
            return concern.raised_by.alias
        stay = (
            Membership.objects.filter(group=concern.group_id, user=concern.raised_by_id)
            .select_related("group", "user")
            .order_by("-joined_at")
            .first()
        )
        return stay.shown_name if stay else "Somebody who is not in the group"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """With the ways to what was reported, and to asking who it is or to the latest wish of that kind."""
        concern = self.get_object(request, object_id)
        latest = concern.reveals.first() if concern is not None else None
        more = {
            "report_id": Report.objects.filter(concern=concern).values_list("pk", flat=True).first(),
            "reveal_id": latest.pk if latest and (latest.is_waiting or latest.shown_until) else None,
            "may_ask_who": concern is not None and concern.is_open and concern.hidden_person is not None,
        }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        if "_tell" in request.POST:
            request.is_told = tell_student(concern=obj, now=timezone.now())
        else:
            super().save_model(request, obj, form, change)

    def response_change(self, request, obj):
        if "_tell" in request.POST:
            if request.is_told:
                said = "The student can read it from now on, and a letter says so where letters reach them."
                self.message_user(request, said, notices.SUCCESS)
            else:
                self.message_user(request, NOBODY_NEW, notices.INFO)
            return redirect("admin:groups_groupconcern_change", obj.pk)
        return super().response_change(request, obj)

    def construct_change_message(self, request, form, formsets, add=False):
        if "_tell" in request.POST:
            return "The student was told." if request.is_told else "Nobody new was told."
        return super().construct_change_message(request, form, formsets, add)
