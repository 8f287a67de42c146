"""A keeper puts words out of the group's sight until somebody has looked. Its author reads why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from groups.models import Membership, Post
from groups.models.words import Words
from groups.promise import bring_at


@transaction.atomic
def hide_words(*, words: Words, by: Membership, because: str, now: datetime) -> bool:
    """Keepers of that group only, and not their own words. Nothing is deleted."""
    row = type(words)._default_manager.select_for_update().get(pk=words.pk)
    if not by.is_keeper or row.is_hidden or not row.is_there or row.is_of(by):
        return False
    row.hidden_at, row.hidden_by, row.hidden_because = now, by, because
    if isinstance(row, Post):
        row.bring_at = None
    row.save()
    return True


@transaction.atomic
def show_words(*, words: Words, by: Membership, now: datetime) -> bool:
    """Any keeper of the group shows them again; an ask that still waits gets its promise anew."""
    row = type(words)._default_manager.select_for_update().get(pk=words.pk)
    if not by.is_keeper or not row.is_hidden:
        return False
    row.hidden_at = row.hidden_by = None
    row.hidden_because = ""
    if isinstance(row, Post) and row.is_ask and row.is_open and row.answered_at is None:
        row.bring_at = bring_at(by.group, now)
    row.save()
    return True
