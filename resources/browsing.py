"""Entries as the library's lists show them."""

from datetime import date

from django.db.models import Exists, OuterRef

from resources.models import Bookmark, Resource
from resources.models.queries import ResourceQuerySet


def entries_for(user, today: date) -> ResourceQuerySet:
    """Entries as a list shows them: in order, without their bodies, with their hours, kept or not."""
    entries = Resource.objects.visible_to(user).listed().with_review(today).in_order_for(user, today)
    kept = Bookmark.objects.filter(user=user.pk, resource=OuterRef("pk"))
    return (
        entries.annotate(is_kept=Exists(kept))
        .defer("body", "body_html", "sources")
        .prefetch_related("schedules", "schedule_exceptions")
    )
