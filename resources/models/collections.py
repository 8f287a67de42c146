from django.db import models
from django.db.models import Q

from accounts.models import School
from resources.addresses import key_of


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CollectionQuerySet":
        """The global ones, and those of the reader's school."""
        school_id = user.school_id if user.is_authenticated else None
        return self.filter(Q(school=None) | Q(school=school_id)) if school_id else self.filter(school=None)

    def called(self, key: str) -> "CollectionQuerySet":
        """By its name in an address: a school's own has a tilde before the slug."""
        return self.filter(slug=key.removeprefix("~"), school__isnull=not key.startswith("~"))


class Collection(models.Model):
    """Entries that belong together on one occasion: exam week, the first night shift, after a bad outcome."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="collections", null=True, blank=True
    )
    slug = models.SlugField(max_length=80, db_index=False)
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    loaded_from = models.CharField(max_length=120, blank=True, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "slug"],
                name="collection_is_called_so_once_in_a_library",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """Its name in an address, apart from those of everybody's as an entry's is."""
        return key_of(self.slug, self.school_id)
