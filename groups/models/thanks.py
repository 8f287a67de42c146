"""Private thanks: "I saw you do this well". From one member to another, seen by these two alone."""

from django.db import models
from django.db.models import F, Q

from groups.models.memberships import Membership


class ThanksQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ThanksQuerySet":
        """The two whose they are, for as long as they are in the group."""
        return self.filter(Q(to__user=user, to__left_at=None) | Q(by__user=user, by__left_at=None))


class Thanks(models.Model):
    to = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="thanks_received")
    by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="thanks_given")
    words = models.TextField()
    html = models.TextField(editable=False)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True, help_text="Only its reader is told that it is new.")

    objects = ThanksQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name_plural = "thanks"
        indexes = [models.Index(fields=["to"], name="thanks_unread", condition=Q(read_at=None))]
        constraints = [
            models.CheckConstraint(name="nobody_thanks_themselves", condition=~Q(to=F("by"))),
        ]

    def __str__(self) -> str:
        return f"Thanks {self.pk}"
