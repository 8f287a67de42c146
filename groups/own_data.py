"""Everything that groups know about somebody's stays, for themselves."""

from accounts.models import User


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
        "invitations": list(
            user.group_invitations.order_by("made_at").values("group__name", "made_at", "expires_at")
        ),
    }
