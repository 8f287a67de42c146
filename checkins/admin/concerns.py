"""The requests for contact that students sent. No other answer, score or note appears in admin anywhere."""

from django.contrib import admin

from checkins.admin.queue import ConcernQueueAdmin, OutcomeForm, StateFilter
from checkins.audiences import REQUEST
from checkins.concerns import NEWS, acknowledge_concern, close_concern
from checkins.models import Concern
from checkins.models.checkins import Audience
from checkins.scale import Tag


class ConcernForm(OutcomeForm):
    class Meta(OutcomeForm.Meta):
        model = Concern
        help_texts = {"outcome": "The student reads these words. They are needed to close it."}


@admin.register(Concern)
class ConcernAdmin(ConcernQueueAdmin):
    """Requests for contact, each opening of which the student can see."""

    form = ConcernForm
    urgency_field = "urgency"
    words_hidden_from_the_list = ("words", "reach_by", "reach_when", "outcome")
    list_display = ["number", "student", "urgency", "opened_at", "state", "acknowledged_by"]
    list_display_links = ["number"]
    list_filter = [StateFilter, "urgency"]
    list_select_related = ["student", "acknowledged_by"]
    search_fields = ["student__alias"]
    fieldsets = [
        (
            "What the student asks",
            {"fields": ["student", "urgency", "opened_at", "words", "reach_by", "reach_when"]},
        ),
        (
            "The check-in it came from",
            {
                "fields": ["shown_level", "shown_tags", "shown_note"],
                "description": "Shown only as long as the student lets you see it.",
            },
        ),
        ("What has been done", {"fields": ["state", "acknowledged_at", "acknowledged_by", "outcome"]}),
    ]

    def take(self, concern, *, by, now):
        return acknowledge_concern(concern=concern, by=by, now=now)

    def close(self, concern, *, by, outcome, now):
        return close_concern(concern=concern, by=by, outcome=outcome, now=now)

    def told(self, concern):
        student = concern.student
        if not student.is_active:
            return (
                "The student’s account is switched off: no letter reaches them, and they cannot read it here."
            )
        settled = student.letters.filter(kind=NEWS).exclude(sent_at=None, dead_at=None).order_by("-due_at")
        if (latest := settled.first()) and latest.dead_at:
            return (
                "The student can read it on their page. The last letter to them could not be delivered, "
                "so reach them the way they said."
            )
        return "The student can read it on their page, and a letter says that there is something to read."

    def subject_of(self, concern):
        return concern.student

    def what_is_read(self, concern):
        return REQUEST

    @admin.display(description="how much was left that day")
    def shown_level(self, concern: Concern) -> str:
        checkin = shown_checkin(concern)
        return checkin.get_level_display() if checkin else "Not shown"

    @admin.display(description="about")
    def shown_tags(self, concern: Concern) -> str:
        checkin = shown_checkin(concern)
        return ", ".join(Tag(tag).label for tag in checkin.tags) if checkin else "Not shown"

    @admin.display(description="note")
    def shown_note(self, concern: Concern) -> str:
        checkin = shown_checkin(concern)
        return checkin.note if checkin else "Not shown"


def shown_checkin(concern: Concern):
    """The check-in that the request came from, if the student still lets staff see it."""
    checkin = concern.checkin
    if checkin is None or not concern.shows_checkin:
        return None
    return checkin if checkin.is_answered and checkin.audience == Audience.CONTACT else None
