"""The library in admin: what is in it, whether it is true, how the own school shows what is everybody's."""

from datetime import date, timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from accounts.admin.scope import PICKERS
from accounts.roles import Role, role_of
from resources.admin.files import EntryFiles
from resources.admin.filters import ReviewFilter, WhoseFilter, hidden_by
from resources.admin.inlines import (
    ContactInline,
    ExceptionInline,
    PhoneInline,
    ScheduleInline,
    SchoolViewInline,
)
from resources.admin.pages import EntryPages
from resources.admin.reach import LibraryAdmin, may_edit
from resources.forms.entries import EntryForm
from resources.models import Resource, SchoolView
from resources.naming import free_slug
from resources.verifying import checker_in_words, verify_entries, who_may_look_after

WORDS = forms.Textarea(attrs={"rows": 2})
TRUTH = "Whether it is true"
# What is changed most stands open and first; the rest opens on a tap, and by itself where something in it is wrong.
FOLDED = {"classes": ["collapse"]}
FACTS = [
    (None, {"fields": ["title", "kind", "summary", "body", "alert", "status"]}),
    (TRUTH, {"fields": ["is_checked", "checked", "owner", "review_by", "withdrawn_on"]}),
    ("What students ask first", {"fields": ["reaches_file", "who_is_told", "evaluators", "cost", "fees"]}),
    (
        "How to reach it",
        {**FOLDED, "fields": ["url", "email", "address", "directions", "hours_note", "time_zone"]},
    ),
    ("Waiting", {**FOLDED, "fields": ["waiting_time", "waiting_reported_on"]}),
    (
        "Good to know",
        {
            **FOLDED,
            "fields": [
                "organisation",
                "eligibility",
                "languages",
                "interpretation",
                "accessibility",
                "required_documents",
                "licensing_note",
                "insurance_note",
            ],
        },
    ),
    (
        "What it is about",
        {**FOLDED, "fields": ["support", "topics", "stages", "collections", "keywords", "related"]},
    ),
    ("Where it was read", {**FOLDED, "fields": ["sources", "minutes", "written_on"]}),
]


# Somebody may stamp on Monday what they looked at last week, not what nobody remembers.
LONGEST_AGO = timedelta(days=92)


class CheckedForm(ActionForm):
    """A day for the stamp; nothing is today. Plain text: a wrong day is answered by the action, in words."""

    checked_on = forms.CharField(
        label="Checked on:",
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"type": "date"}),
    )


def day_in(text: str, today: date) -> date | None:
    """The day that was typed, today for nothing, None for what is no day or too far off."""
    if not text.strip():
        return today
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if today - LONGEST_AGO <= day <= today else None


@admin.register(Resource)
class EntryAdmin(EntryPages, EntryFiles, LibraryAdmin):
    """Entries. Staff keep their school's own; of a global one they choose how their school shows it.

    Nothing is deleted: an entry that is over is withdrawn, and stays for those who kept it.
    """

    form = EntryForm
    action_form = CheckedForm
    list_display = ["title", "kind", "whose", "checked", "next_review_on", "state"]
    list_filter = [ReviewFilter, WhoseFilter, "kind", "status"]
    search_fields = ["title", "summary", "organisation"]
    ordering = ["next_review_on", "title"]
    actions = ["verify", "hide", "show", "as_table", "as_services"]
    inlines = [PhoneInline, ScheduleInline, ExceptionInline, ContactInline]
    formfield_overrides = {
        **PICKERS,
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 18})},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    readonly_fields = ["checked"]
    change_form_template = "admin/resources/resource/change_form.html"

    # Who may do what

    def has_change_permission(self, request, obj=None):
        """Of a global entry staff change how their school shows it: the entry's own fields are read-only."""
        return role_of(request.user) in self.may_change and self.is_within_reach(request, obj)

    def get_readonly_fields(self, request, obj=None):
        if obj is None or may_edit(request.user, obj):
            return self.readonly_fields
        return [name for _, options in self.get_fieldsets(request, obj) for name in options["fields"]]

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not may_edit(request.user, obj):
            return [(None, {"fields": ["title", "kind", "summary", "checked"]})]  # the preview shows the rest
        fieldsets = [(title, {**options, "fields": list(options["fields"])}) for title, options in FACTS]
        if role_of(request.user) is Role.OPERATOR:
            dict(fieldsets)[TRUTH]["fields"][:0] = ["is_public", "country"]
        return fieldsets

    def get_inlines(self, request, obj):
        is_others = obj is not None and not may_edit(request.user, obj)
        return [SchoolViewInline] if is_others else self.inlines

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("review", "whose", "kind__exact", "status__exact")

    # What a row shows

    def get_queryset(self, request):
        hidden = hidden_by(request.user).filter(resource=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_hidden_here=Exists(hidden))

    @admin.display(description="whose")
    def whose(self, entry: Resource) -> str:
        return "Your school's" if entry.school_id else "Everybody's"

    @admin.display(description="last checked", ordering="assured_on")
    def checked(self, entry: Resource) -> str:
        if entry.pk is None or entry.assured_on is None:
            return "Never"
        on = f"{entry.assured_on.day} {entry.assured_on:%B %Y}"
        return f"{on}, {entry.assured_by}" if entry.assured_by else on

    @admin.display(description="state")
    def state(self, entry) -> str:
        if entry.withdrawn_on:
            return "Withdrawn"
        if entry.is_hidden_here:
            return "Hidden at your school"
        if entry.newer_hash:
            return "A newer text exists"
        return "Past its review date" if entry.is_past_review else entry.get_status_display()

    # What is written

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if (
            isinstance(db_field, models.CharField)
            and (db_field.max_length or 0) >= 300
            and not db_field.choices
        ):
            kwargs["widget"] = WORDS if db_field.name != "url" else None
        if db_field.name == "owner":
            kwargs["queryset"] = who_may_look_after(request.user)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if change and not may_edit(request.user, obj):
            return  # only how the school shows it is saved
        if not change:
            obj.school = request.user.school if role_of(request.user) is Role.STAFF else None
            obj.slug = free_slug(obj)
        if form.cleaned_data.get("is_checked"):
            obj.assured_on, obj.assured_by = timezone.localdate(), checker_in_words(request.user)
            if obj.review_by and obj.review_by <= obj.assured_on:
                obj.review_by = None
        if obj.owner is None and (not change or form.cleaned_data.get("is_checked")):
            obj.owner = request.user
        obj.changed_by = request.user
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        if formset.model is SchoolView:
            for view in formset.save(commit=False):
                view.school = request.user.school
                view.save()
            for gone in formset.deleted_objects:
                gone.delete()
            return
        super().save_formset(request, form, formset, change)

    # Several at once

    @admin.action(description="I have checked these (today, or on the day beside)", permissions=["change"])
    def verify(self, request, queryset):
        today = timezone.localdate()
        on = day_in(request.POST.get("checked_on", ""), today)
        if on is None:
            words = f"Nothing was stamped: give a day from {date_format(today - LONGEST_AGO)} to today."
            self.message_user(request, words, messages.ERROR)
            return
        mine = [entry for entry in queryset if may_edit(request.user, entry)]
        older = [entry for entry in mine if entry.assured_on is None or entry.assured_on <= on]
        done = verify_entries(entries=older, by=request.user, on=on)
        for entry in older:
            self.log_change(request, entry, "Checked.")
        when = "today" if on == today else f"on {date_format(on)}"
        words = f"1 entry is stamped as checked {when}."
        if done != 1:
            words = f"{done} entries are stamped as checked {when}."
        if later := len(mine) - len(older):
            words += f" {later} had been checked after that day and stay as they are."
        if left := len(queryset) - len(mine):
            words += f" {left} global ones were left: they are the operator's to check."
        self.message_user(request, words, messages.SUCCESS)

    @admin.action(description="Hide these from our school", permissions=["hide"])
    def hide(self, request, queryset):
        self._show_at_school(request, queryset, is_hidden=True)

    @admin.action(description="Show these at our school again", permissions=["hide"])
    def show(self, request, queryset):
        self._show_at_school(request, queryset, is_hidden=False)

    def has_hide_permission(self, request) -> bool:
        return role_of(request.user) is Role.STAFF

    def _show_at_school(self, request, queryset, *, is_hidden: bool) -> None:
        entries = [entry for entry in queryset if entry.school_id is None]
        mine = SchoolView.objects.filter(school=request.user.school, resource__in=[one.pk for one in entries])
        if is_hidden:
            SchoolView.objects.bulk_create(
                [SchoolView(school=request.user.school, resource=entry, is_hidden=True) for entry in entries],
                update_conflicts=True,
                unique_fields=["school", "resource"],
                update_fields=["is_hidden"],
            )
        else:
            mine.filter(note="").delete()
            mine.update(is_hidden=False)
        for entry in entries:
            self.log_change(request, entry, "Hidden at the school." if is_hidden else "Shown at the school.")
        what = "hidden at your school" if is_hidden else "shown at your school"
        words = f"1 entry is {what}." if len(entries) == 1 else f"{len(entries)} entries are {what}."
        self.message_user(request, words, messages.SUCCESS)
