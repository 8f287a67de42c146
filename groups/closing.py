"""How an ask ends: closed by its asker, in words; what helped is marked; practical asks are taken, given back, done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.outbox import Occasion, post_letters
from accounts.support import Support
from groups.models import Membership, Post, Reply
from groups.models.posts import Closing
from groups.promise import bring_at

CLOSING_WORDS_MOST = 300


def _locked(post: Post) -> Post:
    return (
        Post.objects.select_for_update(of=("self",)).select_related("group__school", "author").get(pk=post.pk)
    )


@transaction.atomic
def close_ask(*, post: Post, by: Membership, closing: Closing | str, words: str, now: datetime) -> bool:
    """The asker says whether it helped. Nothing is brought to anybody any more; replies stay welcome."""
    row = _locked(post)
    if not row.is_of(by) or not row.is_ask or not row.is_open:
        return False
    row.closed_at, row.closing, row.closing_words, row.bring_at = now, closing, words, None
    row.save(update_fields=["closed_at", "closing", "closing_words", "bring_at"])
    return True


@transaction.atomic
def reopen_ask(*, post: Post, by: Membership, now: datetime) -> bool:
    row = _locked(post)
    if not row.is_of(by) or row.closed_at is None or not row.is_there:
        return False
    row.closed_at, row.closing, row.closing_words = None, "", ""
    row.bring_at = bring_at(row.group, now) if row.answered_at is None else None
    row.save(update_fields=["closed_at", "closing", "closing_words", "bring_at"])
    return True


@transaction.atomic
def mark_helped(*, reply: Reply, by: Membership, has_helped: bool, now: datetime) -> bool:
    """The asker says of an answer that it helped, or no longer. Of questions only, and never of one's own words."""
    post = _locked(reply.post)
    if not post.is_of(by) or post.kind != Support.INFORMATIONAL or reply.is_of(by):
        return False
    rows = Reply.objects.filter(pk=reply.pk, deleted_at=None, helped_at__isnull=has_helped)
    return bool(rows.update(helped_at=now if has_helped else None))


@transaction.atomic
def take_ask(*, post: Post, by: Membership, now: datetime) -> bool:
    """One member takes it on; False when somebody else was quicker, or it is over."""
    row = _locked(post)
    is_free = row.is_practical and row.is_open and row.taken_at is None and not row.has_expired(now)
    if not is_free or row.is_of(by) or row.is_hidden:
        return False
    row.taken_by, row.taken_at, row.bring_at = by, now, None
    row.answered_at = row.answered_at or now
    row.save(update_fields=["taken_by", "taken_at", "bring_at", "answered_at"])
    if row.author is not None:
        mark = f"{row.pk}.taken.{now:%Y%m%d%H}"
        post_letters("group-reply", [Occasion(row.author.user_id, row.pk, now, mark)])
    by.group.touch(now)
    return True


@transaction.atomic
def give_back(*, post: Post, by: Membership, now: datetime) -> bool:
    """Who took it cannot after all, or the asker frees it for somebody else. It waits again."""
    row = _locked(post)
    if row.taken_at is None or row.done_at is not None or not (row.is_of(by) or row.taken_by_id == by.pk):
        return False
    row.taken_by = row.taken_at = None
    if row.replied_at is None:
        row.answered_at = None
        row.bring_at = bring_at(row.group, now) if row.is_open else None
    row.save(update_fields=["taken_by", "taken_at", "answered_at", "bring_at"])
    return True


@transaction.atomic
def say_done(*, post: Post, by: Membership, now: datetime) -> bool:
    """It is done: said by who took it, or by who asked."""
    row = _locked(post)
    if row.taken_at is None or row.done_at is not None or not (row.is_of(by) or row.taken_by_id == by.pk):
        return False
    row.done_at = now
    row.save(update_fields=["done_at"])
    return True
