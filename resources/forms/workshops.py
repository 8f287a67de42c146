"""What staff fill in about a workshop, and the two questions to those who were there."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from accounts.support import Support
from accounts.words import WordsField
from resources.forms.entries import ticks
from resources.hours import instant
from resources.models import Workshop
from resources.models.workshops import Worth
from resources.online import check_link
from resources.topics import Topic

LONGEST_CLOSED = 14 * 24  # hours before the beginning


class WorkshopForm(forms.ModelForm):
    """Wall times are those of the school, whatever clock the reader keeps."""

    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes_before = forms.IntegerField(
        label="Sign-up closes, in hours before",
        initial=0,
        min_value=0,
        max_value=LONGEST_CLOSED,
        help_text="0: it is open until the workshop begins.",
    )
    support = ticks("Kinds of support", Support.choices)
    topics = ticks("Topics", Topic.choices)

    class Meta:
        model = Workshop
        fields = [
            "title",
            "summary",
            "body",
            "place",
            "link",
            "capacity",
            "support",
            "topics",
            "contact",
            "entry",
            "is_shown",
            "cancelled_because",
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "body": forms.Textarea(attrs={"rows": 12}),
        }

    school_zone = "UTC"  # set by the page that knows whose workshop it is

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk or row.time_zone:
            starts = row.starts_at.astimezone(row.zone)
            self.initial |= {
                "on": starts.date(),
                "begins": starts.time(),
                "ends": row.ends_at.astimezone(row.zone).time(),
                "closes_before": int((row.starts_at - row.closes_at) / timedelta(hours=1)),
            }
        if "cancelled_because" in self.fields and not row.is_cancelled:
            del self.fields["cancelled_because"]

    def clean_link(self):
        return check_link(self.cleaned_data["link"])

    def clean(self):
        said = super().clean()
        if not (said.get("place") or said.get("link") or self.has_error("link")):
            self.add_error("place", "Say where it is, or give a link.")
        if self.instance.is_cancelled and not (said.get("cancelled_because") or "").strip():
            self.add_error("cancelled_because", "It is called off. Say why in a sentence.")
        day, begins, ends = (said.get(name) for name in ("on", "begins", "ends"))
        if not all(value is not None for value in (day, begins, ends)):
            return said
        if ends <= begins:
            self.add_error("ends", "It ends before it begins. A workshop is over on its day.")
            return said
        zone = ZoneInfo(self.instance.time_zone or self.school_zone)
        try:
            starts_at, ends_at = instant(day, begins, zone), instant(day, ends, zone)
            closes_at = starts_at - timedelta(hours=said.get("closes_before") or 0)
        except OverflowError:
            raise ValidationError({"on": "We cannot reckon with this year."}) from None
        if ends_at <= starts_at:
            self.add_error("ends", "Clocks change that night, and it would end before it begins.")
            return said
        row = self.instance
        row.time_zone, row.starts_at, row.ends_at, row.closes_at = str(zone), starts_at, ends_at, closes_at
        return said


class WorkshopAnswerForm(forms.Form):
    worth = forms.TypedChoiceField(
        label="Was it worth your time?",
        choices=sorted(Worth.choices, reverse=True),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one of the five."},
    )
    words = WordsField(
        label="What would have made it better?",
        help_text="You can leave this empty. Others may read it, so please name nobody.",
        max_length=1000,
        rows=4,
        required=False,
    )
