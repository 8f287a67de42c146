"""What staff write when they wish to see who somebody is, and when they say no to it. The student reads both."""

from django import forms

from accounts.words import WordsField
from groups.models.reveals import Ground

REASON_MOST = 2000
SHORTEST = 20


class WishForm(forms.Form):
    ground = forms.ChoiceField(
        label="On which ground?",
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Please choose the ground. Without one of these three, a name stays closed.",
            "invalid_choice": "Please choose one of these.",
        },
    )
    reason = WordsField(
        label="Why, in plain words",
        help_text="What you read, and why nothing less will do. The student reads this. Name nobody else, "
        "and nobody who passed it on.",
        max_length=REASON_MOST,
        rows=5,
        error_messages={
            "required": "Please write why. Your colleague decides by it, and the student reads it.",
            "max_length": "That is more than we can keep: at most 2,000 characters.",
        },
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if len(reason) < SHORTEST:
            raise forms.ValidationError(
                "Please write a sentence or two. Somebody has to decide by it.", code="short"
            )
        return reason


class RefusalForm(forms.Form):
    words = WordsField(
        label="If you say no: why",
        help_text="Your colleague reads this, and the student does too.",
        max_length=REASON_MOST,
        rows=3,
        error_messages={
            "required": "Please say in a sentence why not.",
            "max_length": "That is more than we can keep: at most 2,000 characters.",
        },
    )
