from django import forms

from accounts.models import User
from accounts.words import WordsField
from groups.kinds import Entry, Kind
from groups.models.groups import Time

UNKNOWN = {"invalid_choice": "Please choose one of these."}


class FindForm(forms.Form):
    """What is not known is left out. Words count only where they were sent by POST."""

    words = WordsField(label="Name or words", max_length=100, required=False)
    kind = forms.ChoiceField(
        choices=[("", "Any kind"), *Kind.choices], required=False, error_messages=UNKNOWN
    )
    time = forms.ChoiceField(
        label="When", choices=[("", "Any time"), *Time.choices], required=False, error_messages=UNKNOWN
    )
    stage = forms.ChoiceField(
        label="For whom",
        choices=[("", "Anybody"), *User.Stage.choices],
        required=False,
        error_messages=UNKNOWN,
    )
    entry = forms.ChoiceField(
        label="How one gets in",
        choices=[("", "Any way"), *Entry.choices],
        required=False,
        error_messages=UNKNOWN,
    )
    has_room = forms.BooleanField(label="Only with a free place", required=False)

    def __init__(self, *args, has_words: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_words = has_words

    def wishes(self) -> dict:
        """For `search_groups`: only what was understood."""
        self.is_valid()
        wishes = {name: value for name, value in self.cleaned_data.items() if value}
        return wishes if self.has_words else {name: wishes[name] for name in wishes.keys() - {"words"}}
