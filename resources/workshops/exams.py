"""Whether many of a school's people have said that they have exams around a date. Never who, and never how many."""

from datetime import timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.db.models.lookups import GreaterThanOrEqual

from accounts.models import Pause
from resources.models import Workshop
from resources.models.workshops import WorkshopQuerySet

# Fewer than this many are not spoken of: they could be guessed.
FEWEST = 10
WEEK = timedelta(days=7)
WARNING = (
    "Ten or more of your students have said that they have exams then, or in the week after. "
    "You can keep the date all the same."
)


def with_exams(rows: WorkshopQuerySet) -> WorkshopQuerySet:
    """`is_before_exams`: whether it is to come, and enough people's exam blocks touch it or the week after it."""
    blocks = Pause.objects.filter(
        is_exam_block=True,
        user__school=OuterRef("school"),
        user__is_active=True,
        starts_at__lt=OuterRef("ends_at") + WEEK,
        ends_at__gt=OuterRef("starts_at"),
    )
    people = blocks.order_by().values("user__school").annotate(n=Count("user", distinct=True)).values("n")
    return rows.annotate(
        is_before_exams=ExpressionWrapper(
            Q(ends_at__gt=Now()) & GreaterThanOrEqual(Coalesce(Subquery(people), 0), FEWEST),
            output_field=BooleanField(),
        )
    )


def is_before_exams(workshop: Workshop) -> bool:
    return with_exams(Workshop.objects.filter(pk=workshop.pk)).filter(is_before_exams=True).exists()
