"""Who mentors a group: assigned by wellness staff, within what a mentor can carry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from accounts.firewall import refused_by
from accounts.models import School, User
from groups.aliases import free_alias
from groups.kinds import Role
from groups.models import Group, Membership, Mentor

USUAL_CAPACITY = 3


class CannotMentor(Exception):
    """Why not, in words for staff. They name no member."""


def mentors_of(school: School | None):
    """Whom this school has named a mentor, with `mentoring`, how many running groups they mentor, and `most`, how many
    they can."""
    running = Q(
        memberships__role=Role.MENTOR, memberships__left_at=None, memberships__group__archived_at=None
    )
    named = User.objects.filter(school=school, school__isnull=False, is_mentor=True, is_active=True)
    return named.annotate(
        mentoring=Count("memberships", filter=running), most=Coalesce("mentor__most_groups", USUAL_CAPACITY)
    ).order_by("alias")


def mentors_with_room(school: School | None):
    return mentors_of(school).filter(mentoring__lt=F("most"))


@transaction.atomic
def assign_mentor(*, mentor: User, groups: Iterable[Group], now: datetime) -> int:
    """Makes `mentor` the mentor of each of these groups, or of none; returns in how many they are new.

    Somebody who is a member already becomes its mentor, under the name that they have there.
    """
    groups = sorted(groups, key=lambda group: group.pk)
    if not (mentor.is_mentor and mentor.is_active):
        raise CannotMentor("This person is not named a mentor. Name them one on their own page first.")
    User.objects.select_for_update().get(pk=mentor.pk)
    running = Membership.objects.active().mentors().filter(user=mentor, group__archived_at=None)
    new = [group for group in groups if not running.filter(group=group).exists()]
    noted = Mentor.objects.filter(user=mentor).first()
    most = noted.most_groups if noted else USUAL_CAPACITY
    if running.count() + len(new) > most:
        raise CannotMentor(f"That would be more than the {most} groups this mentor can carry.")
    for group in new:
        _sit_down(group, mentor, now)
    return len(new)


def _sit_down(group: Group, mentor: User, now: datetime) -> None:
    locked = Group.objects.select_for_update().get(pk=group.pk)
    if not locked.is_running or locked.school_id != mentor.school_id:
        raise CannotMentor(f"“{group.name}” is closed, or not of this mentor's school.")
    if locked.memberships.active().filter(user=mentor).update(role=Role.MENTOR):
        return
    if locked.memberships.active().count() >= locked.capacity:
        raise CannotMentor(f"“{group.name}” has no free seat.")
    try:
        with transaction.atomic():
            Membership.objects.create(
                group=locked,
                user=mentor,
                role=Role.MENTOR,
                alias=free_alias(locked),
                agreement_version=locked.agreement_version,
                agreed_at=now,
                joined_at=now,
            )
    except IntegrityError as error:
        if refused_by(error):
            raise CannotMentor(
                f"The career firewall keeps this mentor and somebody in “{group.name}” apart."
            ) from error
        raise CannotMentor(f"“{group.name}” has no free seat.") from error
