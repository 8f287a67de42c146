"""A search as tests ask it."""

from django.utils import timezone

from resources.finding import find


def titles(user, words: str, **more) -> list[str]:
    return [hit.entry.title for hit in find(user, words=words, now=timezone.now(), **more).hits]
