"""Who looks after a group next, and two groups that become one: both are questions that somebody answers."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from groups.keys import new_key
from groups.models.groups import Group
from groups.models.memberships import Membership


class HandoverQuerySet(models.QuerySet):
    def open(self) -> "HandoverQuerySet":
        return self.filter(answered_at=None)


class Handover(models.Model):
    """A keeper asks a member to look after the group too, or instead. Nobody is made a host without a yes."""

    asked_by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="handovers_asked")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="handovers")
    is_instead = models.BooleanField(default=False, help_text="Who asks becomes a member like the others.")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(default=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(answered_at=None), name="a_member_is_asked_to_host_once"
            ),
            models.CheckConstraint(
                name="nobody_hands_over_to_themselves", condition=~Q(asked_by=F("member"))
            ),
        ]

    def __str__(self) -> str:
        return f"Handover {self.pk}"


class MergeQuerySet(models.QuerySet):
    def open(self) -> "MergeQuerySet":
        return self.filter(ended_at=None)

    def agreed(self) -> "MergeQuerySet":
        """Both keepers have said yes; members of the group that moves are asked until `closes_at`."""
        return self.open().filter(agreed_at__isnull=False)


class Merge(models.Model):
    """`group` would move into `into`: its keeper proposes, the other's agrees, and then each member decides."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="merges_into")
    proposed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True, help_text="Until when members are asked.")
    ended_at = models.DateTimeField(null=True, blank=True)
    is_done = models.BooleanField(default=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(ended_at=None), name="a_group_moves_into_one_other"
            ),
            models.CheckConstraint(name="a_group_moves_into_another", condition=~Q(group=F("into"))),
            models.CheckConstraint(
                name="an_agreed_merge_has_a_day",
                condition=Q(agreed_at=None, closes_at=None)
                | Q(agreed_at__isnull=False, closes_at__gt=F("agreed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"


class MergeAnswer(models.Model):
    """What one member said. Not asked again; nobody else reads it."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    comes_along = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "user"], name="a_member_answers_a_merge_once")
        ]

    def __str__(self) -> str:
        return f"Merge answer {self.pk}"
