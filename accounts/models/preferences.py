"""What somebody wants to receive, and when they want nothing at all."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.models.users import User


class Channel(models.TextChoices):
    """The ways in which a letter can reach somebody. A new one is a value here and a carrier in the outbox."""

    EMAIL = "email", "E-mail"


class LetterPreference(models.Model):
    """A departure from what a kind of letter does by default. No row: the default holds."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letter_preferences")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel)
    is_wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "channel"], name="one_preference_per_kind_and_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {'yes' if self.is_wanted else 'no'}"


class PauseQuerySet(models.QuerySet):
    def running(self, now: datetime) -> "PauseQuerySet":
        return self.filter(starts_at__lte=now, ends_at__gt=now)

    def not_over(self, now: datetime) -> "PauseQuerySet":
        return self.filter(ends_at__gt=now)


class Pause(models.Model):
    """A time in which nothing is sent: a day, a week, or an exam block with a name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pauses")
    name = models.CharField(max_length=60, blank=True, help_text="For an exam block: what you call it.")
    is_exam_block = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["user", "ends_at"], name="pauses_by_person")]
        constraints = [
            models.CheckConstraint(name="pause_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at")))
        ]

    def __str__(self) -> str:
        return self.name or "Pause"
