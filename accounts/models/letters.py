"""The outbox's table. How a letter leaves is in accounts/outbox.py."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models.preferences import Channel
from accounts.models.users import User


class LetterQuerySet(models.QuerySet):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(sent_at=None, dropped_at=None, dead_at=None)

    def due(self, now: datetime) -> "LetterQuerySet":
        """Waiting, due, and held by nobody: never claimed, or its lease has lapsed."""
        return self.waiting().filter(Q(claimed_until=None) | Q(claimed_until__lt=now), due_at__lte=now)

    def dead(self) -> "LetterQuerySet":
        return self.filter(dead_at__isnull=False)

    def requeue(self, now: datetime) -> int:
        """Gives dead letters another life; returns how many."""
        return self.dead().update(dead_at=None, dead_reason="", attempts=0, due_at=now, claimed_until=None)


class Letter(models.Model):
    """One message to one person over one channel. It holds no words: these are written when it leaves.

    It ends in one of three ways: sent, dropped (no longer wanted, said in `dropped_because`), or dead
    (could not be delivered; staff see it and may requeue it).
    """

    key = models.CharField(max_length=120, help_text="kind:occasion:recipient:channel")
    kind = models.CharField(max_length=40)
    # Found by the constraint below, which begins with them: each index is written twice in a letter's life.
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letters", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    about = models.BigIntegerField(help_text="The id of the row that caused it, in the table its kind names.")
    is_urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    stale_at = models.DateTimeField(help_text="After this it is no longer worth sending.")
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=20, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    dead_reason = models.CharField(max_length=200, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="letters_waiting",
                condition=Q(sent_at=None, dropped_at=None, dead_at=None, is_urgent=False),
            ),
            models.Index(
                fields=["due_at"],
                name="urgent_letters_waiting",
                condition=Q(sent_at=None, dropped_at=None, dead_at=None, is_urgent=True),
            ),
            models.Index(fields=["dead_at"], name="letters_dead", condition=Q(dead_at__isnull=False)),
        ]
        constraints = [
            # A key names its recipient, so this holds each key once. Not `unique=True`, which brings an index for LIKE.
            models.UniqueConstraint(fields=["recipient", "key"], name="one_letter_per_key"),
            models.CheckConstraint(
                name="letter_ends_in_one_way",
                condition=(
                    Q(sent_at=None, dropped_at=None)
                    | Q(sent_at=None, dead_at=None)
                    | Q(dropped_at=None, dead_at=None)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"

    @property
    def state(self) -> str:
        if self.sent_at:
            return "sent"
        if self.dead_at:
            return "dead"
        return "dropped" if self.dropped_at else "waiting"
