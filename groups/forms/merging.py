from django import forms

from groups.models import Group


class MergeForm(forms.Form):
    into = forms.ChoiceField(
        label="Which group would you move into?",
        error_messages={"required": "Please choose one.", "invalid_choice": "Please choose one of these."},
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.others = {group.key: group for group in others}
        self.fields["into"].choices = [(key, group.name) for key, group in self.others.items()]

    def clean_into(self) -> Group:
        return self.others[self.cleaned_data["into"]]
