"""What groups need not keep. docs/privacy.md states the same periods."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from groups.models import Brought, Draft, EarlierWords, Post, Reply
from groups.models.words import UNDO_FOR

KEEP_DRAFTS = timedelta(days=30)
KEEP_EARLIER_WORDS = timedelta(days=90)
KEEP_BROUGHT = timedelta(days=60)


def let_go(*, now: datetime) -> int:
    """Words that were deleted and can no longer be brought back, drafts, earlier versions; returns how many rows went
    or were emptied."""
    gone = Q(deleted_at__lt=now - UNDO_FOR)
    replies, _ = Reply.objects.filter(gone).delete()
    bare, _ = Post.objects.filter(gone).exclude(replies__isnull=False).delete()
    rows = Post.objects.filter(gone).exclude(words="", html="", title="")
    EarlierWords.objects.filter(post__in=rows).delete()
    emptied = rows.update(words="", html="", title="", closing_words="", fresh_alias="")
    drafts, _ = Draft.objects.filter(kept_at__lt=now - KEEP_DRAFTS).delete()
    earlier, _ = EarlierWords.objects.filter(replaced_at__lt=now - KEEP_EARLIER_WORDS).delete()
    brought, _ = Brought.objects.filter(brought_at__lt=now - KEEP_BROUGHT).delete()
    return replies + bare + emptied + drafts + earlier + brought
