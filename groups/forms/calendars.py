"""One's own calendars: when one can meet, and a rotation that one brings."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from accounts.words import WordsField
from groups.calendars.rotations import MOST_BYTES

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Parts of a day that a person can tell without thinking, as hours: from, up to.
PARTS = ((7, 9), (9, 12), (12, 14), (14, 17), (17, 19), (19, 21), (21, 23))


def part_words(part: tuple[int, int]) -> str:
    return f"{part[0]}–{part[1]}"


class WeeklyTimesForm(forms.Form):
    """A tick for each part of each day: one field, so that it is one question. Values are hours of the week."""

    parts = forms.TypedMultipleChoiceField(
        label="When you can usually meet",
        required=False,
        coerce=int,
        choices=[(day * 24 + first, "") for day in range(7) for first, _ in PARTS],
        error_messages={"invalid_choice": "Please choose from these times."},
    )

    def __init__(self, data=None, *, hours: Iterable[int] = ()):
        kept = set(hours)
        ticked = [
            day * 24 + first
            for day in range(7)
            for first, until in PARTS
            if {day * 24 + hour for hour in range(first, until)} <= kept
        ]
        super().__init__(data, initial={"parts": ticked})

    def rows(self) -> list[tuple[str, list[tuple[int, str, bool]]]]:
        """(part of day, its cells) for the table; a cell is (value, words, ticked)."""
        values = self["parts"].value() or []
        ticked = {str(value) for value in values}
        return [
            (
                part_words(part),
                [
                    (
                        day * 24 + part[0],
                        f"{name}, {part[0]} to {part[1]}",
                        str(day * 24 + part[0]) in ticked,
                    )
                    for day, name in enumerate(WEEKDAYS)
                ],
            )
            for part in PARTS
        ]

    def hours(self) -> list[int]:
        """The hours of the week that were ticked."""
        until = dict(PARTS)
        return sorted(
            start + step
            for start in set(self.cleaned_data["parts"])
            for step in range(until[start % 24] - start % 24)
        )


class RotationForm(forms.Form):
    file = forms.FileField(
        label="Your calendar, as a file",
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
        help_text="It ends in .ics. Calendar programs call it export or download. At most 1 MB.",
        error_messages={
            "required": "Please choose a file.",
            "invalid": "Please choose a file.",
            "missing": "Please choose a file.",
            "empty": "This file is empty.",
        },
    )
    label = WordsField(label="What you call it", max_length=60, help_text="Only you see it.")
    takes_whole_days = forms.BooleanField(
        label="Whole days count as busy",
        required=False,
        initial=True,
        help_text="Untick it if your placements stand there as whole days and your evenings are free.",
    )
    keeps_titles = forms.BooleanField(
        label="Keep what entries are called",
        required=False,
        help_text="Otherwise only when you are busy is kept. Nobody but you ever sees either.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                "This file is larger than 1 MB. Try one with only the coming months.", code="size"
            )
        return file
