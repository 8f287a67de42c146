from django import forms

from accounts.words import WordsField


class InviteForm(forms.Form):
    nickname = WordsField(
        label="What do you call this person?",
        help_text="Only you see this name.",
        max_length=40,
        error_messages={
            "required": "Please give a name, so that you can tell your people apart.",
            "max_length": "That is too long: at most 40 characters.",
        },
    )
