"""Calendars elsewhere: the addresses of one's own feeds, when one can meet, and when one's rotation says one cannot."""

import secrets
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.encryption import EncryptedTextField
from accounts.models import User
from groups.models.memberships import Membership


def new_token() -> str:
    return secrets.token_urlsafe(32)


class FeedQuerySet(models.QuerySet):
    def live(self) -> "FeedQuerySet":
        """What still opens: the person has an account that is in use, and is still in the group it is about."""
        return self.filter(Q(membership=None) | Q(membership__left_at=None), user__is_active=True)


class Feed(models.Model):
    """An address at which a calendar program fetches meetings: of all one's groups, or of one. No sign-in.

    Whoever has the address reads the meetings, so it can be changed or ended at any time.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feeds")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds"
    )
    token = models.CharField(max_length=43, unique=True, default=new_token)
    shows_names = models.BooleanField(
        default=False, help_text="Names of groups and meetings, and places, for whoever sees the calendar."
    )
    made_at = models.DateTimeField()

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "membership"], nulls_distinct=False, name="one_feed_of_each_kind"
            )
        ]

    def __str__(self) -> str:
        return f"Feed {self.pk}"


class WeeklyTimes(models.Model):
    """When somebody can usually meet: hours of the week in their own zone, 0 is Monday from midnight to one."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="weekly_times")
    hours = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="weekly_hours_are_of_a_week", condition=Q(hours__contained_by=list(range(168)))
            )
        ]

    def __str__(self) -> str:
        return f"Weekly times of {self.pk}"


class Rotation(models.Model):
    """A calendar that somebody brought: only when they are busy was kept of it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="rotations")
    label = models.CharField(max_length=60)
    keeps_titles = models.BooleanField(default=False)
    brought_at = models.DateTimeField()

    class Meta:
        ordering = ["brought_at", "pk"]

    def __str__(self) -> str:
        return f"Rotation {self.pk}"


class BusyTimeQuerySet(models.QuerySet):
    def of(self, user) -> "BusyTimeQuerySet":
        return self.filter(rotation__user=user)

    def not_over(self, now: datetime) -> "BusyTimeQuerySet":
        return self.filter(ends_at__gt=now)


class BusyTime(models.Model):
    """From when to when, and of which of three kinds. What it was called is kept only where the person wished it."""

    class Kind(models.TextChoices):
        BUSY = "busy", "Busy"
        NIGHT = "night", "Night"
        EXAM = "exam", "Exam"

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="busy_times")
    kind = models.CharField(max_length=5, choices=Kind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = EncryptedTextField()

    objects = BusyTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["rotation", "ends_at"], name="busy_times_of_rotation")]
        constraints = [
            models.CheckConstraint(
                name="busy_time_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"Busy time {self.pk}"
