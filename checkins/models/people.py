"""Whom a student lets in: chosen people, by mutual consent, and what was shared with them."""

import secrets
from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from checkins.models.checkins import Audience, CheckIn
from checkins.models.firewall import FIREWALL


def new_invitation_token() -> str:
    return secrets.token_urlsafe(24)


class ChosenPersonQuerySet(models.QuerySet):
    def accepted(self) -> "ChosenPersonQuerySet":
        return self.filter(accepted_at__isnull=False, ended_at=None)

    def invited(self) -> "ChosenPersonQuerySet":
        """Asked, and no yes so far: whether somebody said no, its sender is not told."""
        return self.filter(accepted_at=None, ended_at=None)

    def visible_to(self, user) -> "ChosenPersonQuerySet":
        """Both sides see that they are connected; nobody else does."""
        return self.filter(Q(owner=user) | Q(person=user), ended_at=None)


class ChosenPerson(models.Model):
    """`owner` may share check-ins with `person`: the owner invites by a link, the person accepts, either ends it.

    It goes one way only: being somebody's chosen person shows them nothing of one's own.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="chosen_people")
    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="chosen_by", null=True, blank=True
    )
    token = models.CharField(max_length=40, unique=True, default=new_invitation_token)
    nickname = models.CharField(max_length=40, help_text="What the owner calls them; only the owner sees it.")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField(
        help_text="The invitation's end; it says nothing about an accepted one."
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the link was used up without a yes. Its sender never sees this.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ChosenPersonQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at"]
        verbose_name_plural = "chosen people"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "person"], condition=Q(ended_at=None), name="a_person_is_chosen_once"
            ),
            models.CheckConstraint(name="nobody_chooses_themselves", condition=~Q(owner=F("person"))),
            models.CheckConstraint(
                name="an_accepted_invitation_has_a_person",
                condition=Q(accepted_at=None) | Q(person__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="firewall",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                condition=pgtrigger.Q(new__accepted_at__isnull=False, new__ended_at__isnull=True),
                func=FIREWALL,
            )
        ]

    def __str__(self) -> str:
        return f"Chosen person {self.pk}"

    def is_open(self, now: datetime) -> bool:
        """An invitation that nobody has answered yet and whose time has not run out."""
        return self.accepted_at is self.declined_at is self.ended_at is None and self.expires_at > now

    def can_be_accepted_by(self, user: User, now: datetime) -> bool:
        return self.is_open(now) and user.pk != self.owner_id and user.school_id == self.owner.school_id


class ShareQuerySet(models.QuerySet):
    def open_to(self, user) -> "ShareQuerySet":
        """What is shown to this person now: neither side has ended it, and the answer is still for chosen people."""
        return self.filter(
            chosen__person=user,
            chosen__accepted_at__isnull=False,
            chosen__ended_at=None,
            revoked_at=None,
            checkin__audience=Audience.CHOSEN,
            checkin__answered_at__isnull=False,
        )


class Share(models.Model):
    """One check-in, shown to one chosen person, until it is taken back. Shown again, it is another row."""

    checkin = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="shares")
    chosen = models.ForeignKey(ChosenPerson, on_delete=models.CASCADE, related_name="shares")
    shared_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["checkin", "chosen"],
                condition=Q(revoked_at=None),
                name="a_checkin_is_shown_to_a_person_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Share {self.pk}"
