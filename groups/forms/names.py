"""The choice of an alias: a few suggestions, sealed for this person and this group."""

from functools import partial

from django import forms

from accounts.models import User
from groups.aliases import SUGGESTIONS, free_aliases, seal, unseal
from groups.models import Group

CHOOSE = "Please take one of the suggestions."


class AliasMixin:
    """For forms of somebody who chooses what they are called in a group of aliases."""

    def offer_aliases(self, *, group: Group | None, user: User) -> None:
        """Suggestions, and the one that was chosen before where the form comes back."""
        self.unseal = partial(unseal, group=group, user=user)
        posted = self.data.get("alias", "") if self.is_bound else ""
        chosen = self.unseal(posted)
        fresh = free_aliases(group, school_id=user.school_id, count=SUGGESTIONS)
        offers = ([chosen] if chosen else []) + fresh
        choices = [(seal(alias, group=group, user=user), alias) for alias in offers[:SUGGESTIONS]]
        self.fields["alias"] = forms.ChoiceField(
            label="What you are called here",
            help_text="For this group alone. In another group you have another alias, and nothing connects the two.",
            choices=choices,
            initial=choices[0][0],
            required=False,  # who chooses none is given one
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": CHOOSE},
        )

    def clean_alias(self) -> str:
        return self.unseal(self.cleaned_data["alias"]) or ""


class NewAliasForm(AliasMixin, forms.Form):
    def __init__(self, *args, group: Group, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_aliases(group=group, user=user)


def typed_so_far(form: forms.BaseForm) -> dict:
    """What stands in a form, to begin another one with: for `other suggestions please`."""
    return {name: form[name].value() for name in form.fields if name != "alias"}
