import secrets

from django import forms
from django.core.validators import RegexValidator

from accounts.words import WordsField


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class ProposalForm(forms.Form):
    """`secret` comes with the page: an anonymous author's way back, and what makes pressing twice pressing once."""

    title = WordsField(
        label="What is missing, in a line?",
        help_text="For instance: counselling after 18:00.",
        max_length=100,
        min_length=6,
        error_messages={
            "required": "Please say in a line what is missing.",
            "min_length": "A few more words, so that others know what you mean.",
            "max_length": "That is too long for a line: at most 100 characters.",
        },
    )
    words = WordsField(
        label="What would help, and whom?",
        help_text="Please name no person. A thing can be changed; a person is not a proposal.",
        max_length=2000,
        rows=5,
        error_messages={
            "required": "Please write a sentence or two, so that somebody can act on it.",
            "max_length": "That is more than fits: at most 2,000 characters.",
        },
    )
    is_anonymous = forms.BooleanField(label="Say it without my alias", required=False)
    is_other = forms.BooleanField(label="Mine is another matter", required=False)
    secret = forms.CharField(
        widget=forms.HiddenInput,
        initial=new_secret,
        max_length=64,
        validators=[RegexValidator(r"^[\w-]{32}\Z", "Please open this page anew.")],
    )


class NoteForm(forms.Form):
    words = WordsField(
        label="Write to them",
        help_text="Only the wellness staff of the school read it.",
        max_length=2000,
        rows=3,
        error_messages={
            "required": "Please write a line first.",
            "max_length": "That is more than fits: at most 2,000 characters.",
        },
    )
