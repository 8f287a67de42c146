"""What is let go of once somebody has come in, left or been answered. docs/privacy.md states the same periods."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from groups.models import Handover, Invitation, JoinRequest, Membership, Merge

KEEP_ENDED = timedelta(days=60)
KEEP_BARE_STAYS = timedelta(days=365)


def drop_old_requests(*, now: datetime) -> int:
    """Deletes requests, invitations and questions that ended long ago, and the words that went with a removal."""
    before = now - KEEP_ENDED
    ended = [
        JoinRequest.objects.filter(ended_at__lt=before),
        Invitation.objects.filter(expires_at__lt=before),
        Handover.objects.filter(answered_at__lt=before),
        Merge.objects.filter(ended_at__lt=before),
    ]
    rows = sum(queryset.delete()[0] for queryset in ended)
    parted = Membership.objects.filter(left_at__lt=before, was_removed=True)
    rows += sum(_forget_words(membership) for membership in parted.iterator())
    return rows + _bare_stays(now - KEEP_BARE_STAYS).delete()[0]


def _bare_stays(before: datetime):
    """Stays that ended long ago and that nothing hangs on: no words, no answer to a meeting, no concern. Where
    something was said, the stay is what gives it a name, and goes with the account."""
    stays = Membership.objects.filter(left_at__lt=before)
    for relation in Membership._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        stays = stays.filter(~Exists(rows))
    return stays


def _forget_words(membership: Membership) -> int:
    """Encrypted words cannot be compared in the database."""
    if not membership.parting_words:
        return 0
    membership.parting_words = ""
    membership.save(update_fields=["parting_words"])
    return 1
