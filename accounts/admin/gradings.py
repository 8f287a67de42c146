from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.admin.scope import ScopedAdmin
from accounts.firewall import FOR_DECLARING, try_out
from accounts.models import Grading, User
from accounts.roles import Role

STAFF = frozenset({Role.STAFF})


class AliasField(forms.CharField):
    """Somebody of the reader's school, typed by alias: a list of everybody would be long and too much to show."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)


class GradingForm(forms.ModelForm):
    """`school` is set on a class of its own for each reader (GradingAdmin.get_form)."""

    school = None
    grader_alias = AliasField(label="Who grades", help_text="Their alias, letter by letter.")
    student_alias = AliasField(
        label="One student", required=False, help_text="Their alias; or leave it empty."
    )

    class Meta:
        model = Grading
        fields = ["stage", "course", "from_on", "until_on"]
        labels = {"stage": "Or a whole stage"}
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("from_on", "until_on")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["grader_alias"] = self.instance.grader.alias
            self.initial["student_alias"] = self.instance.student.alias if self.instance.student else ""

    def _person(self, name: str) -> User | None:
        alias = self.cleaned_data[name].strip()
        if not alias:
            return None
        person = User.objects.filter(school=self.school, alias__iexact=alias).first()
        if person is None:
            raise ValidationError("Nobody at your school goes by this alias.", code="unknown")
        return person

    def clean_grader_alias(self):
        self.instance.grader = self._person("grader_alias")
        return self.cleaned_data["grader_alias"]

    def clean_student_alias(self):
        self.instance.student = self._person("student_alias")
        return self.cleaned_data["student_alias"]

    def clean(self):
        cleaned = super().clean()
        if (
            bool(cleaned.get("student_alias")) == bool(cleaned.get("stage"))
            and "student_alias" not in self.errors
        ):
            self.add_error("stage", "Give either one student or a whole stage.")
        if self.instance.grader_id and self.instance.grader_id == self.instance.student_id:
            self.add_error("student_alias", "Nobody grades themselves.")
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "The last day comes before the first.")
        return cleaned

    def _post_clean(self):
        self.instance.school = self.school
        if self.instance._state.adding:
            self.instance.declared_at = timezone.now()
        super()._post_clean()
        if self.errors:
            return
        same = Grading.objects.filter(
            grader=self.instance.grader,
            student=self.instance.student,
            **{name: self.cleaned_data[name] for name in ("stage", "course", "from_on", "until_on")},
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("grader_alias", ValidationError("This is declared already.", code="same"))
        elif rule := try_out(self.instance):
            self.add_error("grader_alias", ValidationError(FOR_DECLARING[rule], code=rule))


class WhenFilter(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("now", "Not over"), ("over", "Over")]

    def queryset(self, request, queryset):
        match self.value():
            case "now":
                return queryset.not_over()
            case "over":
                return queryset.exclude(pk__in=Grading.objects.not_over().values("pk"))
        return queryset


@admin.register(Grading)
class GradingAdmin(ScopedAdmin):
    """Who grades whom. Whoever does is kept from groups, the duty list and shared answers of these students."""

    may_view = may_change = may_add = STAFF
    form = GradingForm
    list_display = ["grader", "shown_students", "course", "from_on", "until_on", "declared_by"]
    list_filter = [WhenFilter]
    list_select_related = ["grader", "student", "declared_by"]
    search_fields = ["grader__alias", "course"]
    fields = ["grader_alias", "stage", "student_alias", "course", "from_on", "until_on"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.school = request.user.school
        return form

    def save_model(self, request, obj, form, change):
        if not change:
            obj.declared_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="whom")
    def shown_students(self, grading: Grading) -> str:
        return grading.student.alias if grading.student else grading.get_stage_display()

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "when"
