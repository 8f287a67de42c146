"""The wall of a group: twenty asks with the replies that came last, in a few queries at any length.

What is dear is done when something is written: the words stand in their rows as safe HTML. Here only what differs from
reader to reader is laid over it: names, coarse times, whose it is. Pages are found by the key of the last post on the
one before, so that nothing in an address tells when anything was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from groups.asks import BY_KIND, Ask
from groups.coarse import coarse_words
from groups.models import Membership, Post, Reply
from groups.models.words import Gesture, Words

PAGE = 20
LATEST_REPLIES = 2
REPLIES_PAGE = 50
POST_FIELDS = (
    "id", "key", "author_id", "fresh_alias", "html", "gestures", "posted_at", "edited_at", "deleted_at", "hidden_at",
    "kind", "title", "needed_until", "taken_at", "done_at", "answered_at", "replied_at", "closed_at", "group_id",
)  # fmt: skip
REPLY_FIELDS = (
    "id", "key", "author_id", "fresh_alias", "html", "gestures", "posted_at", "edited_at", "hidden_at", "helped_at",
    "post_id", "deleted_at",
)  # fmt: skip
AUTHOR_FIELDS = ("author__id", "author__alias", "author__user_id", "author__group_id", "author__role")
NAME_FIELDS = ("author__user__name", "author__user__alias")


@dataclass
class Card:
    """A post or a reply as this reader sees it. Plain values: a template asks for each of them a hundred times."""

    key: str
    html: str
    name: str
    role: str
    when: str
    is_mine: bool
    is_there: bool
    is_hidden: bool
    is_edited: bool
    gestures: list[str]
    ask: Ask | None = None
    title: str = ""
    state: str = ""
    has_helped: bool = False
    replies: Sequence[Card] = ()
    has_more: bool = False


@dataclass(frozen=True)
class Page:
    cards: list[Card]
    older: str


def _after(rows, place: QuerySet, newest_first: bool):
    """Rows beyond `place`, a query of one row, by when they were written and their id."""
    at, pk = Subquery(place.values("posted_at")), Subquery(place.values("pk"))
    side = "lt" if newest_first else "gt"
    beyond = Q(**{f"posted_at__{side}": at}) | Q(**{f"pk__{side}": pk, "posted_at": at})
    return rows.filter(beyond, **{f"posted_at__{side}e": at})


def with_names(rows: QuerySet, membership: Membership, fields: Sequence[str]) -> list:
    """The rows with their authors' names, without asking for the group again."""
    if membership.group.goes_by_alias:
        rows = rows.select_related("author").only(*fields, *AUTHOR_FIELDS)
    else:
        rows = rows.select_related("author__user").only(*fields, *AUTHOR_FIELDS, *NAME_FIELDS)
    found = list(rows)
    for row in found:
        if row.author is not None:
            row.author.group = membership.group
    return found


def page_of(membership: Membership, *, before: str, now: datetime, zone: str) -> Page:
    """Twenty posts as this member sees them, from the newest, or from before the post with the key `before`."""
    rows = Post.objects.of_wall(membership).order_by("-posted_at", "-pk")
    if before:
        rows = _after(rows, Post.objects.filter(group=membership.group_id, key=before), newest_first=True)
    posts = with_names(rows[: PAGE + 1], membership, POST_FIELDS)
    shown = posts[:PAGE]
    replies = latest_replies(shown, membership)
    cards = [
        post_card(post, membership, now=now, zone=zone, replies=replies.get(post.pk, [])) for post in shown
    ]
    return Page(cards, older=shown[-1].key if len(posts) > PAGE else "")


def latest_replies(posts: Sequence[Post], membership: Membership) -> dict[int, list[Reply]]:
    """Post id to its latest replies and one more, from the oldest, of what this member sees."""
    if not any(post.replied_at for post in posts):
        return {}
    rows = Reply.objects.of_wall(membership).filter(post__in=[post.pk for post in posts if post.replied_at])
    rows = rows.annotate(
        place=Window(RowNumber(), partition_by="post", order_by=[F("posted_at").desc(), F("pk").desc()])
    ).filter(place__lte=LATEST_REPLIES + 1)
    found: dict[int, list[Reply]] = {}
    for reply in with_names(rows.order_by("posted_at", "pk"), membership, REPLY_FIELDS):
        found.setdefault(reply.post_id, []).append(reply)
    return found


def replies_page(post: Post, membership: Membership, *, after: str) -> tuple[list[Reply], str]:
    """Fifty replies in the order in which they came, and the key to go on from, or ""."""
    rows = post.replies.of_wall(membership).order_by("posted_at", "pk")
    if after:
        rows = _after(rows, Reply.objects.filter(post=post, key=after), newest_first=False)
    found = with_names(rows[: REPLIES_PAGE + 1], membership, (*REPLY_FIELDS, "hidden_because"))
    shown = found[:REPLIES_PAGE]
    return shown, shown[-1].key if len(found) > REPLIES_PAGE else ""


def _common(words: Words, membership: Membership, now: datetime, zone: str) -> dict:
    return {
        "key": words.key,
        "html": words.html,
        "name": words.name,
        "role": "Mentor" if words.author and words.author.role == "mentor" and not words.fresh_alias else "",
        "when": coarse_words(words.posted_at, now=now, zone=zone),
        "is_mine": words.author_id == membership.pk,
        "is_there": words.deleted_at is None,
        "is_hidden": words.hidden_at is not None,
        "is_edited": words.edited_at is not None,
        "gestures": [GESTURES[gesture] for gesture in words.gestures],
    }


GESTURES: dict[str, str] = dict(Gesture.choices)


def post_card(
    post: Post, membership: Membership, *, now: datetime, zone: str, replies: Sequence[Reply] = ()
) -> Card:
    return Card(
        **_common(post, membership, now, zone),
        ask=BY_KIND[post.kind],
        title=post.title,
        state=state_of(post, now),
        replies=[reply_card(reply, membership, now=now, zone=zone) for reply in replies[-LATEST_REPLIES:]],
        has_more=len(replies) > LATEST_REPLIES,
    )


def reply_card(reply: Reply, membership: Membership, *, now: datetime, zone: str) -> Card:
    return Card(**_common(reply, membership, now, zone), has_helped=reply.helped_at is not None)


def state_of(post: Post, now: datetime) -> str:
    """Where an ask stands, in two or three words; "" while there is nothing to say."""
    if not post.is_ask or post.deleted_at is not None:
        return ""
    if post.done_at:
        return "Done"
    if post.closed_at:
        return "Closed"
    if post.taken_at:
        return "Somebody is on it"
    if post.has_expired(now):
        return "Its day has passed"
    if post.answered_at is None:
        return "Waits for a word"
    return ""
