from django.db import models
from django.db.models import Q

from accounts.models import School


class SchoolView(models.Model):
    """What a school does with a global entry: hides it, or adds words of its own. The entry itself is not theirs."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="library_views")
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="school_views")
    is_hidden = models.BooleanField("hide it from this school", default=False)
    note = models.CharField(
        "words of this school",
        max_length=300,
        blank=True,
        help_text="Stands on the page, with the school's name.",
    )

    class Meta:
        ordering = ["school", "resource"]
        constraints = [
            models.UniqueConstraint(fields=["school", "resource"], name="school_sees_an_entry_in_one_way"),
            models.CheckConstraint(
                name="school_view_says_something", condition=Q(is_hidden=True) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.resource}"
