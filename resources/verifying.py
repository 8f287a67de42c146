"""Somebody has looked: an entry is true today."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, DateField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from resources.models import Resource


def verify_entries(*, entries: Iterable[Resource], by: User, on: date) -> int:
    """Stamps these entries as checked; a date that somebody named for looking again, and that is past, is used up.

    What nobody looked after is looked after by whoever has checked it, who is written to before the next time.
    """
    rows = Resource.objects.filter(pk__in=[entry.pk for entry in entries])
    return rows.update(
        assured_on=on,
        assured_by=checker_in_words(by),
        changed_by=by,
        owner=Coalesce("owner", Value(by.pk)),
        review_by=Case(
            When(review_by__lte=on, then=Value(None)), default=F("review_by"), output_field=DateField()
        ),
    )


def checker_in_words(by: User) -> str:
    """What students read: who it was by their work, never by name or alias."""
    return f"wellness staff of {by.school}" if by.school else "the people who run this house"


def who_may_look_after(user: User) -> QuerySet:
    """Whom this person may name as the owner of an entry: colleagues at the school; for an operator, operators."""
    staff = User.objects.active().filter(is_staff=True)
    return staff.filter(is_superuser=True) if user.school_id is None else staff.filter(school=user.school_id)
