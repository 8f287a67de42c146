"""Everything that groups know about somebody's stays, for themselves."""

from accounts.models import User
from groups.models import Answer, Attendance, GroupConcern, Mentor, MergeAnswer, Reveal, WeeklyTimes
from groups.own_words import own_words


def own_groups(user: User) -> dict:
    """Plain values, for JSON. Names of others are not among them: what they said here is theirs."""
    return {
        "memberships": list(
            user.memberships.order_by("joined_at").values(
                "group__name",
                "group__kind",
                "role",
                "alias",
                "agreement_version",
                "agreed_at",
                "joined_at",
                "left_at",
                "away_until",
                "away_note",
                "wants_letters",
            )
        ),
        "requests_to_join": [
            {
                "group": row.group.name,
                "words": row.words,
                "asked_at": row.asked_at,
                "waiting_since": row.waiting_since,
                "ended_at": row.ended_at,
                "ended_as": row.get_ended_as_display(),
            }
            for row in user.join_requests.select_related("group").order_by("asked_at")
        ],
        "answers_to_meetings": list(
            Answer.objects.filter(membership__user=user)
            .order_by("occasion__starts_at")
            .values("membership__group__name", "occasion__starts_at", "answer", "is_waiting", "answered_at")
        ),
        "was_there": list(
            Attendance.objects.filter(membership__user=user)
            .order_by("occasion__starts_at")
            .values("membership__group__name", "occasion__starts_at", "said_at")
        ),
        "weekly_times": list(WeeklyTimes.objects.filter(user=user).values_list("hours", flat=True)),
        "calendar_addresses": list(user.feeds.values("membership__group__name", "shows_names", "made_at")),
        "rotations": [
            {
                "label": rotation.label,
                "brought_at": rotation.brought_at,
                "busy_times": [
                    {"kind": time.kind, "from": time.starts_at, "to": time.ends_at, "title": time.title}
                    for time in rotation.busy_times.all()
                ],
            }
            for rotation in user.rotations.prefetch_related("busy_times")
        ],
        "invitations": list(
            user.group_invitations.order_by("made_at").values("group__name", "made_at", "expires_at")
        ),
        "who_asked_who_you_are": [
            {
                "group": row.concern.group.name,
                "you_were_called": row.called,
                "ground": row.get_ground_display(),
                "reason": row.reason,
                "asked_at": row.asked_at,
                "answer": row.get_answer_display(),
                "answered_at": row.answered_at,
                "why_not": row.answer_words,
                "shown_until": row.shown_until,
            }
            for row in Reveal.objects.visible_to(user).select_related("concern__group").order_by("asked_at")
        ],
        "mentoring": list(Mentor.objects.filter(user=user).values("most_groups", "trained_on")),
        "answers_to_mergers": list(
            MergeAnswer.objects.filter(user=user).values("comes_along", "answered_at").order_by("answered_at")
        ),
        "handed_on": [
            {
                "group": row.group.name,
                "severity": row.get_severity_display(),
                "words": row.words,
                "reach_by": row.reach_by,
                "at": row.opened_at,
                "outcome": row.outcome,
            }
            for row in GroupConcern.objects.raised_by(user).select_related("group").order_by("opened_at")
        ],
        "words": own_words(user),
    }
