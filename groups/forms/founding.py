"""Founding a group, and changing what it says of itself."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.words import WordsField
from groups.forms.names import AliasMixin
from groups.kinds import SEATS, Entry, Identity, Kind
from groups.models import Group
from groups.models.groups import Time

ONE_OF_THESE = {"required": "Please choose one.", "invalid_choice": "Please choose one of these."}


class GroupForm(forms.ModelForm):
    """What can be changed later too: everything but the kind, and by which names people know each other."""

    name = WordsField(
        label="What is it called?",
        help_text="Others read it on their phones, perhaps over a shoulder: a plain name is a kind one.",
        max_length=60,
        error_messages={
            "required": "It needs a name.",
            "max_length": "That is too long: at most 60 characters.",
        },
    )
    about = WordsField(
        label="What is it for?",
        help_text="Two or three sentences, so that the right people find it.",
        max_length=400,
        rows=3,
        required=False,
    )
    rhythm = WordsField(
        label="How do you meet?",
        help_text="For instance: every second Tuesday evening, 45 minutes.",
        max_length=120,
        required=False,
    )
    capacity = forms.IntegerField(
        label="Seats", error_messages={"required": "How many seats?", "invalid": "A number, please."}
    )
    entry = forms.ChoiceField(
        label="How does one get in?",
        choices=Entry.choices,
        widget=forms.RadioSelect,
        error_messages=ONE_OF_THESE,
    )
    is_listed = forms.BooleanField(
        label="Others of the school can find it",
        required=False,
        help_text="Without this, only people with an invitation know that it exists.",
    )
    stages = forms.MultipleChoiceField(
        label="For whom? Leave it open for everybody.",
        choices=User.Stage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Please choose from these."},
    )
    times = forms.MultipleChoiceField(
        label="When do you tend to meet?",
        choices=Time.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Please choose from these."},
    )

    class Meta:
        model = Group
        fields = ["name", "about", "rhythm", "capacity", "entry", "is_listed", "stages", "times"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fewest, most = SEATS[Kind(self.instance.kind)]
        seats = self.fields["capacity"]
        seats.help_text = f"{fewest} to {most}, you included."
        seats.widget.attrs.update(min=fewest, max=most, inputmode="numeric")

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not any(letter.isalnum() for letter in name):
            raise ValidationError("It needs at least a letter or a number.", code="bare")
        return name

    def clean_capacity(self) -> int:
        seats = self.cleaned_data["capacity"]
        fewest, most = SEATS[Kind(self.instance.kind)]
        if not fewest <= seats <= most:
            raise ValidationError(
                f"{self.instance.get_kind_display()}: {fewest} to {most} seats.", code="seats"
            )
        taken = self.instance.memberships.active().count() if self.instance.pk else 1
        if seats < taken:
            raise ValidationError(f"{taken} people are here already; nobody loses their seat.", code="taken")
        return seats


class FoundForm(AliasMixin, GroupForm):
    identity = forms.ChoiceField(
        label="By which names do you know each other?",
        choices=Identity.choices,
        widget=forms.RadioSelect,
        help_text="This stays as it is: who came under an alias must not be uncovered later.",
        error_messages=ONE_OF_THESE,
    )

    class Meta(GroupForm.Meta):
        fields = [*GroupForm.Meta.fields, "identity"]

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_aliases(group=None, user=user)
