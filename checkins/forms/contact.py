from django import forms

from accounts.words import WordsField
from checkins.models.concerns import Urgency


class ContactForm(forms.Form):
    """A request for contact, in the student's own words."""

    words = WordsField(
        label="What would you like us to know?",
        help_text="As little or as much as you like. One line is enough.",
        max_length=4000,
        rows=5,
        error_messages={
            "required": "Please write at least a line, so that whoever calls knows where to begin.",
            "max_length": "That is more than we can pass on: at most 4,000 characters.",
        },
    )
    reach_by = WordsField(
        label="How can we reach you?",
        help_text="A number, an address, or a place where you will be.",
        max_length=200,
        error_messages={
            "required": "Please say how you can be reached.",
            "max_length": "That is too long: at most 200 characters.",
        },
    )
    reach_when = WordsField(
        label="When is a good time?",
        help_text="For instance: after five, not during ward rounds.",
        max_length=200,
        required=False,
    )
    urgency = forms.ChoiceField(
        label="How soon?",
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        initial=Urgency.THIS_WEEK,
        error_messages={
            "required": "Please say how soon.",
            "invalid_choice": "Please choose one of these.",
        },
    )
    shows_checkin = forms.BooleanField(
        label="Show them that answer and its note too", required=False, initial=True
    )

    def __init__(self, *args, has_checkin: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_checkin:
            del self.fields["shows_checkin"]

    @property
    def typed(self) -> dict[str, object]:
        """What a draft keeps: half a request is still one. Empty where nothing was written."""
        self.is_valid()
        typed = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return typed if any(typed.get(name) for name in ("words", "reach_by", "reach_when")) else {}
