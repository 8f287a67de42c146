"""Going out: by oneself, or asked to by a keeper. What was said stays, under the name it was said with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from groups.joining import lock_group
from groups.keeping import archive_group, tell_of_lost_keeper
from groups.kinds import Role
from groups.models import Group, Handover, Invitation, Membership
from groups.news import tell_members
from groups.waiting import offer_seats


class LastKeeper(Exception):
    """Nobody would be left who looks after the group: hand over, close it, or say that everybody is told."""


@transaction.atomic
def leave_group(
    *, membership: Membership, by: User, now: datetime, even_as_last_keeper: bool = False
) -> None:
    """Ends this stay, or raises LastKeeper. The last one of all closes the group behind them."""
    group = lock_group(membership.group_id)
    mine = group.memberships.active().filter(pk=membership.pk).first()
    if mine is None:
        return
    if is_last_keeper(mine) and not even_as_last_keeper and _others(mine).exists():
        raise LastKeeper
    _end(group, mine, now)


@transaction.atomic
def remove_member(*, membership: Membership, by: User, words: str = "", now: datetime) -> bool:
    """A keeper, or the school's staff, ends somebody's stay; recorded, and the person is told. False where it ended
    already. Keepers do not remove each other: that is for the staff."""
    group = lock_group(membership.group_id)
    row = group.memberships.active().filter(pk=membership.pk).first()
    if row is None or not may_remove(row, by):
        return False
    row.was_removed, row.removed_by, row.parting_words = True, by, words
    row.save(update_fields=["was_removed", "removed_by", "parting_words"])
    _end(group, row, now)
    tell_members([row], "removed", now)
    return True


def may_remove(membership: Membership, by: User) -> bool:
    if by.is_staff and by.school_id == membership.group.school_id:
        return True
    is_kept = Membership.objects.active().keepers().filter(group=membership.group_id, user=by).exists()
    return is_kept and not membership.is_keeper and membership.user_id != by.pk


@transaction.atomic
def step_back(*, membership: Membership, by: User, now: datetime, even_as_last_keeper: bool = False) -> None:
    """A host or mentor becomes a member like the others, or raises LastKeeper."""
    group = lock_group(membership.group_id)
    mine = group.memberships.active().keepers().filter(pk=membership.pk).first()
    if mine is None:
        return
    is_last = is_last_keeper(mine)
    if is_last and not even_as_last_keeper:
        raise LastKeeper
    mine.role = Role.MEMBER
    mine.save(update_fields=["role"])
    _let_go_of_keeping(mine, now)
    if is_last:
        tell_of_lost_keeper(group, now=now)


def is_last_keeper(membership: Membership) -> bool:
    return membership.is_keeper and not _others(membership).keepers().exists()


def _others(membership: Membership):
    return Membership.objects.active().filter(group=membership.group_id).exclude(pk=membership.pk)


def _end(group: Group, membership: Membership, now: datetime) -> None:
    was_last = is_last_keeper(membership)
    membership.left_at, membership.away_until, membership.away_note = now, None, ""
    membership.save(update_fields=["left_at", "away_until", "away_note"])
    _let_go_of_keeping(membership, now)
    Handover.objects.open().filter(member=membership).update(answered_at=now)
    if not _others(membership).exists():
        archive_group(group=group, by=membership.user, now=now)
    else:
        offer_seats(group, now=now)
        if was_last:
            tell_of_lost_keeper(group, now=now)


def _let_go_of_keeping(membership: Membership, now: datetime) -> None:
    """Links that they made and questions that they asked as a keeper end with the keeping."""
    Invitation.objects.filter(group=membership.group_id, made_by=membership.user_id, revoked_at=None).update(
        revoked_at=now
    )
    Handover.objects.open().filter(asked_by=membership).update(answered_at=now)
