"""A month after a workshop the list of who signed up for it goes for good; numbers stay."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from resources.models import SignUp, Workshop, WorkshopAnswer
from resources.models.workshops import FEWEST_ANSWERS, SAY_SO_FOR

BATCH = 200


@transaction.atomic
def forget_sign_ups(*, now: datetime) -> int:
    """Returns how many sign-ups went. What is left of answers is shown then, where others are shown already."""
    over = Workshop.objects.filter(ends_at__lte=now - SAY_SO_FOR, kept_seated=None).order_by("ends_at")
    ids = list(over.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    rows = SignUp.objects.filter(workshop=OuterRef("pk")).order_by().values("workshop")

    def number(only: Q) -> Coalesce:
        return Coalesce(Subquery(rows.annotate(n=Count("pk", filter=only)).values("n")), Value(0))

    Workshop.objects.filter(pk__in=ids).update(
        kept_seated=number(Q(seated_at__isnull=False)), kept_came=number(Q(was_there=True))
    )
    gone, _ = SignUp.objects.filter(workshop__in=ids).delete()
    many = Workshop.objects.filter(pk__in=ids).annotate(said=Count("answers")).filter(said__gt=FEWEST_ANSWERS)
    WorkshopAnswer.objects.filter(workshop__in=many.values("pk"), is_shown=False).update(is_shown=True)
    return gone
