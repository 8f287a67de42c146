"""Workshops of the own school: planning, calling off, making the same once more, and numbers. Never who comes."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.admin.scope import ScopedAdmin, ScopedInline
from accounts.roles import Role, role_of
from resources.forms.workshops import WorkshopForm
from resources.models import Workshop, WorkshopAnswer
from resources.models.workshops import FEWEST_COUNTED
from resources.workshops.answers import heard_of
from resources.workshops.changes import cancel_workshop, copy_workshop, restore_workshop, save_workshop
from resources.workshops.exams import WARNING, is_before_exams, with_exams

STAFF = frozenset({Role.STAFF})


class BecauseForm(ActionForm):
    because = forms.CharField(
        label="Called off because:",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"size": 40, "autocomplete": "off"}),
    )


class AnswerInline(ScopedInline):
    """What everybody reads already, so that words which name or hurt somebody can be taken down."""

    model = WorkshopAnswer
    may_view = may_change = STAFF
    fields = ["worth", "words", "is_taken_down"]
    readonly_fields = ["worth", "words"]
    school_path = "workshop__school"
    verbose_name_plural = "what those who were there say (everybody reads it)"

    def visible_to(self, rows, user):
        return super().visible_to(rows.filter(is_shown=True), user)


class WhenFilter(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("coming", "To come"), ("past", "Past")]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "coming":
                return queryset.filter(ends_at__gt=now)
            case "past":
                return queryset.filter(ends_at__lte=now)
        return queryset


@admin.register(Workshop)
class WorkshopAdmin(ScopedAdmin):
    """Numbers are what it takes to run one; there is no list of names on any page."""

    may_view = may_change = may_add = STAFF
    form = WorkshopForm
    action_form = BecauseForm
    list_display = ["title", "when", "seats", "in_line", "state", "exams"]
    list_filter = [WhenFilter, "is_shown"]
    search_fields = ["title", "summary"]
    ordering = ["-starts_at", "-pk"]
    actions = ["call_off", "take_up_again", "copy"]
    inlines = [AnswerInline]
    readonly_fields = ["seats", "in_line", "said_they_came", "worth_words", "around_exams"]
    fieldsets = [
        (None, {"fields": ["title", "summary", "body", "is_shown", "cancelled_because"]}),
        (
            "When",
            {
                "fields": ["on", "begins", "ends", "closes_before", "around_exams"],
                "description": "By the clock of your school. Who signed up is told of a change, once.",
            },
        ),
        (
            "Where, for those with a seat alone",
            {"fields": ["place", "link", "capacity"]},
        ),
        ("What it is about", {"fields": ["support", "topics", "entry", "contact"]}),
        (
            "Numbers",
            {
                "fields": ["seats", "in_line", "said_they_came", "worth_words"],
                "description": "Nobody sees who comes, you neither: that is what lets people come.",
            },
        ),
    ]

    def get_queryset(self, request):
        return with_exams(super().get_queryset(request).with_numbers()).select_related("school")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.school_zone = request.user.school.time_zone
        return form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """An entry is chosen here and written elsewhere: no pencil, plus and eye beside it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "entry":
            field.widget = field.widget.widget
        return field

    def get_fieldsets(self, request, obj=None):
        """Why it is called off is asked where it is; numbers come with the first sign-up."""
        found = []
        for title, options in super().get_fieldsets(request, obj):
            hidden = set() if obj and obj.is_cancelled else {"cancelled_because"}
            if obj is None:
                hidden |= {"around_exams"}
            fields = [name for name in options["fields"] if name not in hidden]
            if title != "Numbers" or obj is not None:
                found.append((title, {**options, "fields": fields}))
        return found

    def get_inlines(self, request, obj):
        return [AnswerInline] if obj and obj.is_over(timezone.now()) else []

    def save_form(self, request, form, change):
        row = super().save_form(request, form, change)
        if not change:
            row.school = request.user.school
        return row

    def save_model(self, request, obj, form, change):
        if save_workshop(workshop=obj, now=timezone.now()):
            self.message_user(request, "Those who signed up are told in five minutes, once.")
        if is_before_exams(obj):
            self.message_user(request, WARNING, messages.WARNING)

    @admin.display(ordering="starts_at")
    def when(self, workshop: Workshop) -> str:
        starts, ends = (at.astimezone(workshop.zone) for at in (workshop.starts_at, workshop.ends_at))
        return f"{starts:%A} {starts.day} {starts:%B %Y}, {starts:%H:%M} to {ends:%H:%M}"

    @admin.display(description="seats taken")
    def seats(self, workshop: Workshop) -> str:
        return f"{workshop.seated} of {workshop.capacity}"

    @admin.display(description="waiting for a seat")
    def in_line(self, workshop: Workshop) -> int:
        return workshop.waiting

    @admin.display(description="say that they came")
    def said_they_came(self, workshop: Workshop) -> str:
        return f"fewer than {FEWEST_COUNTED}, or none" if workshop.came is None else str(workshop.came)

    @admin.display(description="was it worth their time")
    def worth_words(self, workshop: Workshop) -> str:
        heard = heard_of(workshop)
        if heard is None:
            return "Shown from five answers on."
        return ", ".join(f"{step.lower()}: {count}" for step, count, _ in heard.steps)

    @admin.display(description="state")
    def state(self, workshop: Workshop) -> str:
        if workshop.is_cancelled:
            return "Called off"
        if not workshop.is_shown:
            return "Draft"
        now = timezone.now()
        if workshop.is_over(now):
            return "Over"
        return "Open" if workshop.is_open(now) else "Sign-up closed"

    @admin.display(description="exams")
    def exams(self, workshop: Workshop) -> str:
        return "Then, or soon after" if workshop.is_before_exams else self.admin_site.empty_value_display

    @admin.display(description="exams")
    def around_exams(self, workshop: Workshop) -> str:
        return WARNING if workshop.is_before_exams else "None that many have spoken of."

    @admin.action(description="Call them off (say why)", permissions=["change"])
    def call_off(self, request, queryset):
        because = request.POST.get("because", "").replace("\0", "").strip()[:300]
        if not because:
            self.message_user(
                request, "Say beside the button why: those who signed up read it.", messages.ERROR
            )
            return
        now = timezone.now()
        off = sum(
            cancel_workshop(workshop=row, by=request.user, because=because, now=now) for row in queryset
        )
        self.message_user(
            request,
            f"{off} called off. Those who signed up are told in five minutes, unless you take it back.",
        )

    @admin.action(description="They take place after all", permissions=["change"])
    def take_up_again(self, request, queryset):
        now = timezone.now()
        up = sum(restore_workshop(workshop=row, by=request.user, now=now) for row in queryset)
        self.message_user(request, f"{up} taken up again.")

    @admin.action(description="Make the same once more, as a draft", permissions=["add"])
    def copy(self, request, queryset):
        made = [new for row in queryset if (new := copy_workshop(workshop=row, by=request.user))]
        self.message_user(request, f"{len(made)} made, a week later, as drafts. Look at the date.")
        if len(made) == 1:
            return HttpResponseRedirect(reverse("admin:resources_workshop_change", args=[made[0].pk]))
        return None

    def has_module_permission(self, request):
        return role_of(request.user) is Role.STAFF
