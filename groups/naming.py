"""What somebody is called in one group, and how often that may change."""

from datetime import datetime

from django.db import transaction

from groups.aliases import CHANGE_AFTER
from groups.joining import lock_group
from groups.models import Membership


def next_change_at(membership: Membership, now: datetime) -> datetime | None:
    """When the alias may be changed again, or None where it may be now."""
    if membership.alias_changed_at is None:
        return None
    opens_at = membership.alias_changed_at + CHANGE_AFTER
    return opens_at if opens_at > now else None


@transaction.atomic
def change_alias(*, membership: Membership, alias: str, now: datetime) -> bool:
    """False where it was changed a moment before, or somebody was given the same one meanwhile.

    What was said under the old one is shown under the new one: it is the same member, in the same group.
    """
    group = lock_group(membership.group_id)
    mine = group.memberships.active().filter(pk=membership.pk).first()
    is_taken = (
        group.memberships.filter(alias__iexact=alias).exists()
        or group.join_requests.pending().filter(alias__iexact=alias).exists()
    )
    if mine is None or next_change_at(mine, now) or is_taken:
        return False
    mine.alias, mine.alias_changed_at = alias, now
    mine.save(update_fields=["alias", "alias_changed_at"])
    return True
