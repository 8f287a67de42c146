"""What one writes in a group."""

from datetime import date, timedelta

from django import forms

from accounts.words import WordsField
from groups.asks import Ask
from groups.closing import CLOSING_WORDS_MOST
from groups.models import Membership
from groups.models.answering import MOST_A_WEEK
from groups.models.posts import Closing, Post
from groups.models.replies import Reply
from groups.models.reports import Reason
from groups.reporting import WORDS_MOST as REPORT_MOST
from groups.talking import TITLE_MOST, WORDS_MOST
from groups.thanking import THANKS_MOST

# The furthest day until which something may be needed.
AHEAD = timedelta(days=92)


class SeenField(forms.Field):
    """Which pages before posting somebody has seen already: private, and never a reason to refuse anything."""

    widget = forms.HiddenInput
    KNOWN = frozenset({"risk", "hints"})

    def __init__(self):
        super().__init__(required=False)

    def to_python(self, value):
        return self.KNOWN & set((value or "")[:40].split())


class WordsForm(forms.Form):
    words = WordsField(
        label="Your words",
        max_length=WORDS_MOST,
        rows=5,
        error_messages={
            "required": "Please write a line. One is enough.",
            "max_length": f"That is more than we can keep: at most {WORDS_MOST:,} characters.",
        },
    )
    seen = SeenField()


class PostForm(WordsForm):
    """An ask of one kind, or a note. `today` is the writer's local day."""

    field_order = ["title", "words", "needed_until", "is_fresh", "seen"]
    title = WordsField(
        label="Title",
        max_length=TITLE_MOST,
        error_messages={
            "required": "Please say it in a few words.",
            "max_length": f"That is too long: at most {TITLE_MOST} characters.",
        },
    )
    needed_until = forms.DateField(
        label="Until when?",
        help_text="After this day it ends by itself. You may leave it open.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Please give a date, such as 2026-11-30."},
    )
    is_fresh = forms.BooleanField(
        label="Under a fresh alias, for this thread alone",
        help_text="Nobody here can tell that it is you, not by your usual alias either.",
        required=False,
    )

    def __init__(self, *args, ask: Ask, membership: Membership, today: date, is_new: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask, self.today = ask, today
        self.fields["words"].label = ask.words_label
        if ask.title_label:
            self.fields["title"].label = ask.title_label
            # What is needed is said in the title; the rest may be left out.
            self.fields["words"].required = False
        else:
            del self.fields["title"]
        if ask.kind != "instrumental":
            del self.fields["needed_until"]
        if not is_new or not membership.group.goes_by_alias:
            del self.fields["is_fresh"]

    def clean_needed_until(self):
        day = self.cleaned_data["needed_until"]
        kept = self.initial.get("needed_until")
        if day is not None and day != kept and not self.today <= day <= self.today + AHEAD:
            raise forms.ValidationError(
                "Please choose a day from today on, within three months.", code="past"
            )
        return day

    @staticmethod
    def initial_of(post: Post) -> dict[str, object]:
        return {"title": post.title, "words": post.words, "needed_until": post.needed_until}


class ReplyForm(WordsForm):
    @staticmethod
    def initial_of(reply: Reply) -> dict[str, object]:
        return {"words": reply.words}


class CloseForm(forms.Form):
    closing = forms.ChoiceField(
        choices=Closing.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one.", "invalid_choice": "Please choose one of these."},
    )
    words = WordsField(
        label="A word to those who answered, if you like",
        max_length=CLOSING_WORDS_MOST,
        rows=2,
        required=False,
    )

    def __init__(self, *args, question: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["closing"].label = question


class HideForm(forms.Form):
    because = WordsField(
        label="Why?",
        help_text="Its author reads this, and so do the other keepers.",
        max_length=200,
        error_messages={
            "required": "Please say why. Its author reads it.",
            "max_length": "That is too long: at most 200 characters.",
        },
    )


class MemberField(forms.ModelChoiceField):
    def label_from_instance(self, member: Membership) -> str:
        return member.shown_name


class ThanksForm(forms.Form):
    """`members` are those whom the writer sees here."""

    to = MemberField(
        label="Whom do you mean?",
        queryset=Membership.objects.none(),
        to_field_name="key",
        empty_label="Please choose",
        error_messages={
            "required": "Please choose somebody.",
            "invalid_choice": "This person is not here. Please choose from the list.",
        },
    )
    words = WordsField(
        label="What did you see them do well?",
        help_text="One thing you saw, and what it did. Only they and you will read it.",
        max_length=THANKS_MOST,
        rows=4,
        error_messages={
            "required": "Please write a line. One is enough.",
            "max_length": f"That is more than we can keep: at most {THANKS_MOST:,} characters.",
        },
    )
    seen = SeenField()

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = members
        people = sorted(members, key=lambda member: member.shown_name.casefold())
        self.fields["to"].choices = [("", "Please choose"), *((m.key, m.shown_name) for m in people)]


class WillingForm(forms.Form):
    """Nothing ticked: never."""

    most_a_week = forms.TypedChoiceField(
        label="May we write to you when an ask waits?",
        choices=[
            (0, "No"),
            (1, "Once a week at most"),
            (2, "Twice a week at most"),
            (4, "Four times a week at most"),
            (MOST_A_WEEK, "Whenever it is needed, once a day at most on average"),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one.", "invalid_choice": "Please choose one of these."},
    )


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is it about?",
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Please choose what it is about.",
            "invalid_choice": "Please choose one of these.",
        },
    )
    note = WordsField(
        label="What should they know?",
        help_text="If you like. They see what was written, and the thread around it.",
        max_length=REPORT_MOST,
        rows=3,
        required=False,
    )
