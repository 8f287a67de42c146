"""What the groups of one school agree on, in its own words: a row for each version, kept as it was agreed to."""

from django.db import models
from django.db.models import Q

from accounts.models import School
from groups.agreement import LAST_WORDS, VERSION, Points, points_in


class Agreement(models.Model):
    """Versions go on from the house's own, which is everybody's first. The newest is the one in force."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    words = models.TextField(
        help_text="For each point a line that names it and below that what it means; an empty line between points."
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["school", "version"], name="an_agreement_has_its_number_once"),
            models.CheckConstraint(
                name="agreements_go_on_from_the_houses_own", condition=Q(version__gt=VERSION)
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"

    @property
    def points(self) -> Points:
        return (*points_in(self.words), *LAST_WORDS)
