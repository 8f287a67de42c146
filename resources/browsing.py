"""The plain list of the library: by kind and by topic, page by page. Searching stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from resources.models import Bookmark, Resource
from resources.models.queries import ResourceQuerySet

PAGE = 20


@dataclass(frozen=True)
class Page:
    """`next_mark` is "" on the last page."""

    entries: Sequence[Resource]
    next_mark: str


def entries_for(user, today: date) -> ResourceQuerySet:
    """Entries as a list shows them: in order, without their bodies, with their hours, kept or not."""
    entries = Resource.objects.visible_to(user).listed().with_review(today).in_order_for(user, today)
    kept = Bookmark.objects.filter(user=user.pk, resource=OuterRef("pk"))
    return (
        entries.annotate(is_kept=Exists(kept))
        .defer("body", "body_html", "sources")
        .prefetch_related("schedules", "schedule_exceptions")
    )


def browse(user, *, kind: str = "", topic: str = "", before: str = "", today: date) -> Page:
    """A page of the list. `before` is the mark of the page; what is no mark is the first page."""
    entries = entries_for(user, today)
    if kind:
        entries = entries.of_kind(kind)
    if topic:
        entries = entries.filter(topics__contains=[topic])
    if mark := _read(before):
        place, pk, title = mark
        entries = entries.filter(
            Q(place__gt=place) | Q(place=place, title__gt=title) | Q(place=place, title=title, pk__gt=pk)
        )
    rows = list(entries[: PAGE + 1])
    if len(rows) <= PAGE:
        return Page(rows, "")
    last = rows[PAGE - 1]
    return Page(rows[:PAGE], f"{last.place}.{last.pk}.{last.title}")


def _read(mark: str) -> tuple[int, int, str] | None:
    place, _, rest = mark.partition(".")
    pk, dot, title = rest.partition(".")
    is_number = all(part.isascii() and part.isdecimal() and len(part) < 18 for part in (place, pk))
    return (int(place), int(pk), title) if dot and is_number and "\0" not in title else None
