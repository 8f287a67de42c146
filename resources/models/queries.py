"""Which entries of the library somebody sees: one rule, for lists, pages, search and bookmarks alike."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import School
from resources.kinds import LISTED
from resources.models.collections import Collection
from resources.models.open_now import only_open
from resources.models.school_views import SchoolView

# An entry whose check is this late is marked and comes after those that are true.
GRACE = timedelta(days=30)
# Places in the order of lists: the own school's, for the own country or for all, for others, not checked for long.
OWN, HERE, FAR, SUNK = range(4)


class ResourceQuerySet(models.QuerySet):
    # Whose

    def visible_to(self, user) -> "ResourceQuerySet":
        """What this person may open: the own school's entries, and the global ones that it has not hidden.

        Nobody signed in: the public part. An operator, who belongs to no school: the global part. Entries that
        were withdrawn are among them, for those who kept one; lists take `.listed()`.
        """
        if not user.is_authenticated:
            return self.filter(school=None, is_public=True)
        if user.school_id is None:
            return self.filter(school=None)
        return self.for_school(user.school_id)

    def for_school(self, school_id: int) -> "ResourceQuerySet":
        hidden = _views(school_id).filter(is_hidden=True)
        return self.filter(Q(school=school_id) | (Q(school=None) & ~Exists(hidden)))

    def shareable(self) -> "ResourceQuerySet":
        """What anybody at all may see, whoever sends it to them."""
        return self.filter(school=None, is_public=True)

    def called(self, key: str) -> "ResourceQuerySet":
        """By its name in an address: a school's own entry has a tilde before the slug."""
        return self.filter(slug=key.removeprefix("~"), school__isnull=not key.startswith("~"))

    # Which

    def listed(self) -> "ResourceQuerySet":
        """What is offered in lists and found by searching."""
        return self.filter(withdrawn_on=None, status__in=LISTED)

    def of_kind(self, *kinds: str) -> "ResourceQuerySet":
        return self.filter(kind__in=kinds)

    def past_review(self, today: date) -> "ResourceQuerySet":
        return self.filter(next_review_on__lt=today)

    def open_at(self, now: datetime) -> "ResourceQuerySet":
        """What is open at that instant, by its own hours, exceptions and zone."""
        return only_open(self, now)

    def looked_after_by_nobody(self) -> "ResourceQuerySet":
        """Nobody is written to before the review date of these: no owner, or one who is not at work any more."""
        return self.exclude(owner__is_active=True, owner__is_staff=True)

    # With what

    def with_note_for(self, user) -> "ResourceQuerySet":
        """`school_note`: what the reader's school says about a global entry, or ""."""
        if not user.is_authenticated or user.school_id is None:
            return self.annotate(school_note=Value("", models.CharField()))
        notes = _views(user.school_id).values("note")[:1]
        return self.annotate(school_note=Coalesce(Subquery(notes), Value("")))

    # In which order

    def in_order_for(self, user, today: date) -> "ResourceQuerySet":
        """The own school's first, then what is for the own country or for all, then the rest; by title in each.

        `place` is that order as a number. What nobody has checked for long comes last, whatever it is.
        """
        school = (user.school_id if user.is_authenticated else None) or 0
        here = School.objects.filter(pk=school).values("country")
        place = Case(
            When(next_review_on__lt=today - GRACE, then=Value(SUNK)),
            When(school__isnull=False, then=Value(OWN)),
            When(Q(country="") | Q(country=Subquery(here)), then=Value(HERE)),
            default=Value(FAR),
            output_field=IntegerField(),
        )
        return self.annotate(place=place).order_by("place", "title", "pk")

    def on_shelf(self, collection) -> "ResourceQuerySet":
        """Of those in order: what stands on this shelf alone before what helps at many moments."""
        shelves = Collection.objects.filter(resources=OuterRef("pk")).order_by()
        count = Subquery(shelves.values("resources").annotate(count=Count("pk")).values("count"))
        return self.filter(collections=collection).order_by("place", count, "title", "pk")


def _views(school_id: int) -> models.QuerySet:
    """What the school has said about the entry at hand."""
    return SchoolView.objects.filter(school=school_id, resource=OuterRef("pk"))
