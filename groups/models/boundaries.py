"""What somebody keeps out of their sight: people, single threads, letters about a thread. Nobody is told."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from groups.models.groups import Group


class BlockQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BlockQuerySet":
        """One's own. To be blocked leaves no trace that one could find."""
        return self.filter(by=user)


class Block(models.Model):
    """Two people no longer see each other's words: `by` wished it, neither is told.

    It reaches as far as the name by which they know each other, and no further: in a group of aliases it holds in
    that group, since a name that vanished elsewhere too would say who stands behind both; where people go by name it
    holds in every group that goes by names. A post under a fresh alias is put out of sight by itself (`thread`, no
    `whom`): if its author's other words vanished with it, everybody could try out who wrote it.
    """

    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="blocks")
    whom = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="blocks_against"
    )
    thread = models.ForeignKey(
        "groups.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="blocks"
    )
    is_by_name = models.BooleanField(default=False, help_text="It holds in every group that goes by names.")
    called = models.CharField(
        max_length=120, help_text="By which name they were known; for the list of one's own."
    )
    blocked_at = models.DateTimeField()

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["-blocked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["by", "group", "whom"], name="a_person_is_blocked_once"),
            models.UniqueConstraint(fields=["by", "thread"], name="a_thread_is_blocked_once"),
            models.CheckConstraint(name="nobody_blocks_themselves", condition=~Q(by=F("whom"))),
            models.CheckConstraint(
                name="a_block_is_of_a_person_or_a_thread",
                condition=Q(whom=None, thread__isnull=False) | Q(whom__isnull=False, thread=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Block {self.pk}"


class Mute(models.Model):
    """No letters about this thread."""

    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="mutes")
    post = models.ForeignKey("groups.Post", on_delete=models.CASCADE, related_name="mutes")
    muted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "post"], name="a_thread_is_muted_once")]

    def __str__(self) -> str:
        return f"Mute {self.pk}"
