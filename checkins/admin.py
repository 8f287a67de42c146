"""What staff see of check-ins: plans without answers, and the requests for contact that students sent them.

No other answer, score or note appears in admin anywhere.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import redirect
from django.utils import timezone

from accounts.access import record_access
from accounts.admin.schools import SchoolAdmin
from accounts.admin.scope import ScopedAdmin
from accounts.models import School
from accounts.roles import Role
from checkins.concerns import acknowledge_concern, close_concern
from checkins.models import Concern, Plan
from checkins.models.checkins import Audience
from checkins.models.concerns import Urgency
from checkins.models.plans import Rhythm
from checkins.scale import Tag

admin.site.unregister(School)


@admin.register(School)
class SchoolWithRhythmAdmin(SchoolAdmin):
    """The ground floor's page, with the rhythms that this floor knows."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "default_rhythm":
            return forms.ChoiceField(
                choices=[("", "None: new students choose by themselves"), *Rhythm.choices],
                required=False,
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


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


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", "Nobody has taken it"), ("open", "Open"), ("closed", "Closed")]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.unacknowledged()
            case "open":
                return queryset.open()
            case "closed":
                return queryset.filter(closed_at__isnull=False)
        return queryset


class ConcernForm(forms.ModelForm):
    class Meta:
        model = Concern
        fields = ["outcome"]
        widgets = {"outcome": forms.Textarea(attrs={"rows": 4})}
        labels = {"outcome": "What was agreed"}
        help_texts = {"outcome": "The student reads these words. They are needed to close it."}

    def clean(self):
        if "_close" in self.data and not (self.cleaned_data.get("outcome") or "").strip():
            self.add_error("outcome", "Say in a sentence what was agreed, so that the student can read it.")
        return self.cleaned_data


@admin.register(Concern)
class ConcernAdmin(ScopedAdmin):
    """Requests for contact, most urgent first, then longest waiting.

    The list shows no words. Opening one shows them, and leaves a line in the student's access record.
    """

    may_view = may_change = frozenset({Role.STAFF})
    form = ConcernForm
    list_display = ["number", "student", "urgency", "opened_at", "state", "acknowledged_by"]
    list_display_links = ["number"]
    list_filter = [StateFilter, "urgency"]
    list_select_related = ["student", "acknowledged_by"]
    search_fields = ["student__alias"]
    actions = ["acknowledge"]
    fieldsets = [
        (
            "What the student asks",
            {"fields": ["student", "urgency", "opened_at", "words", "reach_by", "reach_when"]},
        ),
        (
            "The check-in it came from",
            {
                "fields": ["shown_level", "shown_tags", "shown_note"],
                "description": "Shown only as long as the student lets you see it.",
            },
        ),
        ("What has been done", {"fields": ["state", "acknowledged_at", "acknowledged_by", "outcome"]}),
    ]
    change_form_template = "admin/checkins/concern/change_form.html"

    def visible_to(self, rows, user):
        return rows.filter(pk__in=Concern.objects.for_staff(user).values("pk"))

    def get_queryset(self, request):
        return super().get_queryset(request).defer("words", "reach_by", "reach_when", "outcome")

    def get_ordering(self, request):
        done = Case(When(closed_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
        soonest = Case(
            *[When(urgency=urgency, then=Value(place)) for place, urgency in enumerate(Urgency)],
            output_field=IntegerField(),
        )
        return [done.asc(), soonest.asc(), "opened_at"]

    def get_readonly_fields(self, request, obj=None):
        shown = [name for _, options in self.fieldsets for name in options["fields"] if name != "outcome"]
        return shown if obj is None or obj.is_open else [*shown, "outcome"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("state", "urgency__exact")

    # What is shown

    @admin.display(description="request", ordering="pk")
    def number(self, concern: Concern) -> str:
        return f"No. {concern.pk}"

    @admin.display(description="state")
    def state(self, concern: Concern) -> str:
        if concern.closed_at:
            return "Closed"
        return "Taken" if concern.acknowledged_at else "Nobody has taken it"

    @admin.display(description="how much was left that day")
    def shown_level(self, concern: Concern) -> str:
        checkin = shown_checkin(concern)
        return checkin.get_level_display() if checkin else "Not shown"

    @admin.display(description="about")
    def shown_tags(self, concern: Concern) -> str:
        checkin = shown_checkin(concern)
        return ", ".join(Tag(tag).label for tag in checkin.tags) if checkin else "Not shown"

    @admin.display(description="note")
    def shown_note(self, concern: Concern) -> str:
        checkin = shown_checkin(concern)
        return checkin.note if checkin else "Not shown"

    # What is done

    def change_view(self, request, object_id, form_url="", extra_context=None):
        concern = self.get_object(request, object_id)
        if concern is not None:
            record_access(
                reader=request.user,
                subject=concern.student,
                what="your request for contact",
                about=concern.pk,
                now=timezone.now(),
            )
        buttons = {"show_save": False, "show_save_and_continue": False, "show_save_and_add_another": False}
        return super().change_view(request, object_id, form_url, {**buttons, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        """The verbs do the work: they also write to the student, and stop the paging of colleagues."""
        now = timezone.now()
        if "_close" in request.POST:
            close_concern(concern=obj, by=request.user, outcome=form.cleaned_data["outcome"].strip(), now=now)
        elif "_acknowledge" in request.POST:
            acknowledge_concern(concern=obj, by=request.user, now=now)
        else:
            raise PermissionDenied

    def response_change(self, request, obj):
        """Whoever takes a request goes on reading it; whoever closes one goes back to the list."""
        if "_close" in request.POST:
            self.message_user(request, "Closed. The student is told what was agreed.", messages.SUCCESS)
            return self.response_post_save_change(request, obj)
        self.message_user(request, "You have taken it. The student is told.", messages.SUCCESS)
        return redirect("admin:checkins_concern_change", obj.pk)

    def construct_change_message(self, request, form, formsets, add=False):
        """Which button was pressed. The history of a request repeats none of its words."""
        return "Closed." if "_close" in request.POST else "Taken."

    @admin.action(description="I take these", permissions=["change"])
    def acknowledge(self, request, queryset):
        now = timezone.now()
        taken = [
            concern for concern in queryset if acknowledge_concern(concern=concern, by=request.user, now=now)
        ]
        for concern in taken:
            self.log_change(request, concern, "Taken.")
        self.message_user(request, f"Taken by you: {len(taken)}. The students are told.", messages.SUCCESS)


def shown_checkin(concern: Concern):
    """The check-in that the request came from, if the student still lets staff see it."""
    checkin = concern.checkin
    if checkin is None or not concern.shows_checkin:
        return None
    return checkin if checkin.is_answered and checkin.audience == Audience.CONTACT else None
