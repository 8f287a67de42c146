"""Fields for what people write."""

import re

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

# Control characters that no keyboard types: they come along when something is pasted, and nobody means them.
UNSEEN = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


class WordsField(forms.CharField):
    """Free text. Line breaks stay, unseen control characters go, and too much says how much is too much."""

    default_validators = [
        ProhibitNullCharactersValidator("This holds a character that cannot be kept. Please type it anew.")
    ]

    def __init__(self, *, rows: int = 0, **kwargs):
        most = kwargs["max_length"]
        kwargs.setdefault(
            "error_messages", {"max_length": f"That is more than we can keep: at most {most:,} characters."}
        )
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        else:
            kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        return UNSEEN.sub("", super().to_python(value).replace("\r\n", "\n"))
