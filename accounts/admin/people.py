from datetime import datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from accounts.admin.bringing_in import BringIn, Rows, takes_a_file
from accounts.admin.scope import ScopedAdmin
from accounts.choices import one_of
from accounts.expected import digest_of
from accounts.firewall import FOR_DUTY
from accounts.joining import plain_address
from accounts.models import ExpectedStudent, Grading, School, User
from accounts.roles import Role, role_of

FOR_STAFF = ["alias", "stage", "joined_in", "is_active", "is_mentor", "is_on_duty_list", "is_staff"]
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

LOOKUPS = {"school__id__exact", "school__isnull", "stage__exact"} | {
    f"{name}__exact" for name in ("is_active", "is_mentor", "is_staff", "is_on_duty_list")
}


class StudentRows(Rows):
    """Addresses that may join. An address that has an account already is taken like any other, so that nothing can be
    learnt about who is here.
    """

    school: School
    now: datetime
    needed = ("email",)
    columns = {
        "email": "The address with which the student will sign in. It is not kept, only a mark of it.",
        "stage": "year-1 to year-6, rotation, repeating, leave, unmatched, resident, other; or empty.",
    }

    class Meta:
        model = ExpectedStudent
        fields = ("stage",)
        import_id_fields = ()
        skip_diff = True

    def key_of(self, row):
        return plain_address(row["email"])

    def clean_row(self, row):
        errors: dict[str, str] = {}
        address = plain_address(row["email"])
        try:
            validate_email(address)
        except ValidationError:
            errors["email"] = "This is no e-mail address."
        try:
            row["stage"] = one_of(User.Stage.choices, row["stage"]) if row.get("stage") else ""
        except ValidationError as error:
            errors["stage"] = error.messages[0]
        if errors:
            raise ValidationError(errors)
        self.digest = digest_of(address)

    def get_or_init_instance(self, instance_loader, row):
        found = ExpectedStudent.objects.filter(school=self.school, digest=self.digest).first()
        return found or ExpectedStudent(school=self.school, digest=self.digest), found is None

    def before_save_instance(self, instance, row, **kwargs):
        instance.added_at = self.now


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
    change_list_template = "admin/accounts/user/change_list.html"
    list_filter = ["school", "stage", "is_active", "is_mentor", "is_staff", "is_on_duty_list"]
    ordering = ["alias"]

    def get_urls(self):
        view = self.admin_site.admin_view(takes_a_file(self.bring_in, most=StudentRows.most_bytes))
        return [path("from-a-list/", view, name="accounts_user_from_a_list"), *super().get_urls()]

    def bring_in(self, request):
        """Students who may join though no domain of the school covers their address. Nobody is written to."""
        if role_of(request.user) is not Role.STAFF:
            raise Http404
        page = BringIn(request, StudentRows(school=request.user.school, now=timezone.now()))
        list_url = reverse("admin:accounts_user_changelist")
        if page.is_done:
            words = "1 student may join now." if page.count == 1 else f"{page.count} students may join now."
            self.message_user(request, f"{words} Tell them yourself: nobody is written to.", messages.SUCCESS)
            return redirect(list_url)
        context = {"title": "Students from a list", "opts": self.opts, "page": page, "list_url": list_url}
        return render(request, "admin/bring_in.html", {**self.admin_site.each_context(request), **context})

    def get_list_display(self, request):
        if role_of(request.user) is Role.OPERATOR:
            return ["alias", "email", "school", "is_active", "is_mentor", "is_staff", "is_on_duty_list"]
        return ["alias", "stage", "is_active", "is_mentor", "is_staff", "is_on_duty_list"]

    def get_search_fields(self, request):
        return ["alias", "email"] if role_of(request.user) is Role.OPERATOR else ["alias"]

    def get_fields(self, request, obj=None):
        return FOR_OPERATOR if role_of(request.user) is Role.OPERATOR else FOR_STAFF

    @admin.display(description="joined in")
    def joined_in(self, person: User) -> str:
        """A month: whoever sat beside somebody who signed up would know the alias by the minute."""
        return f"{person.joined_at:%B %Y}"

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
