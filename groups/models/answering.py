"""Who is willing to be asked when an ask waits, how often, and whom an ask was brought to."""

from django.db import models
from django.db.models import Q

from groups.models.memberships import Membership
from groups.models.posts import Post

MOST_A_WEEK = 7


class Willing(models.Model):
    """This member may be written to when an ask waits, at most so often in any seven days. No row: never."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="willing")
    most_a_week = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="willing_within_reason", condition=Q(most_a_week__gte=1, most_a_week__lte=MOST_A_WEEK)
            )
        ]

    def __str__(self) -> str:
        return f"Willing {self.pk}"


class Brought(models.Model):
    """An ask was brought to a member. Once each: who has been written to is not written to again about it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="brought_to")
    to = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="brought")
    brought_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "brought"
        indexes = [models.Index(fields=["to", "brought_at"], name="brought_to_a_member")]
        constraints = [
            models.UniqueConstraint(fields=["post", "to"], name="an_ask_is_brought_to_somebody_once")
        ]

    def __str__(self) -> str:
        return f"Brought {self.pk}"
