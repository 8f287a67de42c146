from datetime import date, time

from dateutil.relativedelta import relativedelta
from django import forms

from accounts.models import User
from accounts.zone_field import ZoneSelect
from accounts.zones import zone_choices
from checkins.models import Plan
from checkins.models.plans import Rhythm

WEEKDAYS = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
]
EVENING = time(20)
# Rhythms that count from a first day.
COUNTED = (Rhythm.FORTNIGHTLY, Rhythm.MONTHLY)


class PlanForm(forms.ModelForm):
    """When somebody checks in. `today` is the person's local day."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Which days?",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Please choose from these days."},
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        widget=ZoneSelect,
        error_messages={"invalid_choice": "We do not know this time zone. Please choose one from the list."},
    )
    starts_on = forms.DateField(
        label="First day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Please give a date, such as 2026-11-30."},
    )

    class Meta:
        model = Plan
        fields = ["rhythm", "weekdays", "starts_on", "local_time", "time_zone", "is_nudged"]
        labels = {"rhythm": "How often?", "local_time": "At what time?", "is_nudged": "One more letter, once"}
        help_texts = {"is_nudged": "If you have not answered after three hours. Never more than one."}
        widgets = {
            "rhythm": forms.RadioSelect,
            "local_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        error_messages = {
            "local_time": {
                "required": "Please give a time.",
                "invalid": "Please give a time of day, such as 20:00.",
            },
            "rhythm": {
                "required": "Please choose how often.",
                "invalid_choice": "Please choose one of these.",
            },
        }

    def __init__(self, *args, user: User, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        is_new = self.instance.pk is None
        self.instance.user = user
        self.fields["rhythm"].choices = Rhythm.choices
        self.fields["time_zone"].choices = zone_choices()
        if is_new:
            offered = user.school.default_rhythm if user.school else ""
            self.initial["rhythm"] = offered if offered in Rhythm.values else Rhythm.WEEKDAYS
            self.initial.update(local_time=EVENING, time_zone=user.time_zone, starts_on=today)
            self.initial["weekdays"] = []

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        kept = self.instance.starts_on if self.instance.pk else None
        if day is None:
            return kept or self.today
        if day != kept and not self.today <= day <= self.today + relativedelta(years=1):
            raise forms.ValidationError("Please choose a day from today on, within a year.", code="past")
        return day

    def clean_weekdays(self):
        return sorted(set(self.cleaned_data["weekdays"]))

    def clean(self):
        cleaned = super().clean()
        rhythm = cleaned.get("rhythm")
        if rhythm == Rhythm.CHOSEN:
            if not cleaned.get("weekdays") and "weekdays" not in self.errors:
                self.add_error("weekdays", "Please tick at least one day.")
        elif rhythm:
            cleaned["weekdays"] = []
        if rhythm and rhythm not in COUNTED:
            # Not asked for with this rhythm: it begins at once, and a day that was left there cannot be wrong.
            self.errors.pop("starts_on", None)
            cleaned["starts_on"] = min(self.instance.starts_on or self.today, self.today)
        return cleaned
