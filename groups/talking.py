"""Saying something in a group, and changing or taking back what one said.

Every verb locks the row first and returns whether it changed anything, so that a second press does nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.outbox import Occasion, post_letters
from groups.aliases import free_alias
from groups.asks import NOTE
from groups.models import Draft, EarlierWords, Group, Membership, Post, Reply
from groups.models.words import Words
from groups.promise import bring_at
from resources.markdown import render_talk

WORDS_MOST = 4000
TITLE_MOST = 120
# The same words in the same place within this time are a second press of the button.
SAID_ALREADY = timedelta(minutes=10)
# Replies that come close together are one letter, and nobody's minute can be read from it.
TELL_AFTER = timedelta(minutes=10)


def _take(membership: Membership) -> Membership:
    """Locks this stay: of two presses at the same moment the second sees what the first has done."""
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("group__school")
        .get(pk=membership.pk)
    )


@transaction.atomic
def write_post(
    *,
    by: Membership,
    kind: str,
    words: str,
    now: datetime,
    title: str = "",
    needed_until: date | None = None,
    is_fresh: bool = False,
) -> Post:
    """An ask or a note. With `is_fresh`, and in a group of aliases only, under a name of this thread alone."""
    by = _take(by)
    recent = Post.objects.filter(author=by, deleted_at=None, posted_at__gt=now - SAID_ALREADY)
    if again := recent.filter(kind=kind, title=title, words=words).first():
        return again
    is_fresh = is_fresh and by.group.goes_by_alias
    post = Post.objects.create(
        group=by.group,
        author=by,
        fresh_alias=fresh_alias(by.group) if is_fresh else "",
        kind=kind,
        title=title,
        words=words,
        html=render_talk(words),
        needed_until=needed_until,
        posted_at=now,
        bring_at=None if kind == NOTE else bring_at(by.group, now),
    )
    by.group.touch(now)
    return post


def fresh_alias(group: Group) -> str:
    """A name that nobody has or had in this group, of a thread or of a member."""
    while Post.objects.filter(group=group, fresh_alias=(alias := free_alias(group))).exists():
        continue
    return alias


@transaction.atomic
def write_reply(*, to: Post, by: Membership, words: str, now: datetime) -> Reply:
    """Who asked under a fresh alias answers under it, too. The first reply of somebody else keeps the promise."""
    by = _take(by)
    post = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=to.pk)
    recent = post.replies.filter(author=by, deleted_at=None, posted_at__gt=now - SAID_ALREADY)
    if again := recent.filter(words=words).first():
        return again
    is_asker = post.is_of(by)
    reply = Reply.objects.create(
        post=post,
        author=by,
        fresh_alias=post.fresh_alias if is_asker else "",
        words=words,
        html=render_talk(words),
        posted_at=now,
    )
    post.replied_at = now
    if not is_asker:
        post.answered_at = post.answered_at or now
        post.bring_at = None
        _tell_asker(post, now)
    post.save(update_fields=["replied_at", "answered_at", "bring_at"])
    by.group.touch(now)
    return reply


def _tell_asker(post: Post, now: datetime) -> None:
    if post.author is not None and not post.mutes.filter(membership=post.author).exists():
        due_at = now + TELL_AFTER
        mark = f"{post.pk}.{now:%Y%m%d%H}"
        post_letters("group-reply", [Occasion(post.author.user_id, post.pk, due_at, mark)])


def _locked(words: Words) -> Words:
    return type(words)._default_manager.select_for_update().get(pk=words.pk)


def trace_of(words: Words) -> dict[str, Words]:
    """Which column of a trace names these words."""
    return {"reply" if isinstance(words, Reply) else "post": words}


@transaction.atomic
def change_words(
    *,
    words: Words,
    by: Membership,
    text: str,
    now: datetime,
    title: str = "",
    needed_until: date | None = None,
) -> bool:
    """Puts right what one said. What stood there is kept for oneself; readers see that it was changed."""
    row = _locked(words)
    if not row.is_of(by) or not row.is_there:
        return False
    before = getattr(row, "title", ""), row.words, getattr(row, "needed_until", None)
    if before == (title, text, needed_until):
        return False
    EarlierWords.objects.create(title=before[0], words=before[1], replaced_at=now, **trace_of(row))
    row.words, row.html, row.edited_at = text, render_talk(text), now
    if isinstance(row, Post):
        row.title, row.needed_until = title, needed_until
    row.save()
    return True


@transaction.atomic
def delete_words(*, words: Words, by: Membership, now: datetime) -> bool:
    """Out of everybody's sight at once; taken back within half an hour; then the words themselves go."""
    row = _locked(words)
    if not row.is_of(by) or not row.is_there:
        return False
    row.deleted_at = now
    if isinstance(row, Post):
        row.bring_at = None
    row.save()
    _look_again(row)
    return True


@transaction.atomic
def undo_deletion(*, words: Words, by: Membership, now: datetime) -> bool:
    row = _locked(words)
    if not row.is_of(by) or not row.can_be_undone(now):
        return False
    row.deleted_at = None
    if isinstance(row, Post) and row.is_ask and row.answered_at is None and row.closed_at is None:
        row.bring_at = bring_at(by.group, now)
    row.save()
    _look_again(row)
    return True


def _look_again(words: Words) -> None:
    """What hangs on a post is what is there: a tombstone stands only for replies that somebody can read."""
    if isinstance(words, Reply):
        latest = words.post.replies.filter(deleted_at=None).order_by("-posted_at").first()
        Post.objects.filter(pk=words.post_id).update(replied_at=latest.posted_at if latest else None)


def forget_draft(membership: Membership, place: str) -> None:
    Draft.objects.filter(membership=membership, place=place).delete()
