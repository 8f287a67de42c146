from django import forms

from resources.search.words import MOST_LETTERS


class FindForm(forms.Form):
    """The one search box. Filters are no fields of it: whatever they cannot read is simply not asked."""

    words = forms.CharField(
        label="Search the library",
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control",
                "autocomplete": "off",
                "spellcheck": "false",
                "enterkeyhint": "search",
                "placeholder": "can’t sleep, failed exam, talk to someone",
            }
        ),
    )
