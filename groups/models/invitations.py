"""An invitation into a group: a link that one passes on, or a letter to one person of the school."""

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from groups.keys import new_key
from groups.models.groups import Group


def new_invitation_token() -> str:
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet):
    def open(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=now, group__archived_at=None)

    def usable_by(self, user, now: datetime) -> "InvitationQuerySet":
        """Behind the same school's wall; one that is for somebody else does not exist."""
        for_them = Q(is_personal=False) | Q(recipient=user.pk, used_at=None)
        return (
            self.open(now).filter(for_them, group__school=user.school_id) if user.school_id else self.none()
        )


class Invitation(models.Model):
    """Made by one keeper. What became of it is not shown to them: in a group of aliases that would say who is who."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_invitation_token, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=60, blank=True, help_text="What its maker calls it.")
    is_personal = models.BooleanField(default=False)
    # Empty also where nobody of the school has the address that was typed: the maker must not learn which it is.
    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="group_invitations"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text="A personal one opens once.")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="only_a_personal_invitation_has_a_recipient",
                condition=Q(is_personal=True) | Q(recipient=None, used_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"
