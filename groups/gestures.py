"""Saying something with one tap. Words without numbers: who said it is for the one to whom it was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from groups.models import Membership, Post, Said
from groups.models.words import Gesture, Words
from groups.talking import trace_of


@transaction.atomic
def say(*, to: Words, by: Membership, gesture: Gesture, now: datetime) -> bool:
    """Says it, once. False when it was said before, or to oneself."""
    row = type(to)._default_manager.select_for_update().get(pk=to.pk)
    if row.is_of(by) or not row.is_there:
        return False
    _, is_new = Said.objects.get_or_create(by=by, gesture=gesture, defaults={"said_at": now}, **trace_of(row))
    return _look_again(row) and is_new


@transaction.atomic
def unsay(*, to: Words, by: Membership, gesture: Gesture) -> bool:
    row = type(to)._default_manager.select_for_update().get(pk=to.pk)
    gone, _ = Said.objects.filter(by=by, gesture=gesture, **trace_of(row)).delete()
    return _look_again(row) and bool(gone)


def _look_again(row: Words) -> bool:
    there = set(Said.objects.filter(**trace_of(row)).values_list("gesture", flat=True))
    row.gestures = [gesture for gesture in Gesture.values if gesture in there]
    row.save(update_fields=["gestures"])
    return True


@dataclass(frozen=True)
class Heard:
    """What was said to somebody, and by whom, by the names of the thread. For that person alone."""

    gesture: str
    names: list[str]


def heard_by_author(words: Sequence[Words], post: Post) -> dict[int, list[Heard]]:
    """For rows of one kind that are the reader's own: row id to what was said, in the order of the gestures.

    Names stand in the order of the alphabet, so that nobody's moment can be read from it.
    """
    if not words:
        return {}
    column = next(iter(trace_of(words[0])))
    found: dict[int, dict[str, list[str]]] = {}
    said = Said.objects.filter(**{f"{column}__in": words}).select_related("by__group", "by__user")
    for row in said:
        names = found.setdefault(getattr(row, f"{column}_id"), {})
        names.setdefault(Gesture(row.gesture).label, []).append(post.name_of(row.by))
    order = Gesture.labels
    return {
        pk: [Heard(label, sorted(names[label], key=str.casefold)) for label in order if label in names]
        for pk, names in found.items()
    }
