from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.encryption import EncryptedTextField
from accounts.models import User
from checkins.models.plans import Plan
from checkins.scale import LOW_LEVELS, Level, Tag


class Audience(models.TextChoices):
    """Who may see one check-in. Chosen for that occasion, and changeable later, both ways."""

    ONLY_ME = "only-me", "Only me"
    CHOSEN = "chosen", "People I choose"
    CONTACT = "contact", "Please contact me"


class CheckInQuerySet(models.QuerySet):
    def open(self, now: datetime) -> "CheckInQuerySet":
        """Waiting for an answer that can still be given."""
        return self.filter(answered_at=None, skipped_at=None, closes_at__gt=now)

    def answered(self) -> "CheckInQuerySet":
        return self.filter(answered_at__isnull=False)

    def unfinished_requests(self) -> "CheckInQuerySet":
        """Answers that said "please contact me" without the request having been sent."""
        return self.answered().filter(audience=Audience.CONTACT, concerns=None)

    def hush(self) -> int:
        """Nothing more is written about these: neither what still waits to leave nor a further letter."""
        self.filter(letters_posted__gt=0).update(letters_posted=F("letters_posted") + 1)
        return self.update(remind_at=None)

    def own(self, user) -> "CheckInQuerySet":
        return self.filter(user=user)

    def shared_with(self, user) -> "CheckInQuerySet":
        """Answers that somebody has shared with this person, and neither of them has taken back.

        Staff see none so: a request for contact carries its own words.
        """
        return self.filter(
            shares__chosen__person=user,
            shares__chosen__accepted_at__isnull=False,
            shares__chosen__ended_at=None,
            shares__revoked_at=None,
            audience=Audience.CHOSEN,
            answered_at__isnull=False,
        )


class CheckIn(models.Model):
    """One occasion to check in. It is answered, skipped, or it lapses; nobody fails at it.

    `plan` is empty when somebody checks in of their own accord. The note is encrypted; the level is a plain number
    (docs/privacy.md says why).
    """

    # Both are found by the compound indexes below, which begin with them.
    plan = models.ForeignKey(
        Plan, on_delete=models.SET_NULL, related_name="checkins", null=True, blank=True, db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="checkins", db_index=False)
    occasion_on = models.DateField(help_text="The person's local day that it stands for.")
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    remind_at = models.DateTimeField(
        null=True, blank=True, help_text="When the next letter about it goes out."
    )
    # Also the number of the latest letter: one with a lower number that still waits does not leave.
    letters_posted = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    note = EncryptedTextField()
    tags = ArrayField(models.CharField(max_length=10, choices=Tag), default=list, blank=True)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.ONLY_ME)
    draft = EncryptedTextField(help_text="What was being typed when the line dropped: JSON, encrypted.")

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at"]
        indexes = [
            models.Index(fields=["user", "-due_at"], name="checkins_by_person"),
            models.Index(
                fields=["remind_at"],
                name="checkins_to_remind",
                condition=Q(remind_at__isnull=False),
            ),
        ]
        constraints = [
            # Plans of one person that fall due at the same moment ask once.
            models.UniqueConstraint(
                fields=["user", "due_at"],
                name="one_planned_checkin_per_instant",
                condition=Q(plan__isnull=False),
            ),
            models.UniqueConstraint(fields=["plan", "occasion_on"], name="one_checkin_per_plan_and_day"),
            models.CheckConstraint(
                name="checkin_is_answered_or_skipped",
                condition=Q(answered_at=None) | Q(skipped_at=None),
            ),
            models.CheckConstraint(
                name="answer_has_a_level_and_an_instant",
                condition=Q(answered_at=None, level=None) | Q(answered_at__isnull=False, level__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="checkin_closes_after_it_is_due", condition=Q(closes_at__gt=F("due_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Check-in {self.pk}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    def is_open(self, now: datetime) -> bool:
        return self.answered_at is None and self.skipped_at is None and self.closes_at > now

    @property
    def is_low(self) -> bool:
        return self.level in LOW_LEVELS
