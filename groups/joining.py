"""Coming in and going out. The group's row is the lock: who joins, leaves or waits takes it first."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.aliases import suggest_alias
from accounts.firewall import refused_by
from accounts.models import User
from groups.kinds import Role
from groups.models import Group, Membership


class KeptApart(Exception):
    """Somebody in the group gives marks to them, or the other way round."""


@transaction.atomic
def join_group(
    *,
    group: Group,
    by: User,
    agreement_version: int,
    now: datetime,
    alias: str = "",
    role: Role = Role.MEMBER,
) -> Membership | None:
    """Takes a seat; None when there is none left. Who is in already gets the stay that they have.

    Raises KeptApart where the career firewall stands between them and somebody who is in.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)
    mine = group.memberships.active()
    if membership := mine.filter(user=by).first():
        return membership
    if not group.is_running or mine.count() >= group.capacity:
        return None
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                group=group,
                user=by,
                role=role,
                alias=alias or free_alias(group),
                agreement_version=agreement_version,
                agreed_at=now,
                joined_at=now,
            )
    except IntegrityError as error:
        if refused_by(error):
            raise KeptApart from error
        raise
    group.touch(now)
    return membership


@transaction.atomic
def leave_group(*, membership: Membership, by: User, now: datetime) -> None:
    """Ends this stay. What was said stays, under the name it was said with."""
    Group.objects.select_for_update().get(pk=membership.group_id)
    Membership.objects.active().filter(pk=membership.pk).update(left_at=now)


def free_alias(group: Group) -> str:
    """A pseudonym for this group alone: nobody has it here, nobody had it, and nobody of the school goes by it."""
    suggestions = [suggest_alias() for _ in range(8)]
    taken = set(group.memberships.filter(alias__in=suggestions).values_list("alias", flat=True))
    taken |= set(
        User.objects.filter(school=group.school_id, alias__in=suggestions).values_list("alias", flat=True)
    )
    return next(alias for alias in suggestions if alias not in taken)
