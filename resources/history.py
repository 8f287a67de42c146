"""What became of an entry, change by change, and back to how it was. The rows are pghistory's."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from accounts.models import User
from resources.models import Phone, Resource, Schedule, ScheduleException
from resources.models.resources import FACTS, TRACKED

# A diff of longer texts is not shown line by line; that they changed is.
LONGEST_DIFF = 2_000
SHOWN = 50


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after, as words; long texts as the lines that went ("-") and came ("+")."""

    label: str
    before: str
    after: str
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Change:
    """`event` names the state after the change, to go back to. It is None where only numbers or hours changed."""

    at: datetime
    who: str
    words: str
    fields: tuple[FieldChange, ...] = ()
    event: int | None = None
    is_current: bool = False


def changes_of(entry: Resource) -> list[Change]:
    """The latest changes of the entry itself, its numbers and its hours, newest first."""
    return sorted([*_own(entry), *_beside(entry)], key=lambda change: change.at, reverse=True)[:SHOWN]


def _own(entry: Any) -> Iterator[Change]:
    latest = entry.events.select_related("changed_by").order_by("-pgh_id")[: SHOWN + 1]
    events = list(latest)[::-1]
    for before, after in pairwise([None, *events]):
        if before is None and after.pgh_label != "insert":
            continue  # what it was before the ones that are shown
        yield Change(
            at=after.pgh_created_at,
            who=str(after.changed_by or "Nobody by name"),
            words="" if before else "It came into the library.",
            fields=tuple(_fields(before, after)) if before else (),
            event=after.pgh_id,
            is_current=after is events[-1],
        )


def _fields(before: Any, after: Any) -> Iterator[FieldChange]:
    names = [name for name in TRACKED if name != "changed_by"]
    return compare(
        {name: getattr(before, name) for name in names}, {name: getattr(after, name) for name in names}
    )


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    """Every field of `before` that is otherwise in `after`."""
    for name, was in before.items():
        if was == after[name]:
            continue
        field: Any = Resource._meta.get_field(name)
        label = str(field.verbose_name).capitalize()
        old, new = in_words(was), in_words(after[name])
        if name == "body":
            yield FieldChange(label, "", "", lines=tuple(line_diff(old, new)))
        else:
            yield FieldChange(label, old, new)


def in_words(value: Any) -> str:
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, list):
        return ", ".join(item.get("title", "") if isinstance(item, dict) else str(item) for item in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def line_diff(before: str, after: str) -> Iterator[tuple[str, str]]:
    """(sign, line) of the lines that went or came; bounded, since comparing grows faster than the texts."""
    old, new = before.splitlines(), after.splitlines()
    if len(old) + len(new) > LONGEST_DIFF:
        yield "", "The text changed; it is too long to compare here."
        return
    for line in difflib.unified_diff(old, new, n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")) and line[1:].strip():
            yield line[:1], line[1:]


WORDS = {"insert": "came", "update": "is now", "delete": "went"}


def _beside(entry: Resource) -> Iterator[Change]:
    """Numbers and hours, each as a sentence."""
    for model, name in ((Phone, "Number"), (Schedule, "Hours"), (ScheduleException, "Other hours")):
        events: Any = model._meta.get_field("events").related_model
        kept = {field.name for field in events._meta.fields} - {"id", "resource"}
        for event in events.objects.filter(resource=entry.pk).order_by("-pgh_id")[:SHOWN]:
            names = [field.name for field in model._meta.fields if field.name in kept]
            row = model(**{key: getattr(event, key) for key in names})
            yield Change(event.pgh_created_at, "", f"{name} {WORDS[event.pgh_label]}: {row}")


def revert_entry(*, entry: Resource, event: Any, by: User) -> None:
    """What the entry says is again what it said after that change. When it was checked stays as it is."""
    for name in FACTS:
        setattr(entry, name, getattr(event, name))
    entry.changed_by = by
    entry.full_clean(exclude=["owner", "changed_by"])
    entry.save()
