from django import forms
from django.core.exceptions import ValidationError

from accounts.words import WordsField
from resources.links.address import UnsafeAddress, read_address
from resources.models.tips import ABOUT_AN_ENTRY

WORDS_MOST = 1000


class WrongForm(forms.Form):
    what = forms.ChoiceField(
        label="What is it?",
        choices=ABOUT_AN_ENTRY,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one.", "invalid_choice": "Please choose one of these."},
    )
    words = WordsField(
        label="What should it say?",
        help_text="If you know it: the right number, where it moved, since when.",
        max_length=WORDS_MOST,
        rows=4,
        required=False,
        error_messages={"max_length": f"That is more than fits: at most {WORDS_MOST:,} characters."},
    )

    def clean(self):
        said = super().clean()
        if said.get("what") == "other" and not said.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", "Please say in a few words what it is.")
        return said


class MissingForm(forms.Form):
    title = WordsField(
        label="What is it called?",
        max_length=120,
        min_length=3,
        error_messages={
            "required": "Please give it a name.",
            "min_length": "A little longer, please.",
            "max_length": "That is too long for a name: at most 120 characters.",
        },
    )
    url = WordsField(
        label="Its address on the web, if it has one",
        help_text="Beginning with https://",
        max_length=500,
        required=False,
        error_messages={"max_length": "That address is too long."},
    )
    words = WordsField(
        label="Why does it belong here?",
        help_text="What it is, who it is for, how you came across it.",
        max_length=WORDS_MOST,
        rows=4,
        error_messages={
            "required": "Please write a line, so that staff know what it is.",
            "max_length": f"That is more than fits: at most {WORDS_MOST:,} characters.",
        },
    )
    is_other = forms.BooleanField(label="Mine is another one", required=False)

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        if url:
            try:
                read_address(url)
            except UnsafeAddress as error:
                raise ValidationError(f"This address cannot be used. {error}") from error
        return url
