from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from accounts.admin.scope import ScopedAdmin
from accounts.firewall import FOR_DUTY
from accounts.models import Grading, User
from accounts.roles import Role, role_of

FOR_STAFF = ["alias", "stage", "joined_at", "is_active", "is_mentor", "is_on_duty_list", "is_staff"]
FOR_OPERATOR = [
    "alias",
    "email",
    "school",
    "joined_at",
    "is_active",
    "is_mentor",
    "is_on_duty_list",
    "is_staff",
]

LOOKUPS = {"school__id__exact", "stage__exact"} | {
    f"{name}__exact" for name in ("is_active", "is_mentor", "is_staff", "is_on_duty_list")
}


class PersonForm(forms.ModelForm):
    def clean_is_on_duty_list(self) -> bool:
        on_duty = self.cleaned_data["is_on_duty_list"]
        if on_duty and Grading.objects.not_over().filter(grader=self.instance).exists():
            raise ValidationError(FOR_DUTY, code="gives-marks")
        return on_duty


@admin.register(User)
class PersonAdmin(ScopedAdmin):
    """People as they are known here: by alias.

    Staff never see a student's address or real name, so that an alias stays one; nor can they search by it.
    They name mentors and the duty list and may close an account. Only an operator makes somebody staff.
    Nobody is impersonated, no password is read or set, and no operator is made here (`createsuperuser` does that).
    """

    may_change = frozenset({Role.STAFF, Role.OPERATOR})
    form = PersonForm
    list_filter = ["school", "stage", "is_active", "is_mentor", "is_staff", "is_on_duty_list"]
    ordering = ["alias"]

    def get_list_display(self, request):
        if role_of(request.user) is Role.OPERATOR:
            return ["alias", "email", "school", "is_active", "is_mentor", "is_staff", "is_on_duty_list"]
        return ["alias", "stage", "is_active", "is_mentor", "is_staff", "is_on_duty_list"]

    def get_search_fields(self, request):
        return ["alias", "email"] if role_of(request.user) is Role.OPERATOR else ["alias"]

    def get_fields(self, request, obj=None):
        return FOR_OPERATOR if role_of(request.user) is Role.OPERATOR else FOR_STAFF

    def get_readonly_fields(self, request, obj=None):
        return [name for name in self.get_fields(request, obj) if name not in changeable(request.user, obj)]

    def save_model(self, request, obj, form, change):
        if not obj.is_staff:
            obj.is_on_duty_list = False
        super().save_model(request, obj, form, change)

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the filters ask: no guessing of addresses by way of the page's own address."""
        return lookup in LOOKUPS


def changeable(actor: User, person: User | None) -> set[str]:
    """Which fields of `person` this actor may change. One's own account and an operator's are left alone."""
    if person is None or person == actor or person.is_superuser:
        return set()
    fields = {"is_active", "is_mentor"}
    if person.is_staff:
        fields.add("is_on_duty_list")
    if role_of(actor) is Role.OPERATOR:
        fields.add("is_staff")
    elif person.is_staff:
        fields.discard("is_active")  # a colleague's account is the operator's to close
    return fields
