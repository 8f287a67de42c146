"""What staff fill in about an entry. Lists are ticked or typed with commas; sources are lines."""

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.support import Support
from accounts.zones import zone_choices
from resources.kinds import language_choices
from resources.sources import KEYS, validate_sources
from resources.topics import Topic


def ticks(label: str, choices, *, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class SourcesField(forms.CharField):
    """A line for each source: title | where | address | what it was used for. All but the title may be left out."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return "\n".join(" | ".join(source.get(key, "") for key in KEYS).rstrip(" |") for source in value)

    def clean(self, value):
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        sources = []
        for line in lines:
            parts = [part.strip() for part in line.split("|")]
            if len(parts) > len(KEYS):
                raise ValidationError(f"More than four parts stand between the bars in: {line[:60]}")
            sources.append(dict(zip(KEYS, [*parts, "", "", ""], strict=False)))
        validate_sources(sources)
        return sources


class EntryForm(forms.ModelForm):
    """Which fields there are is the admin page's to say."""

    support = ticks("Kinds of support", Support.choices)
    topics = ticks("Topics", Topic.choices)
    stages = ticks("For whom", User.Stage.choices, help_text="None means that it is for everybody.")
    languages = forms.MultipleChoiceField(
        choices=language_choices, required=False, help_text="Hold Ctrl or Cmd to choose several."
    )
    time_zone = forms.ChoiceField(
        choices=lambda: [("", "As the school's"), *zone_choices()],
        required=False,
        help_text="Whose clock it keeps.",
    )
    keywords = SimpleArrayField(
        forms.CharField(max_length=60),
        required=False,
        help_text="How a tired student would type it, with commas.",
    )
    related = SimpleArrayField(
        forms.SlugField(max_length=80),
        required=False,
        help_text="Slugs of entries that go with it, with commas.",
    )
    sources = SourcesField(
        required=False, help_text="A line for each: title | where | https://… | what it was used for."
    )
    is_checked = forms.BooleanField(
        label="I have checked today that this is right", required=False, help_text="Students see the date."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "is_checked" in self.fields and self.instance.pk is None:
            self.fields["is_checked"].initial = True
