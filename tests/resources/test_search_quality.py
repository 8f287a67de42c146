"""What students type finds what they mean, in the library that ships. The table is in search_queries.toml."""

import tomllib
from pathlib import Path

import pytest
from django.utils import timezone

from resources.content_files import load_library
from resources.finding import find

TABLE = tomllib.loads(Path(__file__).with_name("search_queries.toml").read_text(encoding="utf-8"))
QUERIES = [(words, wanted) for section in TABLE.values() for words, wanted in section.items()]
FIRST, ANY_WITHIN, EMPTY = 0.95, 0.95, 0.02


@pytest.mark.django_db
def test_students_find_what_they_mean(ada):
    now = timezone.now()
    load_library(today=timezone.localdate(now))
    asked_first = right_first = asked_then = right_then = empty = 0
    misses = []
    for words, wanted in QUERIES:
        slugs = [hit.entry.slug for hit in find(ada, words=words, now=now).hits]
        empty += not slugs
        if "first" in wanted:
            asked_first += 1
            right_first += set(wanted["first"]) <= set(slugs[:3])
        if "then" in wanted:
            asked_then += 1
            right_then += set(wanted["then"]) <= set(slugs[:10])
        lost = set(wanted.get("first", [])) - set(slugs[:3]) | set(wanted.get("then", [])) - set(slugs[:10])
        if lost:
            misses.append(f"{words!r} does not find {', '.join(sorted(lost))}; it finds {slugs[:4]}")
    print(
        f"\n{len(QUERIES)} queries. All that must be in the first 3: {right_first} of {asked_first} "
        f"({right_first / asked_first:.1%}). In the first 10: {right_then} of {asked_then} "
        f"({right_then / asked_then:.1%}). Nothing at all: {empty}.",
        *misses,
        sep="\n",
    )
    assert len(QUERIES) >= 80
    assert right_first >= FIRST * asked_first, misses
    assert right_then >= ANY_WITHIN * asked_then, misses
    assert empty <= EMPTY * len(QUERIES), misses
