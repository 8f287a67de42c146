"""Posts: asks of one of four kinds, and plain notes. What is said in a group is for its members."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.support import Support
from groups.asks import KINDS, NOTE
from groups.models.boundaries import Block
from groups.models.groups import Group
from groups.models.memberships import Membership, MembershipQuerySet
from groups.models.words import Words, blank_when_the_author_goes


class Closing(models.TextChoices):
    """How an ask ended, in the asker's words. It is never counted."""

    YES = "yes", "Yes"
    PARTLY = "partly", "In part"
    NOT_NOW = "not-now", "Not this time"


class PostQuerySet(models.QuerySet):
    def asks(self) -> "PostQuerySet":
        return self.exclude(kind=NOTE)

    def waiting(self) -> "PostQuerySet":
        """Asks that nobody but their author has said anything to, open, shown, in groups that run."""
        return self.asks().filter(
            answered_at=None, closed_at=None, deleted_at=None, hidden_at=None, group__archived_at=None
        )

    def standing(self) -> "PostQuerySet":
        """What a wall has a place for: what is there, and the tombstones that replies hang on."""
        return self.filter(Q(deleted_at=None) | Q(replied_at__isnull=False))

    def visible_to(self, user) -> "PostQuerySet":
        """Posts of the groups that this person is in now, but for what blocking or a keeper has put out of sight."""
        mine = Membership.objects.active().filter(user=user)
        return self.filter(group__in=mine.values("group")).seen_by(user, mine)

    def of_wall(self, membership: Membership) -> "PostQuerySet":
        """The same for one membership, which the caller has found through its person."""
        mine = Membership.objects.filter(pk=membership.pk)
        return self.filter(group=membership.group_id).seen_by(membership.user_id, mine)

    def seen_by(self, user, mine: MembershipQuerySet) -> "PostQuerySet":
        """Keepers see what stands in the group that they look after; blocking does not blind them."""
        is_own_or_kept = Q(author__in=mine) | Q(group__in=mine.keepers().values("group"))
        is_put_away = Q(pk__in=Block.objects.filter(by=user, thread__isnull=False).values("thread")) | Q(
            fresh_alias="", author__in=Membership.objects.out_of_sight_of(user).values("pk")
        )
        return self.standing().filter(is_own_or_kept | (Q(hidden_at=None) & ~is_put_away))


class Post(Words):
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=14, choices=KINDS)
    title = models.CharField(max_length=120, blank=True)
    # Of practical asks: until when, and who has taken it.
    needed_until = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="taken_posts"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # The reply promise (groups/promise.py): when it was first answered, and when it is brought to somebody.
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When somebody else first replied.")
    replied_at = models.DateTimeField(null=True, blank=True, help_text="The latest reply that is there.")
    bring_at = models.DateTimeField(null=True, blank=True)
    brought = models.PositiveSmallIntegerField(default=0)
    # How it ended.
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.CharField(max_length=7, choices=Closing, blank=True)
    closing_words = models.CharField(max_length=300, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(fields=["group", "-posted_at", "-id"], name="wall"),
            models.Index(fields=["bring_at"], name="asks_to_bring", condition=Q(bring_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="post_is_of_a_known_kind", condition=Q(kind__in=[kind for kind, _ in KINDS])
            ),
            models.CheckConstraint(
                name="only_practical_asks_are_taken",
                condition=Q(kind=Support.INSTRUMENTAL) | Q(taken_at=None, done_at=None, needed_until=None),
            ),
            models.CheckConstraint(
                name="a_closed_ask_says_how",
                condition=Q(closed_at=None, closing="") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_waits_for_a_note", condition=~Q(kind=NOTE) | Q(bring_at=None)
            ),
        ]
        triggers = [
            blank_when_the_author_goes(
                "post_id",
                "NEW.title = ''; NEW.closing_words = ''; NEW.bring_at = NULL;",
            )
        ]

    def __str__(self) -> str:
        return f"Post {self.pk}"

    @property
    def is_ask(self) -> bool:
        return self.kind != NOTE

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.is_there

    @property
    def is_practical(self) -> bool:
        return self.kind == Support.INSTRUMENTAL

    def has_expired(self, now: datetime) -> bool:
        return self.needed_until is not None and self.needed_until < now.date()

    def name_of(self, membership: Membership) -> str:
        """By which name this member is known in this thread."""
        if self.fresh_alias and self.is_of(membership):
            return self.fresh_alias
        return membership.shown_name
