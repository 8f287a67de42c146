"""What those who look after a group hand on, and what they ask for themselves."""

from django import forms

from accounts.words import WordsField
from groups.models import Membership
from groups.models.concerns import Severity

SOON_ERRORS = {"required": "Please say how soon.", "invalid_choice": "Please choose one of these."}


class WorryForm(forms.Form):
    """About one member: facts, how soon, and whether they know. `members` are those it may be about."""

    about = forms.ChoiceField(
        label="Whom is it about?",
        error_messages={
            "required": "Please say whom it is about.",
            "invalid_choice": "Please choose one of these people.",
        },
    )
    words = WordsField(
        label="What did you see or hear?",
        help_text="Facts, as you would say them to the person's face. No guesses at what they have.",
        max_length=4000,
        rows=6,
        error_messages={
            "required": "Please write at least a line, so that whoever reads it knows what happened.",
            "max_length": "That is more than we can pass on: at most 4,000 characters.",
        },
    )
    severity = forms.ChoiceField(
        label="How soon should somebody look?",
        choices=Severity.choices,
        widget=forms.RadioSelect,
        error_messages=SOON_ERRORS,
    )
    student_knows = forms.TypedChoiceField(
        label="Does the student know that you hand this on?",
        choices=[("yes", "Yes, I have told them"), ("no", "Not yet")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Please say whether they know.",
            "invalid_choice": "Please choose one of these.",
        },
    )

    def __init__(self, *args, members: list[Membership], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {member.key: member for member in members}
        by_name = sorted(members, key=lambda member: member.shown_name.casefold())
        self.fields["about"].choices = [
            ("", "Choose somebody"),
            *((member.key, member.shown_name) for member in by_name),
        ]

    def clean_about(self) -> Membership:
        return self.members[self.cleaned_data["about"]]


class HelpForm(forms.Form):
    """For whoever looks after others and needs somebody too."""

    words = WordsField(
        label="What would help you?",
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
    severity = forms.ChoiceField(
        label="How soon?",
        choices=[
            (Severity.NOW, "Now: it cannot wait"),
            (Severity.TODAY, "Today"),
            (Severity.THIS_WEEK, "In the next few days"),
        ],
        widget=forms.RadioSelect,
        initial=Severity.THIS_WEEK,
        error_messages=SOON_ERRORS,
    )
