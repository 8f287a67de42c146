"""A concern: something a human must look at, because a student asked to be contacted."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.encryption import EncryptedTextField
from accounts.models import Grading, User
from checkins.models.checkins import CheckIn


class Urgency(models.TextChoices):
    """How soon, in the student's own judgement."""

    TODAY = "today", "Today, if at all possible"
    THIS_WEEK = "this-week", "In the next few days"
    WHENEVER = "whenever", "Whenever somebody has time"


class OpenConcerns(models.QuerySet):
    """How far concerns have come, wherever they were raised."""

    school_path: str  # from a concern to the school whose staff look at it

    def unacknowledged(self) -> Self:
        return self.filter(acknowledged_at=None, closed_at=None, withdrawn_at=None)

    def open(self) -> Self:
        return self.filter(closed_at=None, withdrawn_at=None)

    def to_page_again(self, now: datetime) -> Self:
        return self.unacknowledged().filter(page_again_at__lte=now)

    def left_behind(self) -> Self:
        """Taken by somebody who is no longer among the school's staff, so that nobody has them in hand."""
        there = User.objects.filter(
            pk=OuterRef("acknowledged_by"), school=OuterRef(self.school_path), is_active=True, is_staff=True
        )
        return self.open().filter(acknowledged_at__isnull=False).exclude(Exists(there))


class AbstractConcern(models.Model):
    """Something a human must look at: from when it was raised until somebody has taken it and said what was done.

    The people on duty are written to, again at `page_again_at`, until one of them takes it (checkins/paging.py).
    """

    opened_at = models.DateTimeField()
    page_again_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = EncryptedTextField(help_text="What was agreed, in words the student reads.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.withdrawn_at is None

    @property
    def is_waiting(self) -> bool:
        return self.is_open and self.acknowledged_at is None

    @property
    def is_unheard(self) -> bool:
        """All the letters that we write about one are written, and nobody has taken it."""
        return self.is_waiting and self.pages > 0 and self.page_again_at is None


class ConcernQuerySet(OpenConcerns):
    school_path = "student__school"

    def visible_to(self, user) -> "ConcernQuerySet":
        """The student whose it is."""
        return self.filter(student=user)

    def for_staff(self, user) -> "ConcernQuerySet":
        """What wellness staff of a school may open: their own school's, unless the student took it back.

        Nobody sees a request of a student whom they grade.

        An operator is not wellness staff and sees none.
        """
        if not (user.is_active and user.is_staff and user.school_id) or user.is_superuser:
            return self.none()
        graded = Grading.objects.not_over().filter(grader=user).students()
        return self.filter(student__school=user.school_id, withdrawn_at=None).exclude(student__in=graded)


class Concern(AbstractConcern):
    """A student's request for contact, in their own words, until staff close it or the student takes it back."""

    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="concerns")
    checkin = models.ForeignKey(
        CheckIn, on_delete=models.SET_NULL, related_name="concerns", null=True, blank=True
    )
    words = EncryptedTextField()
    reach_by = EncryptedTextField(help_text="How: a number, an address, a place.")
    reach_when = EncryptedTextField(help_text="When it is good to be reached.")
    urgency = models.CharField(max_length=9, choices=Urgency, default=Urgency.THIS_WEEK)
    shows_checkin = models.BooleanField(
        default=True, help_text="Whether staff see the check-in it came from."
    )

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        indexes = [
            models.Index(
                fields=["page_again_at"],
                name="concerns_to_page",
                condition=Q(acknowledged_at=None, closed_at=None, withdrawn_at=None),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["checkin"],
                condition=Q(closed_at=None, withdrawn_at=None),
                name="one_open_concern_per_checkin",
            ),
        ]

    def __str__(self) -> str:
        return f"Concern {self.pk}"


class RequestDraft(models.Model):
    """A request for contact that somebody is writing: theirs alone, until they send it or leave it."""

    student = models.OneToOneField(User, on_delete=models.CASCADE, related_name="request_draft")
    typed = EncryptedTextField(help_text="JSON: field name to what was typed.")
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft of a request {self.pk}"


class ConcernEvent(models.Model):
    """What happened to a concern, and when: the student reads this list."""

    class What(models.TextChoices):
        OPENED = "opened", "You asked to be contacted"
        PAGED = "paged", "We wrote to the people on duty"
        PAGED_AGAIN = "paged-again", "Nobody had taken it yet, so we wrote again"
        NOBODY_THERE = "nobody-there", "Nobody was left on duty at your school, so we could write to nobody"
        GIVEN_BACK = "given-back", "Whoever had taken it is no longer there"
        ACKNOWLEDGED = "acknowledged", "Somebody has taken it and will contact you"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "You took it back"

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=12, choices=What)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "pk"]

    def __str__(self) -> str:
        return self.get_what_display()
