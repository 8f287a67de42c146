"""Keeping people and threads out of one's sight. Nobody is told, and those it is about find nothing of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from checkins.choosing import end_connection
from checkins.models import ChosenPerson
from groups.models import Block, Membership, Mute, Post, Reply


@transaction.atomic
def block_author(*, words: Post | Reply, by: Membership, now: datetime) -> Block | None:
    """Puts who wrote this and oneself out of each other's sight; None for one's own words, or of who has left for good.

    Words under a fresh alias take only their thread with them: see Block.
    """
    if words.is_of(by) or words.author is None:
        return None
    if words.fresh_alias:
        thread = words if isinstance(words, Post) else words.post
        block, _ = Block.objects.get_or_create(
            by=by.user,
            thread=thread,
            defaults={"group": by.group, "called": words.fresh_alias, "blocked_at": now},
        )
        return block
    return block_member(member=words.author, by=by, now=now)


@transaction.atomic
def block_member(*, member: Membership, by: Membership, now: datetime) -> Block | None:
    """The same, from the list of people.

    Where they know each other by name, what `by` shares of their check-ins with them ends too, for good. In a group of
    aliases it goes on: if it ended there, one could try out who of one's chosen people is behind which alias.
    """
    if member.user_id == by.user_id or member.group_id != by.group_id:
        return None
    for connection in shares_of(by, member):
        end_connection(connection=connection, by=by.user, now=now)
    block, _ = Block.objects.get_or_create(
        by=by.user,
        group=by.group,
        whom=member.user,
        defaults={
            "is_by_name": not by.group.goes_by_alias,
            "called": member.shown_name,
            "blocked_at": now,
        },
    )
    return block


def shares_of(by: Membership, member: Membership):
    """By which `by` shares check-ins with this member: one at most. None where it would say who an alias is."""
    if by.group.goes_by_alias:
        return ChosenPerson.objects.none()
    return ChosenPerson.objects.accepted().filter(owner=by.user_id, person=member.user_id)


def unblock(*, block: Block, by) -> bool:
    gone, _ = Block.objects.filter(pk=block.pk, by=by).delete()
    return bool(gone)


def mute_thread(*, post: Post, by: Membership, now: datetime) -> bool:
    """No letters about it any more."""
    return Mute.objects.get_or_create(post=post, membership=by, defaults={"muted_at": now})[1]


def unmute_thread(*, post: Post, by: Membership) -> bool:
    return bool(Mute.objects.filter(post=post, membership=by).delete()[0])
