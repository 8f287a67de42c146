from django import forms
from django.contrib import admin

from accounts.admin.scope import ScopedAdmin, ScopedInline
from accounts.models import JoinCode, School, SchoolDomain, StaffedHours
from accounts.roles import Role, role_of
from accounts.zones import zone_choices

SOONEST, LATEST = 5, 7 * 24 * 60  # minutes, as the table has it

BOTH = frozenset({Role.STAFF, Role.OPERATOR})
OPERATOR = frozenset({Role.OPERATOR})


class DomainForm(forms.ModelForm):
    def clean_domain(self) -> str:
        domain = self.cleaned_data["domain"]
        if SchoolDomain.objects.exclude(pk=self.instance.pk).filter(domain__iexact=domain).exists():
            raise forms.ValidationError("This domain opens a school already.", code="taken")
        return domain


class DomainInline(ScopedInline):
    """A domain opens the door to everybody who has an address there: the operator's to give."""

    model = SchoolDomain
    form = DomainForm
    may_change = may_add = may_delete = OPERATOR


class HoursForm(forms.ModelForm):
    def clean(self):
        said = super().clean()
        opens, closes = said.get("opens_at"), said.get("closes_at")
        if opens is not None and closes is not None and closes <= opens:
            self.add_error(
                "closes_at", "It closes before it opens. A night needs a row for each of its days."
            )
        return said


class StaffedHoursInline(ScopedInline):
    model = StaffedHours
    form = HoursForm
    may_change = may_add = may_delete = BOTH
    fields = [("weekday", "opens_at", "closes_at")]


class JoinCodeForm(forms.ModelForm):
    def has_changed(self) -> bool:
        """Whoever opens one more wants one more, though nothing in it has to be typed."""
        return self.instance._state.adding or super().has_changed()


class JoinCodeInline(ScopedInline):
    """Drawn, never typed: a code opens one school, and who hears that theirs is taken would hold the key of another."""

    model = JoinCode
    form = JoinCodeForm
    may_change = may_add = may_delete = BOTH
    fields = [("shown_code", "note"), ("uses_left", "expires_at")]
    readonly_fields = ["shown_code"]

    @admin.display(description="code")
    def shown_code(self, code: JoinCode) -> str:
        return "Drawn when you save" if code._state.adding else code.code


class SchoolForm(forms.ModelForm):
    time_zone = forms.ChoiceField(choices=zone_choices)

    def clean_answer_within_minutes(self) -> int:
        minutes = self.cleaned_data["answer_within_minutes"]
        if not SOONEST <= minutes <= LATEST:
            raise forms.ValidationError("From 5 minutes to a week, which is 10080.", code="reason")
        return minutes


@admin.register(School)
class SchoolAdmin(ScopedAdmin):
    """Staff keep their own school's contact, hours and codes true; an operator opens schools."""

    school_path = "pk"
    may_change = BOTH
    may_add = OPERATOR
    form = SchoolForm
    list_display = ["name", "country", "urgent_contact_name", "has_hours", "people_on_duty"]
    search_fields = ["name", "slug"]
    inlines = [StaffedHoursInline, JoinCodeInline, DomainInline]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "country", "time_zone", "default_rhythm"]}),
        (
            "When a student needs somebody",
            {
                "fields": [
                    "urgent_contact_name",
                    "urgent_contact_phone",
                    "urgent_contact_note",
                    "answer_within_minutes",
                ],
                "description": "Students read this on the help-now page. Nobody is promised outside the staffed hours.",
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("staffed_hours")

    def get_readonly_fields(self, request, obj=None):
        return [] if role_of(request.user) is Role.OPERATOR else ["name", "slug", "country"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    @admin.display(boolean=True, description="staffed hours given")
    def has_hours(self, school: School) -> bool:
        return bool(school.staffed_hours.all())

    @admin.display(description="people on duty")
    def people_on_duty(self, school: School) -> int:
        return school.duty_staff().count()
