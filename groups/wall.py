"""The wall of a group: twenty asks with the replies that came last, in a few queries at any length.

What is dear is done when something is written: the words stand in their rows as safe HTML. Here only what differs from
reader to reader is laid over it: names, coarse times, whose it is. Pages are found by the key of the last post on the
one before, so that nothing in an address tells when anything was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Subquery
from django.utils.safestring import SafeString

from accounts.molds import Mold
from accounts.prepared import Statement
from groups.asks import BY_KIND, NOTE, Ask
from groups.coarse import coarse_words
from groups.kinds import Identity, Role
from groups.models import Membership, Post, Reply
from groups.models.words import Gesture

PAGE = 20
LATEST_REPLIES = 2
REPLIES_PAGE = 50

# What differs from reader to reader, found first and in one go: then the wall itself asks nothing about blocks, of
# which most people have none. `Post.objects.visible_to` says the same in one query; a test holds the two together.
SIGHT = Statement.named("""
SELECT array(SELECT m.id
               FROM groups_block b
               JOIN groups_membership m
                 ON m.group_id = %(group)s AND m.user_id = CASE WHEN b.by_id = %(user)s THEN b.whom_id ELSE b.by_id END
              WHERE (b.by_id = %(user)s AND b.whom_id IS NOT NULL OR b.whom_id = %(user)s)
                AND (b.group_id = %(group)s OR b.is_by_name AND %(by_name)s)),
       array(SELECT thread_id FROM groups_block
              WHERE by_id = %(user)s AND group_id = %(group)s AND thread_id IS NOT NULL),
       array(SELECT m.id || ':' || b.thread_id
               FROM groups_block b
               JOIN groups_post p ON p.id = b.thread_id AND p.author_id = %(mine)s
               JOIN groups_membership m ON m.group_id = %(group)s AND m.user_id = b.by_id
              WHERE b.group_id = %(group)s),
       EXISTS (SELECT 1 FROM groups_thanks WHERE to_id = %(mine)s AND read_at IS NULL)
""")


@dataclass(frozen=True)
class Sight:
    """What one member does not see here: `people` are stays, `threads` posts, `turned_away` "stay:thread" pairs of
    those who have put a thread of this member's own out of their sight."""

    people: list[int]
    threads: list[int]
    turned_away: frozenset[str]
    is_keeper: bool
    has_thanks: bool


def sight_of(membership: Membership) -> Sight:
    values = {
        "group": membership.group_id,
        "user": membership.user_id,
        "mine": membership.pk,
        "by_name": membership.group.identity == Identity.NAMES,
    }
    ((people, threads, turned_away, has_thanks),) = SIGHT.rows(**values)
    return Sight(people, threads, frozenset(turned_away), membership.is_keeper, has_thanks)


class Row(NamedTuple):
    """A post or a reply with its author's name, as the database gives it."""

    pk: int
    key: str
    author_id: int | None
    fresh_alias: str
    html: str
    gestures: list[str]
    posted_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    hidden_at: datetime | None
    alias: str | None
    role: str | None
    real_name: str | None
    user_alias: str | None

    def name(self, by_name: bool) -> str:
        if self.fresh_alias:
            return self.fresh_alias
        if self.author_id is None:
            return "Somebody who has left"
        return (by_name and (self.real_name or self.user_alias)) or self.alias or ""


ROW = len(Row._fields)

# A page of posts from the newest, or beyond the one with the key `before`; in the order of Row, then of Standing.
POSTS = """
SELECT p.id, p.key, p.author_id, p.fresh_alias, p.html, p.gestures, p.posted_at, p.edited_at, p.deleted_at, p.hidden_at,
       m.alias, m.role, person.name, person.alias,
       p.kind, p.title, p.needed_until, p.taken_at, p.done_at, p.answered_at, p.closed_at, p.replied_at
  FROM groups_post p
  LEFT JOIN groups_membership m ON m.id = p.author_id
  LEFT JOIN accounts_user person ON person.id = m.user_id
 WHERE p.group_id = %(group)s
   AND (p.deleted_at IS NULL OR p.replied_at IS NOT NULL)
   AND (%(is_keeper)s
        OR (p.hidden_at IS NULL OR p.author_id = %(mine)s)
           AND (p.author_id IS NULL OR p.fresh_alias <> '' OR p.author_id <> ALL (%(people)s::bigint[]))
           AND p.id <> ALL (%(threads)s::bigint[]))
"""
BEYOND = """
   AND (p.posted_at, p.id)
       < (SELECT posted_at, id FROM groups_post WHERE group_id = %(group)s AND key = %(before)s)
"""
ORDER = " ORDER BY p.posted_at DESC, p.id DESC LIMIT %(limit)s"
NEWEST, OLDER = Statement.named(POSTS + ORDER), Statement.named(POSTS + BEYOND + ORDER)

# The latest replies of each post on the page, from the index, however many there are.
LATEST = Statement.named("""
SELECT r.post_id, r.helped_at, r.id, r.key, r.author_id, r.fresh_alias, r.html, r.gestures, r.posted_at, r.edited_at,
       r.deleted_at, r.hidden_at, m.alias, m.role, person.name, person.alias
  FROM unnest(%(posts)s::bigint[]) AS p(id)
 CROSS JOIN LATERAL (
       SELECT * FROM groups_reply
        WHERE post_id = p.id AND deleted_at IS NULL
          AND (hidden_at IS NULL OR author_id = %(mine)s OR %(is_keeper)s)
          AND (author_id IS NULL OR fresh_alias <> '' OR %(is_keeper)s OR author_id <> ALL (%(people)s::bigint[]))
          AND (%(is_keeper)s OR author_id IS NULL OR author_id || ':' || p.id <> ALL (%(turned_away)s::text[]))
        ORDER BY posted_at DESC, id DESC LIMIT %(limit)s) AS r
  LEFT JOIN groups_membership m ON m.id = r.author_id
  LEFT JOIN accounts_user person ON person.id = m.user_id
 ORDER BY r.post_id, r.posted_at, r.id
""")


@dataclass(slots=True)
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
    gestures: str
    ask: Ask | None = None
    title: str = ""
    state: str = ""
    has_helped: bool = False


@dataclass(frozen=True)
class Page:
    """Cards are ready to stand on the page; `older` is the key to go on from, or ""."""

    cards: list[SafeString]
    older: str
    has_thanks: bool


def _after(rows, place: QuerySet, newest_first: bool):
    """Rows beyond `place`, a query of one row, by when they were written and their id."""
    at, pk = Subquery(place.values("posted_at")), Subquery(place.values("pk"))
    side = "lt" if newest_first else "gt"
    beyond = Q(**{f"posted_at__{side}": at}) | Q(**{f"pk__{side}": pk, "posted_at": at})
    return rows.filter(beyond, **{f"posted_at__{side}e": at})


def page_of(membership: Membership, *, before: str, now: datetime, zone: str) -> Page:
    """Twenty posts as this member sees them, from the newest, or from before the post with the key `before`."""
    sight = sight_of(membership)
    values = {
        "group": membership.group_id,
        "mine": membership.pk,
        "is_keeper": sight.is_keeper,
        "people": sight.people,
        "threads": sight.threads,
        "limit": PAGE + 1,
    }
    found = OLDER.rows(before=before, **values) if before else NEWEST.rows(**values)
    posts = [(Row(*row[:ROW]), Standing(*row[ROW:])) for row in found[:PAGE]]
    replies = latest_replies([row.pk for row, standing in posts if standing.replied_at], membership, sight)
    face = Face(membership, now, zone)
    cards = [
        wall_card(face.ask(row, standing), replies.get(row.pk, []), face, membership.group.is_running)
        for row, standing in posts
    ]
    return Page(cards, posts[-1][0].key if len(found) > PAGE else "", sight.has_thanks)


def latest_replies(
    posts: list[int], membership: Membership, sight: Sight
) -> dict[int, list[tuple[Row, bool]]]:
    """Post id to its latest replies and one more, from the oldest, with whether they helped."""
    if not posts:
        return {}
    values: dict[str, Any] = {
        "posts": posts,
        "mine": membership.pk,
        "is_keeper": sight.is_keeper,
        "people": sight.people,
        "turned_away": list(sight.turned_away),
        "limit": LATEST_REPLIES + 1,
    }
    found: dict[int, list[tuple[Row, bool]]] = {}
    for post, helped_at, *row in LATEST.rows(**values):
        found.setdefault(post, []).append((Row(*row), helped_at is not None))
    return found


def replies_page(post: Post, membership: Membership, *, after: str) -> tuple[list[Reply], str]:
    """Fifty replies in the order in which they came, and the key to go on from, or ""."""
    rows = Reply.objects.of_wall(membership).filter(post=post).order_by("posted_at", "pk")
    if after:
        rows = _after(rows, Reply.objects.filter(post=post, key=after), newest_first=False)
    found = list(rows.select_related("author__user")[: REPLIES_PAGE + 1])
    for reply in found:
        if reply.author is not None:
            reply.author.group = membership.group
    shown = found[:REPLIES_PAGE]
    return shown, shown[-1].key if len(found) > REPLIES_PAGE else ""


class Standing(NamedTuple):
    """What makes an ask of a post."""

    kind: str
    title: str
    needed_until: Any
    taken_at: datetime | None
    done_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    replied_at: datetime | None


def row_of(words: Post | Reply) -> Row:
    """The same of a row that was read whole, with `author__user`."""
    by = words.author
    author = (by.alias, by.role, by.user.name, by.user.alias) if by else (None, None, None, None)
    return Row(
        words.pk, words.key, words.author_id, words.fresh_alias, words.html, words.gestures, words.posted_at,
        words.edited_at, words.deleted_at, words.hidden_at, *author,
    )  # fmt: skip


def standing_of(post: Post) -> Standing:
    return Standing(*(getattr(post, field) for field in Standing._fields))


class Face:
    """How one reader sees words at one moment."""

    def __init__(self, membership: Membership, now: datetime, zone: str) -> None:
        self.mine, self.by_name = membership.pk, membership.group.identity == Identity.NAMES
        self.now, self.zone = now, zone

    def _common(self, row: Row) -> dict[str, Any]:
        return {
            "key": row.key,
            "html": row.html,
            "name": row.name(self.by_name),
            "role": "Mentor" if row.role == Role.MENTOR and not row.fresh_alias else "",
            "when": coarse_words(row.posted_at, now=self.now, zone=self.zone),
            "is_mine": row.author_id == self.mine,
            "is_there": row.deleted_at is None,
            "is_hidden": row.hidden_at is not None,
            "is_edited": row.edited_at is not None,
            "gestures": " · ".join(GESTURES[gesture] for gesture in row.gestures),
        }

    def ask(self, row: Row, standing: Standing) -> Card:
        return Card(
            **self._common(row),
            ask=BY_KIND[standing.kind],
            title=standing.title,
            state=state_of(standing, is_there=row.deleted_at is None, now=self.now),
        )

    def reply(self, row: Row, has_helped: bool) -> Card:
        return Card(**self._common(row), has_helped=has_helped)


CARD = Mold("groups/_wall_card.html", ("key", "title", "name", "when", "html", "gestures", "replies"))
REPLY = Mold("groups/_wall_reply.html", ("name", "when", "html", "gestures"))


def wall_card(card: Card, replies: Sequence[tuple[Row, bool]], face: Face, is_running: bool) -> SafeString:
    below = [wall_reply(face.reply(*reply)) for reply in replies[-LATEST_REPLIES:]]
    shape = {
        "ask": card.ask,
        "state": card.state,
        "is_hidden": card.is_hidden,
        "is_mine": card.is_mine,
        "is_mentor": bool(card.role),
        "is_edited": card.is_edited,
        "is_there": card.is_there,
        "has_title": bool(card.title),
        "has_gestures": bool(card.gestures),
        "has_more": len(replies) > LATEST_REPLIES,
        "is_running": is_running,
    }
    values = {
        "key": card.key,
        "title": card.title,
        "name": card.name,
        "when": card.when,
        "html": SafeString(card.html),
        "gestures": card.gestures,
        "replies": SafeString("".join(below)),
    }
    return CARD.fill(shape, values)


def wall_reply(card: Card) -> SafeString:
    shape = {
        "is_hidden": card.is_hidden,
        "is_mine": card.is_mine,
        "is_mentor": bool(card.role),
        "has_helped": card.has_helped,
        "has_gestures": bool(card.gestures),
    }
    values = {
        "name": card.name,
        "when": card.when,
        "html": SafeString(card.html),
        "gestures": card.gestures,
    }
    return REPLY.fill(shape, values)


GESTURES: dict[str, str] = dict(Gesture.choices)


def state_of(post: Standing, *, is_there: bool, now: datetime) -> str:
    """Where an ask stands, in two or three words; "" while there is nothing to say."""
    if post.kind == NOTE or not is_there:
        return ""
    if post.done_at:
        return "Done"
    if post.closed_at:
        return "Closed"
    if post.taken_at:
        return "Somebody is on it"
    if post.needed_until is not None and post.needed_until < now.date():
        return "Its day has passed"
    return "" if post.answered_at else "Waits for a word"
