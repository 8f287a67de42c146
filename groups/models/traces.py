"""What hangs on a post or a reply: one-tap words, earlier versions."""

from django.db import models
from django.db.models import Q

from groups.models.memberships import Membership
from groups.models.posts import Post
from groups.models.replies import Reply
from groups.models.words import Gesture

ONE_OF_THE_TWO = Q(post=None, reply__isnull=False) | Q(post__isnull=False, reply=None)


class Trace(models.Model):
    """Of a post or of a reply, never of both."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True)
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, null=True, blank=True)

    class Meta:
        abstract = True


class Said(Trace):
    """Somebody said one of the gestures. Who said it is for the one to whom it was said; others see that it was."""

    by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="said")
    gesture = models.CharField(max_length=6, choices=Gesture)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "by", "gesture"], name="said_once_of_a_post"),
            models.UniqueConstraint(fields=["reply", "by", "gesture"], name="said_once_of_a_reply"),
            models.CheckConstraint(name="said_of_a_post_or_a_reply", condition=ONE_OF_THE_TWO),
        ]

    def __str__(self) -> str:
        return f"Said {self.pk}"


class EarlierWords(Trace):
    """What stood there before it was changed. Its author reads it, and staff when the words were reported."""

    title = models.CharField(max_length=120, blank=True)
    words = models.TextField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-pk"]
        verbose_name_plural = "earlier words"
        constraints = [
            models.CheckConstraint(name="earlier_words_of_a_post_or_a_reply", condition=ONE_OF_THE_TWO)
        ]

    def __str__(self) -> str:
        return f"Earlier words {self.pk}"
