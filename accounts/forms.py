"""What people say about themselves and about their letters."""

from datetime import date, timedelta
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.alias_rules import MOST, check_alias, tidy_alias
from accounts.firewall import FOR_A_STAGE, refused_by
from accounts.letter_kinds import registry
from accounts.models import Pause, User
from accounts.models.preferences import Channel
from accounts.support import Support
from accounts.wishes import set_wishes, wishes_of
from accounts.zone_field import ZoneField

TAKEN = "Somebody in your school has this alias already. Try another one."
LONGEST_PAUSE = timedelta(days=366)


class AliasMixin:
    """For forms with an alias in them. The school's constraint has the last word, also between two tabs."""

    def clean_alias(self) -> str:
        alias, user = tidy_alias(self.cleaned_data["alias"]), self.instance
        if alias == user.alias and user.pk:
            return alias
        check_alias(alias, email=user.email, name=self._name(), is_staff=user.is_staff or user.is_superuser)
        if User.objects.filter(school=user.school_id, alias__iexact=alias).exclude(pk=user.pk).exists():
            raise ValidationError(TAKEN, code="taken")
        return alias

    def _name(self) -> str:
        return self.data.get("name", self.instance.name)

    def try_save(self) -> bool:
        """False, with an error beside the field, when somebody took the alias in this very moment."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as error:
            if refused_by(error):
                self.add_error("stage", FOR_A_STAGE)
            else:
                self.add_error("alias", TAKEN)
            return False
        return True


class AliasForm(AliasMixin, forms.ModelForm):
    alias = forms.CharField(
        label="Your alias",
        max_length=MOST,
        help_text="What others in your school see. Not your real name.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = User
        fields = ["alias"]


class StageForm(forms.ModelForm):
    stage = forms.ChoiceField(
        label="Where you are just now",
        choices=User.Stage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one, or skip this."},
    )

    class Meta:
        model = User
        fields = ["stage"]

    def try_save(self) -> bool:
        """False, with an error beside the field, when somebody who gives marks to that stage would see them."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as error:
            if not refused_by(error):
                raise
            self.add_error("stage", FOR_A_STAGE)
            return False
        return True


class ZoneForm(forms.ModelForm):
    time_zone = ZoneField(help_text="So that letters reach you at your own time of day.")

    class Meta:
        model = User
        fields = ["time_zone"]


class ProfileForm(AliasMixin, forms.ModelForm):
    alias = AliasForm.base_fields["alias"]
    name = forms.CharField(
        label="Real name (you can leave this empty)",
        required=False,
        max_length=120,
        help_text="Only groups that go by names show it, to their members. Empty: they show your alias.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    stage = forms.ChoiceField(
        label="Where you are just now",
        choices=[("", "I would rather not say"), *User.Stage.choices],
        required=False,
    )
    time_zone = ZoneField()
    quiet_from = forms.TimeField(label="From", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label="Until", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    gives = forms.MultipleChoiceField(
        label="What you could give now and then",
        choices=Support.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    wants = forms.MultipleChoiceField(
        label="What would be good to get",
        choices=Support.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ["alias", "name", "stage", "time_zone", "quiet_from", "quiet_until", "gives", "wants"]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name.replace(" ", "").isprintable():
            raise ValidationError("There is a letter in this that cannot be shown.", code="letters")
        return name


class WishesForm(forms.Form):
    """A tick for each kind of letter and channel that can be refused."""

    def __init__(self, user: User, data=None):
        super().__init__(data)
        self.user = user
        self.wishes = wishes_of(user)
        for wish in self.wishes:
            if wish.kind.can_be_refused:
                self.fields[wish.name] = forms.BooleanField(
                    label=f"{wish.kind.title}, by {wish.label.lower()}",
                    required=False,
                    initial=wish.is_wanted,
                )

    def rooms(self):
        """What can be refused, for the table: (what it is about, its rows); a row is (kind, bound fields)."""
        refusable = sorted(
            (wish for wish in self.wishes if wish.kind.can_be_refused),
            key=lambda wish: registry.about(wish.kind),
        )
        return [
            (
                about,
                [
                    (kind, [self[wish.name] for wish in cells])
                    for kind, cells in groupby(wishes, key=lambda wish: wish.kind)
                ],
            )
            for about, wishes in groupby(refusable, key=lambda wish: registry.about(wish.kind))
        ]

    def always_sent(self):
        return list(dict.fromkeys(wish.kind for wish in self.wishes if not wish.kind.can_be_refused))

    @staticmethod
    def channels():
        return Channel.labels

    def save(self) -> None:
        set_wishes(user=self.user, wanted=[name for name, ticked in self.cleaned_data.items() if ticked])


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "A day, such as 2027-01-31."},
    )


def check_day(day: date, today: date) -> None:
    if day < today:
        raise ValidationError("This day is over already.", code="past")
    if day - today > LONGEST_PAUSE:
        raise ValidationError("At most a year ahead. You can always make it longer later.", code="far")


class PauseUntilForm(forms.Form):
    until = day_field("Until the end of")

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        check_day(self.cleaned_data["until"], self.today)
        return self.cleaned_data["until"]


class ExamBlockForm(forms.Form):
    name = forms.CharField(
        label="What you call it",
        max_length=Pause._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"placeholder": "Anatomy finals", "autocomplete": "off"}),
    )
    first = day_field("First day")
    last = day_field("Last day")

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name.replace(" ", "").isprintable():
            raise ValidationError("There is a letter in this that cannot be shown.", code="letters")
        return name

    def clean_first(self) -> date:
        check_day(self.cleaned_data["first"], self.today)
        return self.cleaned_data["first"]

    def clean_last(self) -> date:
        check_day(self.cleaned_data["last"], self.today)
        return self.cleaned_data["last"]

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", ValidationError("The last day comes before the first.", code="order"))


class LeavingForm(forms.Form):
    """Typing one's alias is the question 'are you sure' that cannot be answered by habit."""

    alias = forms.CharField(
        label="Type your alias to confirm",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, user: User, data=None):
        super().__init__(data)
        self.user = user

    def clean_alias(self) -> str:
        if tidy_alias(self.cleaned_data["alias"]).casefold() != tidy_alias(self.user.alias).casefold():
            raise ValidationError("This is not your alias. It stands above, letter by letter.", code="alias")
        return self.cleaned_data["alias"]
