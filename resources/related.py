"""What goes with an entry, by a rule that can be said aloud: named there, on the same shelf, about the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from resources.browsing import entries_for
from resources.models import Resource
from resources.topics import in_words

MOST = 5
# Of those that are about the same, as many are compared.
COMPARED = 60


@dataclass(frozen=True)
class Related:
    """`because` is the reason, as a short line under the title."""

    entry: Resource
    because: str


def related_to(entry: Resource, *, user, today: date) -> list[Related]:
    """At most five other entries that the reader may open, the closest first, each once."""
    found: dict[int, Related] = {}
    for other in _candidates(entry, user, today):
        found.setdefault(other.entry.pk, other)
        if len(found) == MOST:
            break
    return list(found.values())


def _candidates(entry: Resource, user, today: date) -> Iterator[Related]:
    others = entries_for(user, today).exclude(pk=entry.pk).prefetch_related(None)
    if entry.related:
        named = {other.slug: other for other in others.filter(slug__in=entry.related)}
        for slug in entry.related[:3]:
            if slug in named:
                yield Related(named[slug], "Goes with this one")
    shelves = {shelf.pk: shelf.title for shelf in entry.collections.all()}
    if shelves:
        mates = others.filter(collections__in=shelves).distinct().exclude(slug__in=entry.related)
        for mate in mates.prefetch_related("collections")[:2]:
            title = next(shelf.title for shelf in mate.collections.all() if shelf.pk in shelves)
            yield Related(mate, f"Also in “{title}”")
    if entry.topics:
        about = list(others.filter(topics__overlap=entry.topics)[:COMPARED])
        about.sort(key=lambda other: -len(set(other.topics) & set(entry.topics)))
        for other in about:
            shared = [topic for topic in entry.topics if topic in other.topics]
            yield Related(other, f"Also about {in_words(shared)}")
