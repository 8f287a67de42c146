"""Invitations: a link to pass on, or a letter to one person of the school. Keepers make them and take them back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.joining import plain_address
from accounts.models import User
from accounts.outbox import Occasion, post_letters
from groups.joining import lock_group
from groups.models import Group, Invitation

OPEN_FOR = timedelta(days=14)
MOST_OPEN = 20
INVITED = "group-invited"


class TooManyInvitations(Exception):
    """More than anybody can look over; some have to be taken back or run out first."""


@transaction.atomic
def make_link(*, group: Group, by: User, label: str, now: datetime) -> Invitation:
    """A link for anybody of the school, for two weeks. The same label gives back the one that is open."""
    lock_group(group.pk)
    mine = group.invitations.open(now).filter(made_by=by)
    if same := mine.filter(is_personal=False, label=label).first():
        return same
    _check_room(group, now)
    return Invitation.objects.create(
        group=group, made_by=by, label=label, made_at=now, expires_at=now + OPEN_FOR
    )


@transaction.atomic
def invite_address(*, group: Group, by: User, email: str, now: datetime) -> Invitation:
    """A neutral letter to whoever of this school has the address. The maker does not learn whether anybody has."""
    lock_group(group.pk)
    email = plain_address(email)
    if same := group.invitations.open(now).filter(made_by=by, is_personal=True, label=email[:60]).first():
        return same
    _check_room(group, now)
    recipient = User.objects.active().filter(email=email, school=group.school_id).exclude(pk=by.pk).first()
    invitation = Invitation.objects.create(
        group=group,
        made_by=by,
        label=email[:60],
        is_personal=True,
        recipient=recipient,
        made_at=now,
        expires_at=now + OPEN_FOR,
    )
    if recipient and not group.memberships.active().filter(user=recipient).exists():
        post_letters(INVITED, [Occasion(recipient.pk, invitation.pk, now, str(invitation.pk))])
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, now: datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def decline_group_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    """A personal one is used up; its maker is not told."""
    Invitation.objects.filter(pk=invitation.pk, recipient=by, used_at=None).update(used_at=now)


def _check_room(group: Group, now: datetime) -> None:
    if group.invitations.open(now).count() >= MOST_OPEN:
        raise TooManyInvitations
