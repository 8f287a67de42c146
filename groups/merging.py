"""Two groups become one: both keepers agree, members are asked, each decides. Nobody is moved."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from groups.aliases import free_alias
from groups.joining import KeptApart, Outcome, is_kept_apart, sit_down
from groups.keeping import archive_group
from groups.models import Group, JoinRequest, Membership, Merge, MergeAnswer
from groups.news import tell_members
from groups.waiting import end_of_list, has_free_seat, offer_seats

ASK_FOR = timedelta(days=14)


def _lock_both(*pks: int) -> dict[int, Group]:
    """Both rows, always in the same order, so that two merges cannot wait for each other."""
    return {group.pk: group for group in Group.objects.select_for_update().filter(pk__in=pks).order_by("pk")}


@transaction.atomic
def propose_merge(*, group: Group, into: Group, by: User, now: datetime) -> Merge | None:
    """The keepers of `into` are asked. None where either is closed or moving already."""
    both = _lock_both(group.pk, into.pk)
    moving = Merge.objects.open().filter(Q(group__in=both) | Q(into=group.pk))
    if len(both) < 2 or not all(one.is_running for one in both.values()) or moving.exists():
        return None
    merge = Merge.objects.create(group=group, into=into, proposed_by=by, proposed_at=now)
    keepers = into.memberships.wanting_letters().keepers()
    tell_members(keepers, f"merge.{merge.pk}", now)
    return merge


@transaction.atomic
def answer_merge(*, merge: Merge, by: User, says_yes: bool, now: datetime) -> bool:
    """The other keeper's answer. With a yes every member of the group that would move is asked, for two weeks."""
    _lock_both(merge.group_id, merge.into_id)
    row = Merge.objects.open().filter(pk=merge.pk, agreed_at=None).select_related("group").first()
    if row is None:
        return False
    if says_yes:
        row.agreed_by, row.agreed_at, row.closes_at = by, now, now + ASK_FOR
    else:
        row.ended_at = now
    row.save()
    moving = row.group.memberships.wanting_letters()
    tell_members(moving if says_yes else moving.keepers(), f"merge-answer.{row.pk}", now)
    return True


@transaction.atomic
def take_merge_back(*, merge: Merge, now: datetime) -> bool:
    """Either keeper ends it, until it is done. Who came along stays in both groups."""
    return bool(Merge.objects.open().filter(pk=merge.pk).update(ended_at=now))


@transaction.atomic
def answer_as_member(
    *, merge: Merge, membership: Membership, comes_along: bool, now: datetime, alias: str = ""
) -> Outcome:
    """One member's own answer. Coming along takes a seat there, or a place on the list, under another alias.

    Raises KeptApart where the career firewall stands between them and somebody there.
    """
    both = _lock_both(merge.group_id, merge.into_id)
    into, user = both[merge.into_id], membership.user
    if not Merge.objects.agreed().filter(pk=merge.pk, closes_at__gt=now).exists():
        return Outcome.CLOSED
    MergeAnswer.objects.update_or_create(
        merge=merge, user=user, defaults={"comes_along": comes_along, "answered_at": now}
    )
    if not comes_along:
        return Outcome.CLOSED
    if into.memberships.active().filter(user=user).exists():
        return Outcome.IN
    request = into.join_requests.pending().filter(user=user).first() or JoinRequest(
        group=into,
        user=user,
        alias=alias or free_alias(into),
        agreement_version=into.agreement_version,
        asked_at=now,
    )
    if request.is_waiting:
        return Outcome.WAITING
    if is_kept_apart(into, user):
        raise KeptApart
    offer_seats(into, now=now)
    if has_free_seat(into, now) and not into.join_requests.waiting().exists():
        sit_down(into, request, now=now)
        return Outcome.IN
    request.waiting_since = end_of_list(into, now)
    request.save()
    return Outcome.WAITING


@transaction.atomic
def finish_merge(*, merge: Merge, now: datetime) -> bool:
    """Closes the group that has moved; it points to where it went, and stays readable for who was in it."""
    _lock_both(merge.group_id, merge.into_id)
    row = Merge.objects.agreed().filter(pk=merge.pk).select_related("group").first()
    if row is None:
        return False
    row.ended_at, row.is_done = now, True
    row.save(update_fields=["ended_at", "is_done"])
    archive_group(group=row.group, by=None, now=now)
    Group.objects.filter(pk=row.group_id).update(merged_into=row.into_id)
    return True


def finish_merges(*, now: datetime) -> int:
    """For the clock: those whose days of asking are over."""
    over = Merge.objects.agreed().filter(closes_at__lte=now)
    return sum(finish_merge(merge=merge, now=now) for merge in over)
