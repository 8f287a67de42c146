from django import forms

from accounts.words import WordsField


class LinkForm(forms.Form):
    label = WordsField(
        label="What is the link for?",
        help_text="So that you can tell your links apart. Only those who look after the group see it.",
        max_length=60,
        error_messages={
            "required": "Please give it a name, such as “Year 3 chat”.",
            "max_length": "That is too long: at most 60 characters.",
        },
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="Their school address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Please type an address.",
            "invalid": "This does not look like an address.",
            "max_length": "That is too long for an address.",
        },
    )
