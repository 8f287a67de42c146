from django import forms

from accounts.models import User
from accounts.words import WordsField
from checkins.answers import NOTE_MOST
from checkins.models import CheckIn, ChosenPerson
from checkins.models.checkins import Audience
from checkins.scale import Level, Tag


class ChosenField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, chosen: ChosenPerson) -> str:
        return chosen.nickname


class AddForm(forms.Form):
    """More words and tags for an answer that was given."""

    tags = forms.MultipleChoiceField(
        label="What is it about?",
        choices=Tag.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Please choose from these."},
    )
    note = WordsField(label="A note to yourself, if you like", max_length=NOTE_MOST, rows=4, required=False)


class AudienceForm(forms.Form):
    """Who may see one answer. What cannot be kept is not offered: no desk, no "please contact me", unless a request is
    on its way already.
    """

    audience = forms.ChoiceField(
        label="Who may see this answer?",
        choices=Audience.choices,
        widget=forms.RadioSelect,
        initial=Audience.ONLY_ME,
        required=False,
        error_messages={"invalid_choice": "This is not possible here. Please choose again."},
    )
    chosen = ChosenField(
        label="Which of them?",
        queryset=ChosenPerson.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "One of these people is no longer on your list.",
            "invalid_pk_value": "One of these people is no longer on your list.",
        },
    )

    def __init__(self, *args, user: User, offers_contact: bool, has_request: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = list(user.chosen_people.accepted())
        self.fields["chosen"].queryset = user.chosen_people.accepted()
        self.fields["chosen"].choices = [(person.pk, person.nickname) for person in self.people]
        offered = {
            Audience.ONLY_ME: True,
            Audience.CHOSEN: bool(self.people),
            Audience.CONTACT: offers_contact or has_request,
        }
        self.offers_contact = offers_contact
        self.fields["audience"].choices = [
            (value, label) for value, label in Audience.choices if offered[Audience(value)]
        ]

    def clean(self):
        cleaned = super().clean()
        audience = cleaned["audience"] = cleaned.get("audience") or Audience.ONLY_ME
        if "audience" in self.errors or audience != Audience.CHOSEN:
            cleaned["chosen"] = []
        elif not cleaned.get("chosen") and "chosen" not in self.errors:
            if len(self.people) == 1:
                cleaned["chosen"] = self.people
            else:
                self.add_error("chosen", "Please tick who may see it.")
        return cleaned


class AnswerForm(AudienceForm, AddForm):
    """One answer: a face, and whatever somebody would like to add."""

    field_order = ["level", "tags", "note", "audience", "chosen"]
    level = forms.TypedChoiceField(
        label="Your answer",
        choices=Level.choices,
        coerce=int,
        error_messages={
            "required": "Please tap the face that fits best. What you typed is still here.",
            "invalid_choice": "Please tap one of the five faces.",
        },
    )

    @staticmethod
    def initial_of(checkin: CheckIn) -> dict[str, object]:
        """An answer as it stands, for changing it."""
        return {
            "level": checkin.level,
            "note": checkin.note,
            "tags": checkin.tags,
            "audience": checkin.audience,
            "chosen": [share.chosen_id for share in checkin.shares.all() if share.revoked_at is None],
        }
