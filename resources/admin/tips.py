"""What readers tell: staff put it right or leave it, and answer in words."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, F, IntegerField, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from accounts.admin.scope import ScopedAdmin
from accounts.roles import Role, role_of
from resources.models import StaffTask, Tip
from resources.models.tips import Outcome, What
from resources.tips import answer_tip, draft_from, pass_on


class TipForm(forms.ModelForm):
    makes_draft = forms.BooleanField(
        label="Make a draft of it",
        required=False,
        help_text="An entry of your school's own, shown to nobody yet.",
    )
    passes_on = forms.BooleanField(
        label="Pass it on to the operator",
        required=False,
        help_text="Who keeps the entries that all schools share. Not who told you.",
    )

    class Meta:
        model = Tip
        fields = ["outcome", "answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 4})}

    def clean(self):
        said = super().clean()
        if said.get("outcome") == Outcome.OPEN and self.instance.outcome != Outcome.OPEN:
            self.add_error(
                "outcome", "It is answered, and whoever told you can read it. You can change the words."
            )
        if said.get("outcome") != Outcome.OPEN and not (said.get("answer") or "").strip():
            self.add_error("answer", "Say in a sentence what came of it: whoever told you reads this.")
        return said


@admin.register(Tip)
class TipAdmin(ScopedAdmin):
    """Open ones first, longest waiting first."""

    may_view = may_change = frozenset({Role.STAFF, Role.OPERATOR})
    form = TipForm
    list_display = ["__str__", "made_at", "outcome"]
    list_filter = ["outcome", "what"]
    list_select_related = ["by", "resource"]
    readonly_fields = ["what", "about", "stands_now", "url", "words", "from_whom", "made_at", "passed_on_at"]

    def visible_to(self, rows, user):
        return rows.filter(pk__in=Tip.objects.for_staff(user).values("pk"))

    def get_ordering(self, request):
        done = Case(When(outcome=Outcome.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
        return [done.asc(), "made_at"]

    def get_fieldsets(self, request, obj=None):
        then = ["outcome", "answer"]
        if obj and obj.what == What.NEW and obj.outcome == Outcome.OPEN:
            then.append("makes_draft")
        elif obj and obj.resource and obj.resource.is_global and role_of(request.user) is Role.STAFF:
            then.append("passes_on")
        told = ["what", "about", "stands_now" if obj and obj.resource else "url", "words", "made_at"]
        if role_of(request.user) is Role.STAFF:
            told.append("from_whom")  # an operator is not told who
        return [("What was told", {"fields": told}), ("What came of it", {"fields": then})]

    @admin.display(description="about")
    def about(self, tip: Tip) -> str:
        if not tip.resource:
            return tip.title
        change = reverse("admin:resources_resource_change", args=[tip.resource_id])
        return format_html('<a href="{}">{}</a>', change, tip.resource.title)

    @admin.display(description="what stands there now")
    def stands_now(self, tip: Tip) -> str:
        """What is most often wrong, so that one sees it beside what was told; it is put right on the entry's page."""
        entry = tip.resource
        if entry is None:
            return ""
        numbers = [f"{phone.get_type_display()} {phone.number}" for phone in entry.phones.all()]
        lines = [*numbers, entry.email, entry.url, entry.address]
        return (
            format_html_join("", "{}<br>", ((line,) for line in lines if line)) or "No number and no address."
        )

    @admin.display(description="from")
    def from_whom(self, tip: Tip) -> str:
        return tip.by.alias if tip.by else "somebody who has left"

    def _make_draft(self, request, tip: Tip, now) -> None:
        draft = draft_from(tip=tip, by=request.user, now=now)
        if draft is None:
            self.message_user(request, "It was answered before, so no draft was made.", messages.WARNING)
            return
        address = reverse("admin:resources_resource_change", args=[draft.pk])
        words = 'A draft is there: <a href="{}">{}</a>. Check it, then make it active.'
        self.message_user(request, format_html(words, address, draft.title), messages.SUCCESS)

    def save_model(self, request, obj, form, change):
        now, said = timezone.now(), form.cleaned_data
        if said.get("makes_draft"):
            self._make_draft(request, obj, now)
        if said.get("passes_on") and pass_on(tip=obj, by=request.user, now=now):
            self.message_user(request, "It is with the operator.", messages.SUCCESS)
        if {"outcome", "answer"} & set(form.changed_data) and said["outcome"] != Outcome.OPEN:
            answer_tip(tip=obj, by=request.user, outcome=said["outcome"], answer=said["answer"], now=now)


@admin.register(StaffTask)
class StaffTaskAdmin(ScopedAdmin):
    """Addresses that need a look. Done when staff say so, or by itself when the address is right again."""

    may_view = may_change = frozenset({Role.STAFF, Role.OPERATOR})
    list_display = ["resource", "words", "opened_at", "is_done"]
    list_display_links = ["words"]
    list_select_related = ["resource"]
    fields = ["entry", "words", "looked_at", "leads_to", "opened_at", "done_at"]
    readonly_fields = fields
    actions = ["finish"]

    def visible_to(self, rows, user):
        return rows.filter(pk__in=StaffTask.objects.for_staff(user).values("pk"))

    def get_ordering(self, request):
        return [F("done_at").desc(nulls_first=True), "opened_at"]

    @admin.display(description="entry")
    def entry(self, task: StaffTask) -> str:
        change = reverse("admin:resources_resource_change", args=[task.resource_id])
        return format_html('<a href="{}">{}</a>', change, task.resource.title)

    @admin.display(description="last looked at")
    def looked_at(self, task: StaffTask) -> str | None:
        if task.link is None or task.link.looked_at is None:
            return None
        return date_format(timezone.localtime(task.link.looked_at), "DATETIME_FORMAT")

    @admin.display(description="leads to")
    def leads_to(self, task: StaffTask) -> str:
        return task.link.leads_to if task.link else ""

    @admin.display(boolean=True, description="done")
    def is_done(self, task: StaffTask) -> bool:
        return task.done_at is not None

    @admin.action(description="Seen to", permissions=["change"])
    def finish(self, request, queryset):
        done = sum(task.finish(by=request.user, now=timezone.now()) for task in queryset)
        self.message_user(request, f"{done} seen to.", messages.SUCCESS)
