"""The wall of a group: twenty asks with the replies that came last, in a few queries at any length.

What is dear is done when something is written: the words stand in their rows as safe HTML. Here only what differs from
reader to reader is laid over it: names, coarse times, whose it is. Pages are found by the key of the last post on the
one before, so that nothing in an address tells when anything was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, Subquery
from django.utils.safestring import SafeString

from accounts.prepared import Statement
from groups.kinds import Identity
from groups.models import Membership, Post, Reply
from groups.wall_cards import LATEST_REPLIES, Face, Row, Standing, wall_card

PAGE = 20
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


@dataclass(frozen=True)
class Page:
    """Cards are ready to stand on the page; `older` is the key to go on from, or ""."""

    cards: list[SafeString]
    older: str
    has_thanks: bool


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
        place = Reply.objects.filter(post=post, key=after)
        at, pk = Subquery(place.values("posted_at")), Subquery(place.values("pk"))
        beyond = Q(posted_at__gt=at) | Q(posted_at=at, pk__gt=pk)
        rows = rows.filter(beyond, posted_at__gte=at)  # said once more for the index
    found = list(rows.select_related("author__user")[: REPLIES_PAGE + 1])
    for reply in found:
        if reply.author is not None:
            reply.author.group = membership.group
    shown = found[:REPLIES_PAGE]
    return shown, shown[-1].key if len(found) > REPLIES_PAGE else ""
