"""Declaring whom somebody grades. The database says at once whether that can stand beside what is there already."""

from datetime import date, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.firewall import FOR_DECLARING, try_out
from accounts.forms import day_field
from accounts.models import Grading, User

NEAR = timedelta(days=366)
LONGEST = timedelta(days=3 * 366)


class GradingForm(forms.ModelForm):
    """A stage in a course, from one day until another. The instance holds the school and the grader."""

    stage = forms.ChoiceField(label="Which students", choices=[("", "Choose a stage"), *User.Stage.choices])
    course = forms.CharField(
        label="Course",
        max_length=80,
        help_text="As your school calls it. Only you and the wellness staff read it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    from_on = day_field("From")
    until_on = day_field("Until")

    class Meta:
        model = Grading
        fields = ["stage", "course", "from_on", "until_on"]

    def clean_course(self) -> str:
        course = " ".join(self.cleaned_data["course"].split())
        if not course.replace(" ", "").isprintable():
            raise ValidationError("There is a letter in this that cannot be shown.", code="letters")
        return course

    def clean_from_on(self) -> date:
        first = self.cleaned_data["from_on"]
        if abs(first - timezone.localdate()) > NEAR:
            raise ValidationError("At most a year ago, or a year from now.", code="far")
        return first

    def clean_until_on(self) -> date:
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data["until_on"]
        if last < timezone.localdate():
            raise ValidationError("This is over already, so nothing has to be kept apart.", code="past")
        if first and last < first:
            raise ValidationError("The last day comes before the first.", code="order")
        if first and last - first > LONGEST:
            raise ValidationError("Three years at most. Declare it again after that.", code="far")
        return last

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        same = Grading.objects.filter(grader=self.instance.grader, student=None, **self.cleaned_data).first()
        if same is not None:
            self.instance = same  # pressed twice, or declared by staff before: it stands as it is
        elif rule := try_out(self.instance):
            self.add_error("stage", ValidationError(FOR_DECLARING[rule], code=rule))


def end_grading(*, grading: Grading, now: datetime) -> None:
    """From today on it is over. One that has not begun leaves nothing behind."""
    yesterday = now.date() - timedelta(days=1)
    if grading.from_on > yesterday:
        grading.delete()
    else:
        Grading.objects.filter(pk=grading.pk, until_on__gt=yesterday).update(until_on=yesterday)
