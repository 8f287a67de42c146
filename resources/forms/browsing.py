from django import forms

from resources.kinds import Kind
from resources.topics import Topic


class BrowseForm(forms.Form):
    """What to show of the list. It is asked by GET, so whatever it cannot read is simply not asked."""

    kind = forms.ChoiceField(choices=[("", "Everything"), *Kind.choices], required=False)
    topic = forms.ChoiceField(label="About", choices=[("", "Anything"), *Topic.choices], required=False)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
