from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.admin.scope import ScopedAdmin
from accounts.models import User
from accounts.roles import Role
from groups.mentoring import mentors_of
from groups.models import Mentor
from groups.models.mentors import TRAINED_FOR

STAFF = frozenset({Role.STAFF})


class MentorField(forms.ModelChoiceField):
    """One of the mentors of a school, by alias, with what they carry: the list is short and all of it staff's own.

    `queryset` is given by the form, from `groups.mentoring`.
    """

    def __init__(self, **kwargs):
        words = {
            "required": "Please choose a mentor.",
            "invalid_choice": "No mentor of your school can be chosen here.",
        }
        super().__init__(
            queryset=User.objects.none(), empty_label="Choose a mentor", error_messages=words, **kwargs
        )

    def label_from_instance(self, obj) -> str:
        return f"{obj.alias} ({obj.mentoring} of {obj.most} groups)"


class MentorForm(forms.ModelForm):
    """`school` is set on a class of its own for each reader (MentorAdmin.get_form)."""

    school = None
    user = MentorField(
        label="Who",
        help_text="Whom you have named a mentor on their own page, and who is not in the list yet.",
    )

    class Meta:
        model = Mentor
        fields = ["user", "most_groups", "trained_on"]
        widgets = {"trained_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = mentors_of(self.school).filter(mentor=None)
        self.fields["most_groups"].min_value = 1

    def clean_most_groups(self) -> int:
        most = self.cleaned_data["most_groups"]
        if not 1 <= most <= 20:
            raise ValidationError("From 1 to 20 groups.", code="reason")
        return most

    def clean_trained_on(self):
        day = self.cleaned_data["trained_on"]
        if day and day > timezone.localdate():
            raise ValidationError("This day has not come yet.", code="future")
        return day


@admin.register(Mentor)
class MentorAdmin(ScopedAdmin):
    """How much a mentor can carry, how much they do, and whether their training is fresh."""

    may_view = may_change = may_add = STAFF
    school_path = "user__school"
    form = MentorForm
    list_display = ["user", "named", "mentoring", "most_groups", "has_room", "trained_on", "is_fresh"]
    list_select_related = ["user"]
    search_fields = ["user__alias"]
    fields = ["user", "most_groups", "trained_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_load()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.school = request.user.school
        return form

    def get_readonly_fields(self, request, obj=None):
        return ["user"] if obj else []

    def lookup_allowed(self, lookup, value, request=None):
        return False

    @admin.display(boolean=True, description="named a mentor")
    def named(self, mentor: Mentor) -> bool:
        return mentor.user.is_mentor

    @admin.display(description="groups now")
    def mentoring(self, mentor) -> int:
        return mentor.mentoring

    @admin.display(boolean=True, description="has room")
    def has_room(self, mentor) -> bool:
        return mentor.mentoring < mentor.most_groups

    @admin.display(boolean=True, description="trained within a year")
    def is_fresh(self, mentor: Mentor) -> bool:
        return mentor.trained_on is not None and timezone.localdate() - mentor.trained_on <= TRAINED_FOR
