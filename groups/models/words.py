"""What a post and a reply have in common: words of one member, kept as written and as shown."""

from datetime import datetime, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from groups.keys import new_key
from groups.models.memberships import Membership

# How long one can take a deletion back. After that the words themselves go (groups/retention.py).
UNDO_FOR = timedelta(minutes=30)

# When the author leaves the product for good their membership goes and this column is emptied: the words go with it,
# whoever deletes, and however. What others wrote below stays.
BLANK = """
IF OLD.author_id IS NOT NULL AND NEW.author_id IS NULL THEN
    NEW.words = ''; NEW.html = ''; NEW.fresh_alias = ''; NEW.hidden_because = '';
    {more}
    NEW.deleted_at = coalesce(NEW.deleted_at, now());
    DELETE FROM groups_earlierwords WHERE {column} = NEW.id;
END IF;
RETURN NEW;
"""


def blank_when_the_author_goes(column: str, more: str = "") -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="author_gone",
        operation=pgtrigger.UpdateOf("author_id"),
        when=pgtrigger.Before,
        func=BLANK.format(column=column, more=more),
    )


class Gesture(models.TextChoices):
    """What one can say with one tap. Words, never numbers."""

    HEAR = "hear", "I hear you"
    TOO = "too", "Me too"
    HERE = "here", "Here if you want to talk"
    THANKS = "thanks", "Thank you"


class Words(models.Model):
    """`words` is Markdown as it was typed; `html` the safe HTML made of it once, when it was written."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    author = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="%(class)ss"
    )
    fresh_alias = models.CharField(
        max_length=40, blank=True, help_text="The name of its author in this thread alone."
    )
    words = models.TextField(blank=True)
    html = models.TextField(blank=True, editable=False)
    gestures = ArrayField(models.CharField(max_length=6, choices=Gesture), default=list, blank=True)
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_because = models.CharField(max_length=200, blank=True)
    hidden_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_there(self) -> bool:
        return self.deleted_at is None

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def name(self) -> str:
        """Who said it, by the one name that readers know. Needs `author__user` and the author's group."""
        if self.fresh_alias:
            return self.fresh_alias
        return self.author.shown_name if self.author else "Somebody who has left"

    def is_of(self, membership: Membership) -> bool:
        return self.author_id == membership.pk

    def can_be_undone(self, now: datetime) -> bool:
        return self.deleted_at is not None and self.author_id is not None and now < self.deleted_at + UNDO_FOR
