"""Planning a meeting, in plain words: when, how often, where."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from accounts.words import WordsField
from accounts.zone_field import ZoneField
from accounts.zones import validate_zone
from groups.meetings.changes import Pattern
from groups.meetings.rules import Rhythm, rule_for
from groups.models import Meeting, Occasion
from resources.kinds import Kind
from resources.models import Resource
from resources.online import check_link

LENGTHS = [
    (15, "15 minutes"),
    (30, "30 minutes"),
    (45, "45 minutes"),
    (60, "1 hour"),
    (90, "1½ hours"),
    (120, "2 hours"),
    (180, "3 hours"),
    (240, "4 hours"),
    (480, "8 hours"),
]
FURTHEST = timedelta(days=366)
LONGEST_SERIES = timedelta(days=2 * 366)
MOST_TIMES = 60


def day_field(label: str, **kwargs) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": "Please give a day, such as 2026-11-30.",
            "required": "Please give a day.",
        },
        **kwargs,
    )


def stays_error(last: date) -> ValidationError:
    return ValidationError(
        f"Please choose a day after {last.day} {last:%B}: dates until then stay.", code="stays"
    )


class WhenAndWhereForm(forms.Form):
    """What one date and a whole meeting have in common. Wall times are in `self.zone`."""

    on = day_field("Day")
    at = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "invalid": "Please give a time of day, such as 18:30.",
            "required": "Please give a time.",
        },
    )
    minutes = forms.TypedChoiceField(
        label="How long",
        coerce=int,
        choices=LENGTHS,
        error_messages={"invalid_choice": "Please choose one of these."},
    )
    place = WordsField(
        label="Place",
        required=False,
        max_length=160,
        help_text="In words, such as: library, room 2, ask at the desk.",
    )
    link = forms.CharField(
        label="Or a link",
        required=False,
        max_length=500,
        widget=forms.TextInput(
            attrs={
                "inputmode": "url",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "https://",
            }
        ),
        help_text="Zoom, Meet, Jitsi, WhatsApp or another. Only members see it.",
        error_messages={"max_length": "This link is longer than we can keep."},
    )

    def __init__(self, *args, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        chosen = self.initial.get("minutes")
        if chosen and chosen not in dict(LENGTHS):
            self.fields["minutes"].choices = sorted([*LENGTHS, (chosen, f"{chosen} minutes")])

    @property
    def zone(self) -> ZoneInfo:
        raise NotImplementedError

    def clean_on(self) -> date:
        on, today = self.cleaned_data["on"], self.now.astimezone(self.zone).date()
        if not today <= on <= today + FURTHEST:
            raise ValidationError("Please choose a day from today on, within a year.", code="day")
        return on

    def clean_at(self):
        return self.cleaned_data["at"].replace(second=0, microsecond=0, tzinfo=None)

    def clean_link(self) -> str:
        return check_link(self.cleaned_data["link"])

    def clean(self):
        cleaned = super().clean()
        on, at = cleaned.get("on"), cleaned.get("at")
        if on and at and datetime.combine(on, at, self.zone) <= self.now:
            self.add_error("at", ValidationError("This time is over already.", code="past"))
        return cleaned


class DateForm(WhenAndWhereForm):
    """One date of a meeting, moved or elsewhere."""

    def __init__(self, *args, occasion: Occasion, now: datetime, **kwargs):
        self.occasion = occasion
        local = occasion.local_start
        kwargs.setdefault(
            "initial",
            {
                "on": local.date(),
                "at": local.time(),
                "minutes": int((occasion.ends_at - occasion.starts_at).total_seconds() // 60),
                "place": occasion.place,
                "link": occasion.link,
            },
        )
        super().__init__(*args, now=now, **kwargs)

    @property
    def zone(self) -> ZoneInfo:
        return self.occasion.meeting.zone

    def starts(self) -> datetime:
        """The wall time, without a zone of its own."""
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"])


class MeetingForm(WhenAndWhereForm):
    """A meeting as a whole. For a change of what follows, `stays_until` is the last local day that is left as it is."""

    title = WordsField(
        label="What you call it",
        required=False,
        max_length=80,
        help_text="Members see it. Letters and calendars only say “meeting”.",
    )
    about = WordsField(label="What you will do", required=False, max_length=600, rows=3)
    rhythm = forms.ChoiceField(
        label="How often?",
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Please choose how often.",
            "invalid_choice": "Please choose one of these.",
        },
    )
    times = forms.IntegerField(
        label="How many times",
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        error_messages={
            "invalid": "Please give a number.",
            "min_value": "At least once.",
            "max_value": f"At most {MOST_TIMES} times. You can always go on later.",
        },
    )
    last_on = day_field("Or until", required=False)
    time_zone = ZoneField()
    capacity = forms.IntegerField(
        label="Seats",
        required=False,
        min_value=1,
        max_value=500,
        help_text="Empty: as many as like to come. When it is full, there is a waiting list.",
        error_messages={
            "invalid": "Please give a number.",
            "min_value": "At least one seat.",
            "max_value": "At most 500 seats.",
        },
    )
    guide = forms.ModelChoiceField(
        label="A guide from the library",
        queryset=Resource.objects.none(),
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "Please choose one of these."},
    )
    field_order = [
        "title",
        "on",
        "at",
        "minutes",
        "rhythm",
        "times",
        "last_on",
        "place",
        "link",
        "about",
        "guide",
        "capacity",
        "time_zone",
    ]

    def __init__(self, *args, user, now: datetime, stays_until: date | None = None, **kwargs):
        super().__init__(*args, now=now, **kwargs)
        self.stays_until = stays_until
        self.fields["guide"].queryset = guides_for(user, self.initial.get("guide"))

    @property
    def zone(self) -> ZoneInfo:
        """The one that was chosen; where it is none that we know, its own field says so."""
        name = self.data.get(self.add_prefix("time_zone"), "") if self.is_bound else ""
        try:
            validate_zone(name)
        except ValidationError:
            name = self.initial.get("time_zone", "UTC")
        return ZoneInfo(name)

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split()) or Meeting._meta.get_field("title").default

    def clean_time_zone(self) -> str:
        validate_zone(self.cleaned_data["time_zone"])
        return self.cleaned_data["time_zone"]

    def clean_on(self) -> date:
        on = super().clean_on()
        if self.stays_until and on <= self.stays_until:
            raise stays_error(self.stays_until)
        return on

    def refuse_day(self, last: date) -> None:
        """For a look at the dates that is newer than the form's own."""
        self.add_error("on", stays_error(last))

    def clean(self):
        cleaned = super().clean()
        on, rhythm = cleaned.get("on"), cleaned.get("rhythm")
        if rhythm == Rhythm.ONCE:
            # Not asked for with this rhythm: whatever was left there cannot be wrong.
            for name in ("times", "last_on"):
                self.errors.pop(name, None)
                cleaned[name] = None
        times, last_on = cleaned.get("times"), cleaned.get("last_on")
        if times and last_on:
            self.add_error("last_on", ValidationError("Please give one of the two, not both.", code="both"))
        elif on and last_on and not on <= last_on <= on + LONGEST_SERIES:
            self.add_error(
                "last_on",
                ValidationError("Please choose a day after the first, within two years.", code="end"),
            )
        return cleaned

    def pattern(self) -> Pattern:
        said = self.cleaned_data
        return Pattern(
            title=said["title"],
            about=said["about"],
            first_on=said["on"],
            local_time=said["at"],
            time_zone=said["time_zone"],
            minutes=said["minutes"],
            rule=rule_for(said["rhythm"], said["on"], last_on=said["last_on"], count=said["times"]),
            place=said["place"],
            link=said["link"],
            capacity=said["capacity"],
            guide=said["guide"],
        )


def guides_for(user, chosen: int | None = None):
    """Guides that this person may read; one that was chosen before stays among them."""
    visible = Resource.objects.visible_to(user).of_kind(Kind.GUIDE)
    guides = visible.listed()
    if chosen:
        guides = guides | visible.filter(pk=chosen)
    return guides.order_by("title", "pk")


def values_of(meeting: Meeting, *, from_on: date, times: int | None, last_on: date | None) -> dict:
    """What stands in the form when a meeting is changed from `from_on` on."""
    return {
        "title": meeting.title,
        "about": meeting.about,
        "on": from_on,
        "at": meeting.local_time,
        "minutes": meeting.minutes,
        "times": times,
        "last_on": last_on,
        "time_zone": meeting.time_zone,
        "place": meeting.place,
        "link": meeting.link,
        "capacity": meeting.capacity,
        "guide": meeting.guide_id,
    }


class FinderForm(forms.Form):
    """What time is looked for."""

    minutes = forms.TypedChoiceField(
        label="How long",
        coerce=int,
        choices=LENGTHS[:8],
        initial=60,
        error_messages={"invalid_choice": "Please choose one of these."},
    )
    weeks = forms.TypedChoiceField(
        label="When",
        coerce=int,
        choices=[(1, "In the coming week"), (2, "In the coming two weeks"), (4, "In the coming four weeks")],
        initial=2,
        error_messages={"invalid_choice": "Please choose one of these."},
    )
