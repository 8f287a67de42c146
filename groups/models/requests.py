"""Somebody's way into a group that is not simply open: asked, waiting for a seat, offered one."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.encryption import EncryptedTextField
from accounts.models import User
from groups.keys import new_key
from groups.models.groups import Group


class Ending(models.TextChoices):
    JOINED = "joined", "Came in"
    DECLINED = "declined", "Not this time"
    WITHDRAWN = "withdrawn", "Taken back"
    LAPSED = "lapsed", "The seat went on"
    CLOSED = "closed", "The group was closed"


class JoinRequestQuerySet(models.QuerySet):
    def pending(self) -> "JoinRequestQuerySet":
        return self.filter(ended_at=None)

    def unanswered(self) -> "JoinRequestQuerySet":
        """Those that a keeper has to say yes or no to."""
        return self.pending().filter(waiting_since=None)

    def waiting(self) -> "JoinRequestQuerySet":
        """The waiting list, first come first; those who hold an offer stand on it too."""
        return self.pending().filter(waiting_since__isnull=False).order_by("waiting_since", "pk")

    def offered(self, now: datetime) -> "JoinRequestQuerySet":
        """Those for whom a seat is held."""
        return self.waiting().filter(offer_ends_at__gt=now)

    def answerable_by(self, user) -> "JoinRequestQuerySet":
        return self.unanswered().filter(group__in=Group.objects.running().kept_by(user))


class JoinRequest(models.Model):
    """One wish of one person. It ends in one of the ways above; who asks again begins a new one."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    alias = models.CharField(max_length=40, help_text="The name they will have there.")
    words = EncryptedTextField(help_text="What they said to the group's keepers.")
    agreement_version = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    waiting_since = models.DateTimeField(null=True, blank=True, help_text="Their place on the waiting list.")
    offer_ends_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when a seat is held for them."
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=9, choices=Ending, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["group", "waiting_since"], name="waiting_lists", condition=Q(ended_at=None)),
            models.Index(fields=["offer_ends_at"], name="seats_offered", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(ended_at=None), name="one_join_request_at_a_time"
            ),
            models.CheckConstraint(
                name="a_seat_is_offered_to_who_waits",
                condition=Q(offer_ends_at=None) | Q(waiting_since__isnull=False),
            ),
            models.CheckConstraint(
                name="join_request_ends_in_a_known_way",
                condition=Q(ended_at=None, ended_as="")
                | Q(ended_at__gte=F("asked_at"), ended_as__in=Ending.values),
            ),
        ]

    def __str__(self) -> str:
        return f"Join request {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.ended_at is None and self.waiting_since is not None

    def is_offered(self, now: datetime) -> bool:
        return self.ended_at is None and self.offer_ends_at is not None and self.offer_ends_at > now

    @property
    def place(self) -> int:
        """1 for who is next. Places only ever get better: the list is in the order in which people came."""
        ahead = JoinRequest.objects.waiting().filter(group=self.group_id)
        return (
            1
            + ahead.filter(
                Q(waiting_since__lt=self.waiting_since) | Q(waiting_since=self.waiting_since, pk__lt=self.pk)
            ).count()
        )
