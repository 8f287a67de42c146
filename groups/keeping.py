"""Looking after a group: handing over, taking on, closing, opening again. Nothing of it happens silently."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from groups.joining import lock_group
from groups.kinds import Role
from groups.models import Group, Handover, Membership, Merge
from groups.models.requests import Ending
from groups.news import tell_asker, tell_members, tell_staff


@transaction.atomic
def ask_to_host(*, member: Membership, by: Membership, is_instead: bool, now: datetime) -> Handover | None:
    """A keeper asks a member; None where they are a keeper already. Asking again changes what was asked."""
    lock_group(by.group_id)
    rows = Membership.objects.active().filter(group=by.group_id)
    if (
        not rows.keepers().filter(pk=by.pk).exists()
        or not rows.filter(pk=member.pk, role=Role.MEMBER).exists()
    ):
        return None
    handover, _ = Handover.objects.update_or_create(
        member=member,
        answered_at=None,
        defaults={"asked_by": by, "is_instead": is_instead},
        create_defaults={"asked_by": by, "is_instead": is_instead, "asked_at": now},
    )
    tell_members([member], f"host.{handover.pk}", now)
    return handover


@transaction.atomic
def answer_handover(*, handover: Handover, says_yes: bool, now: datetime) -> bool:
    """The member's answer; with a yes they look after the group, and who asked to be replaced steps back."""
    group = lock_group(handover.member.group_id)
    row = Handover.objects.open().filter(pk=handover.pk).select_related("asked_by", "member").first()
    if row is None or row.member.left_at is not None:
        return False
    row.answered_at, row.is_accepted = now, says_yes
    row.save(update_fields=["answered_at", "is_accepted"])
    if says_yes:
        _make_host(row.member)
        if row.is_instead:
            Membership.objects.active().filter(pk=row.asked_by_id).update(role=Role.MEMBER)
            group.invitations.filter(made_by=row.asked_by.user_id, revoked_at=None).update(revoked_at=now)
    tell_members([row.asked_by], f"host-answer.{row.pk}", now)
    return True


@transaction.atomic
def take_on(*, membership: Membership, now: datetime) -> bool:
    """A member begins to look after a group that nobody looks after; False when somebody was first."""
    group = lock_group(membership.group_id)
    if group.unkept_since is None or not group.memberships.active().filter(pk=membership.pk).exists():
        return False
    _make_host(membership)
    others = group.memberships.wanting_letters().exclude(pk=membership.pk)
    tell_members(others, f"taken-on.{int(now.timestamp())}", now)
    return True


def _make_host(membership: Membership) -> None:
    """A host has agreed to today's words; a mentor stays one."""
    Membership.objects.filter(pk=membership.pk, role=Role.MEMBER).update(role=Role.HOST)


def tell_of_lost_keeper(group: Group, *, now: datetime) -> None:
    """Members and wellness staff hear that nobody looks after the group; once for each time that it happens."""
    group.refresh_from_db(fields=["unkept_since"])
    if group.unkept_since is None or not group.is_running:
        return
    occasion = f"unkept.{int(group.unkept_since.timestamp())}"
    tell_members(group.memberships.wanting_letters(), occasion, now)
    tell_staff(group, occasion, now)


def tell_of_lost_keepers(*, now: datetime) -> int:
    """For the clock: groups whose last keeper went without a verb, such as with their account."""
    unkept = list(Group.objects.running().filter(unkept_since__isnull=False))
    for group in unkept:
        tell_of_lost_keeper(group, now=now)
    return len(unkept)


def close_empty_groups(*, now: datetime) -> int:
    """For the clock: groups in which nobody is left, since the last account in them was erased."""
    members = Membership.objects.active().filter(group=OuterRef("pk"))
    empty = Group.objects.running().filter(~Exists(members), founded_at__lt=now - timedelta(hours=1))
    return sum(archive_group(group=group, by=None, now=now) for group in empty)


@transaction.atomic
def archive_group(*, group: Group, by: User | None, now: datetime) -> bool:
    """Closes the group: members go on reading, nobody writes or joins. Whoever waits hears that it is over."""
    group = lock_group(group.pk)
    if not group.is_running:
        return False
    Group.objects.filter(pk=group.pk).update(archived_at=now)
    for request in group.join_requests.pending():
        request.ended_at, request.ended_as, request.words = now, Ending.CLOSED, ""
        request.save(update_fields=["ended_at", "ended_as", "words"])
        tell_asker(request, "closed", now)
    group.invitations.filter(revoked_at=None).update(revoked_at=now)
    Merge.objects.open().filter(group=group).update(ended_at=now)
    Merge.objects.open().filter(into=group).update(ended_at=now)
    others = group.memberships.wanting_letters().exclude(user=by)
    tell_members(others, f"archived.{int(now.timestamp())}", now)
    return True


@transaction.atomic
def reopen_group(*, group: Group, by: User, now: datetime) -> bool:
    """The group goes on where it stopped; its members hear of it. One that moved into another stays closed."""
    group = lock_group(group.pk)
    if group.is_running or group.merged_into_id is not None:
        return False
    Group.objects.filter(pk=group.pk).update(archived_at=None, last_active_at=now)
    others = group.memberships.wanting_letters().exclude(user=by)
    tell_members(others, f"reopened.{int(now.timestamp())}", now)
    return True
