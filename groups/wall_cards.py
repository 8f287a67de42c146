"""A card of a wall: what one reader sees of a post or a reply, from the values of its row to finished HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from accounts.molds import Mold
from groups.asks import BY_KIND, NOTE, Ask
from groups.coarse import coarse_words
from groups.kinds import Identity, Role
from groups.models import Membership, Post, Reply
from groups.models.words import Gesture

LATEST_REPLIES = 2  # that stand on a card; the thread has them all


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
