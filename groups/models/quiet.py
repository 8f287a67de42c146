"""A time in which nobody does anything in a group: what was said about it, to whom, and what members would like."""

from django.db import models
from django.db.models import F, Q

from groups.models.groups import Group
from groups.models.memberships import Membership


class QuietSpellQuerySet(models.QuerySet):
    def open(self) -> "QuietSpellQuerySet":
        return self.filter(ended_at=None)


class QuietSpell(models.Model):
    """From the last thing that somebody did, until somebody does something again. Nothing is closed by it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="quiet_spells")
    since = models.DateTimeField(help_text="When somebody last did something.")
    nudged_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    let_be_at = models.DateTimeField(
        null=True, blank=True, help_text="When a keeper said that it is fine as it is."
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = QuietSpellQuerySet.as_manager()

    class Meta:
        ordering = ["-nudged_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(ended_at=None), name="a_group_is_quiet_once_at_a_time"
            ),
            models.CheckConstraint(
                name="a_group_is_quiet_before_it_is_said", condition=Q(nudged_at__gt=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"Quiet spell {self.pk}"


class Wish(models.TextChoices):
    STAY = "stay", "Keep it: I would like it to go on"
    ELSEWHERE = "elsewhere", "I would rather be in another group"
    CLOSE = "close", "It has done its work, and may close"


class QuietWish(models.Model):
    """What one member would like. Their keepers read how many said what, from three on, and never who."""

    spell = models.ForeignKey(QuietSpell, on_delete=models.CASCADE, related_name="wishes")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="quiet_wishes")
    wish = models.CharField(max_length=9, choices=Wish)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["spell", "membership"], name="a_member_wishes_once_a_spell")
        ]

    def __str__(self) -> str:
        return f"Quiet wish {self.pk}"
