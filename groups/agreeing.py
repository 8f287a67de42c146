"""A school's own words of what its groups agree on: the newest are asked for, older ones stay to be read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import School
from groups.agreement import POINTS, VERSION, Points
from groups.models import Agreement, Group


def version_in_force(school: School) -> int:
    return Agreement.objects.filter(school=school).aggregate(newest=Max("version"))["newest"] or VERSION


def points_in_force(group: Group) -> Points:
    """What members of this group are asked to agree on."""
    if group.agreement_version == VERSION:
        return POINTS
    return Agreement.objects.get(school=group.school_id, version=group.agreement_version).points


def earlier_versions(group: Group) -> list[tuple[int, Points]]:
    """What was agreed on before, newest first."""
    if group.agreement_version == VERSION:
        return []
    older = Agreement.objects.filter(school=group.school_id, version__lt=group.agreement_version)
    return [*((row.version, row.points) for row in older), (VERSION, POINTS)]


@transaction.atomic
def put_in_force(*, agreement: Agreement, school: School, now: datetime) -> None:
    """Keeps these words as the next version. Nobody is taken out of a group: members are asked to read them."""
    School.objects.select_for_update().get(pk=school.pk)
    agreement.school, agreement.version, agreement.written_at = school, version_in_force(school) + 1, now
    agreement.save()
    Group.objects.filter(school=school).update(agreement_version=agreement.version)
