"""Everything that the account knows about somebody, for themselves. Check-ins have an export of their own."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts.models import AccessRecord, User

ACCOUNT_FIELDS = (
    "email",
    "alias",
    "name",
    "stage",
    "time_zone",
    "quiet_from",
    "quiet_until",
    "gives",
    "wants",
    "is_staff",
    "is_mentor",
    "is_on_duty_list",
    "letters_stopped_at",
    "onboarded_at",
    "joined_at",
    "last_login",
)


def own_data(user: User) -> dict:
    """Plain values, for JSON. Secrets of the second factor are not among them: they would open the account."""
    seen = AccessRecord.objects.visible_to(user)
    return {
        "account": {field: getattr(user, field) for field in ACCOUNT_FIELDS},
        "school": user.school.name if user.school else None,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "letter_preferences": list(user.letter_preferences.values("kind", "channel", "is_wanted")),
        "students_you_grade": list(
            user.gradings.values("stage", "course", "from_on", "until_on", "declared_at")
        ),
        "grading_of_you_alone": list(user.graded_in.values("course", "from_on", "until_on", "declared_at")),
        "pauses": list(user.pauses.values("name", "is_exam_block", "starts_at", "ends_at")),
        "letters": list(
            user.letters.values(
                "kind", "channel", "due_at", "sent_at", "dropped_at", "dropped_because", "dead_at"
            )
        ),
        "who_read_what_is_yours": list(seen.values("reader_role", "did", "what", "reason", "read_at")),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "school_accounts": list(
            SocialAccount.objects.filter(user=user).values("provider", "uid", "extra_data")
        ),
        "devices": list(
            UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at", "last_seen_at")
        ),
    }
