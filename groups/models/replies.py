"""Replies: flat, in the order in which they came, without ranking."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from groups.models.boundaries import Block
from groups.models.memberships import Membership, MembershipQuerySet
from groups.models.posts import Post
from groups.models.words import Words, blank_when_the_author_goes


class ReplyQuerySet(models.QuerySet):
    def standing(self) -> "ReplyQuerySet":
        return self.filter(deleted_at=None)

    def visible_to(self, user) -> "ReplyQuerySet":
        """Replies to the posts that this person sees, but for what is out of sight by itself."""
        mine = Membership.objects.active().filter(user=user)
        return self.filter(post__in=Post.objects.visible_to(user)).seen_by(user, mine)

    def of_wall(self, membership: Membership) -> "ReplyQuerySet":
        """The same for one membership, for posts that it sees."""
        return self.seen_by(membership.user_id, Membership.objects.filter(pk=membership.pk))

    def seen_by(self, user, mine: MembershipQuerySet) -> "ReplyQuerySet":
        """Of posts that are seen. Keepers see what stands in the group that they look after."""
        is_own_or_kept = Q(author__in=mine) | Q(post__group__in=mine.keepers().values("group"))
        # Who put a thread under a fresh alias out of sight is not seen there by its author.
        has_turned_away = Exists(
            Block.objects.filter(
                thread=OuterRef("post"), by=OuterRef("author__user"), thread__author__in=mine
            )
        )
        is_put_away = Q(has_turned_away) | Q(
            fresh_alias="", author__in=Membership.objects.out_of_sight_of(user).values("pk")
        )
        return self.standing().filter(is_own_or_kept | (Q(hidden_at=None) & ~is_put_away))


class Reply(Words):
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="replies")
    helped_at = models.DateTimeField(null=True, blank=True, help_text="The asker says that this helped.")

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["posted_at", "pk"]
        verbose_name_plural = "replies"
        indexes = [models.Index(fields=["post", "posted_at", "id"], name="replies_of_post")]
        constraints = [
            models.CheckConstraint(
                name="reply_was_edited_after_it_was_written",
                condition=Q(edited_at=None) | Q(edited_at__gte=F("posted_at")),
            )
        ]
        triggers = [blank_when_the_author_goes("reply_id")]

    def __str__(self) -> str:
        return f"Reply {self.pk}"
