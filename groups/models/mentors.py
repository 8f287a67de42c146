"""What a school notes about somebody whom it has named a mentor: how many groups at most, when they were trained."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Q

from accounts.models import User
from groups.kinds import Role

# A training is worth refreshing after a year. No clinician has reviewed the period.
TRAINED_FOR = timedelta(days=365)


class MentorQuerySet(models.QuerySet):
    def with_load(self) -> "MentorQuerySet":
        """Adds `mentoring`: how many running groups they mentor now."""
        now = Q(user__memberships__role=Role.MENTOR, user__memberships__left_at=None)
        running = Q(user__memberships__group__archived_at=None)
        return self.annotate(mentoring=Count("user__memberships", filter=now & running))


class Mentor(models.Model):
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mentor")
    most_groups = models.PositiveSmallIntegerField(
        "capacity", default=3, help_text="Groups at most, at once."
    )
    trained_on = models.DateField(
        null=True, blank=True, help_text="The last training that your school asks for."
    )

    objects = MentorQuerySet.as_manager()

    class Meta:
        ordering = ["user__alias"]
        constraints = [
            models.CheckConstraint(
                name="mentors_capacity_is_within_reason", condition=Q(most_groups__gte=1, most_groups__lte=20)
            )
        ]

    def __str__(self) -> str:
        return f"Mentor {self.pk}"
