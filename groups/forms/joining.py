"""Coming into a group."""

from django import forms

from accounts.models import User
from accounts.words import WordsField
from groups.forms.names import AliasMixin
from groups.joining import WayIn
from groups.models import Group


class JoinForm(AliasMixin, forms.Form):
    """The button below it is the yes to the agreement."""

    words = WordsField(
        label="A few words, if you like",
        help_text="Only the people who look after the group read them, and they go once you are answered.",
        max_length=400,
        rows=3,
        required=False,
    )

    def __init__(self, *args, group: Group, user: User, way: WayIn, **kwargs):
        super().__init__(*args, **kwargs)
        if way is not WayIn.ASK:
            del self.fields["words"]
        if group.goes_by_alias:
            self.offer_aliases(group=group, user=user)
