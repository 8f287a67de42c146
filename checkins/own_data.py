"""What stands around somebody's answers, for themselves: plans, requests for contact, people they chose."""

from accounts.models import User
from checkins.asking import request_draft_of
from checkins.models import Plan
from checkins.models.people import Share


def around_answers(user: User) -> dict[str, object]:
    """Plain values. Of others it says what this person calls them, never who they are."""
    return {
        "plans": list(
            Plan.objects.visible_to(user).values(
                "rhythm",
                "weekdays",
                "local_time",
                "time_zone",
                "starts_on",
                "is_nudged",
                "created_at",
                "ended_at",
            )
        ),
        "requests_for_contact": [
            {
                "words": concern.words,
                "reach_by": concern.reach_by,
                "reach_when": concern.reach_when,
                "urgency": concern.urgency,
                "shows_the_check_in": concern.shows_checkin,
                "opened_at": concern.opened_at,
                "what_happened": [
                    {"what": event.get_what_display(), "at": event.happened_at}
                    for event in concern.events.all()
                ],
                "outcome": concern.outcome,
            }
            for concern in user.concerns.prefetch_related("events").order_by("opened_at")
        ],
        # Whether somebody said no is theirs to tell.
        "people_you_chose": list(
            user.chosen_people.values("nickname", "invited_at", "accepted_at", "ended_at")
        ),
        "shared_with_them": list(
            Share.objects.filter(chosen__owner=user)
            .order_by("shared_at")
            .values("chosen__nickname", "checkin__occasion_on", "shared_at", "revoked_at")
        ),
        "chose_you": list(user.chosen_by.values("accepted_at", "ended_at")),
        "request_you_are_writing": request_draft_of(user),
        "half_written": [
            {"day": checkin.occasion_on, "typed": checkin.draft}
            for checkin in user.checkins.filter(answered_at=None, skipped_at=None).order_by("due_at")
            if checkin.draft
        ],
    }
