"""A new group, with its first member."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import School, User
from groups.agreeing import version_in_force
from groups.aliases import free_alias
from groups.kinds import Kind, Role
from groups.models import Group, Membership

# Of one person, who is no mentor: more than these can hardly be looked after.
MOST_KEPT = 5


class TooManyKept(Exception):
    """This person looks after as many groups as anybody can."""


@transaction.atomic
def found_group(*, group: Group, school: School, by: User, alias: str = "", now: datetime) -> Group:
    """Keeps this unsaved group, with its founder as host, or as mentor of a mentoring circle where they are one."""
    User.objects.select_for_update().get(pk=by.pk)
    kept = Group.objects.running().kept_by(by)
    if same := kept.filter(name=group.name, kind=group.kind).first():
        return same  # pressed twice
    if not by.is_mentor and kept.count() >= MOST_KEPT:
        raise TooManyKept
    group.school, group.time_zone = school, school.time_zone
    group.agreement_version = version_in_force(school)
    group.founded_at = group.last_active_at = now
    group.save()
    Membership.objects.create(
        group=group,
        user=by,
        role=Role.MENTOR if by.is_mentor and group.kind == Kind.MENTORING else Role.HOST,
        alias=alias or free_alias(group),
        agreement_version=group.agreement_version,
        agreed_at=now,
        joined_at=now,
    )
    return group
