"""What somebody sets for themselves in one group, and what keepers ask of members."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError

from accounts.words import WordsField
from groups.models import Membership

LONGEST_AWAY = timedelta(days=366)


class MembershipForm(forms.ModelForm):
    away_until = forms.DateField(
        label="Away until",
        required=False,
        help_text="A rotation, exams, a break: you stay a member, and nobody waits for you. Empty: you are around.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "A day, such as 2027-01-31."},
    )
    away_note = WordsField(
        label="Why, if you want to say",
        help_text="For instance: on a rotation.",
        max_length=80,
        required=False,
    )
    wants_letters = forms.BooleanField(label="Send me letters about this group", required=False)

    class Meta:
        model = Membership
        fields = ["away_until", "away_note", "wants_letters"]

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if self.instance.group.goes_by_alias:
            # A reason or a day that is the same in two groups would say that two aliases are one person.
            del self.fields["away_note"]

    def clean_away_until(self) -> date | None:
        day = self.cleaned_data["away_until"]
        if day and day < self.today and day != self.instance.away_until:
            raise ValidationError("This day is over already.", code="past")
        if day and day - self.today > LONGEST_AWAY:
            raise ValidationError("At most a year ahead. You can always make it longer later.", code="far")
        return day


class RemoveForm(forms.Form):
    words = WordsField(
        label="A sentence for them, if you like",
        help_text="They read it on their page of groups. Nobody else does, but for the school's staff if they ask.",
        max_length=300,
        rows=3,
        required=False,
    )


class HostForm(forms.Form):
    """Beside me, or instead of me."""

    how = forms.ChoiceField(
        label="What you ask them",
        choices=[("beside", "To look after the group with me"), ("instead", "To take it over from me")],
        widget=forms.RadioSelect,
        initial="beside",
        error_messages={"required": "Please choose one.", "invalid_choice": "Please choose one of these."},
    )
