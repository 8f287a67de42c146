from django import forms

from resources.models import PrivateList


class ListForm(forms.Form):
    name = forms.CharField(
        label="A name for the list",
        max_length=60,
        help_text="Only you see it.",
        error_messages={"required": "Give the list a name."},
    )


class KeepForm(forms.Form):
    """Which of one's own lists, if any."""

    in_list = forms.ModelChoiceField(
        label="In which list",
        queryset=PrivateList.objects.none(),
        required=False,
        empty_label="In no list",
        error_messages={"invalid_choice": "That list is not there any more. Choose another."},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["in_list"].queryset = PrivateList.objects.visible_to(user)
        self.fields["in_list"].label_from_instance = lambda one: one.name

    @property
    def has_lists(self) -> bool:
        return len(self["in_list"]) > 1
