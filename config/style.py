"""What the style page shows: every part of the face in every state, with made-up words."""

from datetime import time

from django import forms

LEVELS = (
    (1, "Nothing left"),
    (2, "Running low"),
    (3, "Getting by"),
    (4, "Doing all right"),
    (5, "Plenty left"),
)
# One made-up fortnight, as (day, level); a missing day is a day without an answer.
FORTNIGHT = (
    (0, 4),
    (1, 3),
    (2, 4),
    (3, 3),
    (4, 2),
    (5, 2),
    (8, 1),
    (9, 2),
    (10, 3),
    (11, 3),
    (12, 4),
    (13, 5),
)


class SampleForm(forms.Form):
    email = forms.EmailField(label="School e-mail", help_text="The address your school gave you.")
    stage = forms.ChoiceField(choices=[("1", "Year 1"), ("2", "Year 2"), ("leave", "On leave")])
    note = forms.CharField(
        label="A note, if you like", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    code = forms.CharField(
        label="Six-letter code",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        required=False,
    )
    agree = forms.BooleanField(label="I have read who can see what")


class SampleChoices(forms.Form):
    share = forms.ChoiceField(
        label="Who may see this answer",
        choices=[("me", "Only me"), ("people", "My chosen people"), ("staff", "Please contact me")],
        widget=forms.RadioSelect,
        initial="me",
    )
    tags = forms.MultipleChoiceField(
        label="What is it about?",
        choices=[
            ("sleep", "Sleep"),
            ("exams", "Exams"),
            ("ward", "Ward"),
            ("people", "People"),
            ("home", "Home"),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=["sleep", "exams"],
    )
    quiet_from = forms.TimeField(
        label="From", widget=forms.TimeInput(attrs={"type": "time"}), initial=time(22)
    )
    quiet_until = forms.TimeField(
        label="Until", widget=forms.TimeInput(attrs={"type": "time"}), initial=time(7)
    )


def parts():
    """The style page's context."""
    return {
        "levels": LEVELS,
        "form": SampleForm(auto_id="sample_%s"),
        "failing": SampleForm({"email": "not an address", "note": "Kept as typed."}, auto_id="failing_%s"),
        "choices": SampleChoices(auto_id="choice_%s"),
        "share_help": {
            "me": "Nobody else. This is what happens unless you choose otherwise.",
            "people": "Ben sees this one answer, not your note and not your past.",
            "staff": "The wellness staff of your school will write to you. Today they are there until 17:00.",
        },
        "can": ["You", "The people you choose, for this answer only"],
        "cannot": ["Your school, your teachers and your dean", "Your mentor"],
        "dots": [(80 + day * 29, 24 + (5 - level) * 44, level) for day, level in FORTNIGHT],
        "rows": [(24 + (5 - level) * 44, label) for level, label in reversed(LEVELS)],
    }
