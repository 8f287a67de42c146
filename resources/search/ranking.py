"""The best entries for groups of words: one question, whose cost does not grow with how common a word is.

PostgreSQL ranked every entry for each of its words when the entry was written (resources_entryword). For a word we read
the best of that list and stop; for several words the lists are added up, a rare word counting more than a common one.
Where the lists are short, the whole texts are asked as well, so that a word deep in a body is found too. The function
that does so stands in resources/migrations/0011_best_entries.sql.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from resources.search.words import SHORTEST_BEGINNING, Group, phrases_of

# Entries that one search can bring. Lists are read to DEPTH for each word; below ENOUGH the whole texts are asked.
# The best by what their lists say, and entries with all of the words, are looked at whole: DRAFT of each.
MOST, DEPTH, ENOUGH, DRAFT = 150, 300, 40, 150
# What a word counts that the last one typed may become, and how many such words are tried.
BECOMES, BECOMES_MOST = 0.75, 8

TERMS = """resources_terms(
    %(groups)s::int[], %(words)s::text[], %(weights)s::float8[], %(phrases)s::text[], %(last)s, %(beginning)s,
    %(shelves)s::bigint[], %(becomes)s, %(becomes_most)s)
"""
BEST = """
SELECT * FROM resources_best(
    %(groups)s::int[], %(words)s::text[], %(weights)s::float8[], %(phrases)s::text[], %(last)s, %(beginning)s,
    %(shelves)s::bigint[], %(becomes)s, %(becomes_most)s, %(depth)s, %(enough)s, %(draft)s, %(most)s)
"""


@dataclass(frozen=True)
class Best:
    """`scores` by entry, best first. `found` and `meant`: numbers of the groups that some entry has, and of those that
    are more than a stop word."""

    scores: dict[int, float]
    found: frozenset[int]
    meant: frozenset[int]


def best_entries(groups: Sequence[Group], shelves: Sequence[int]) -> Best:
    """The last word may be the beginning of one: people read what they find while they type."""
    with connection.cursor() as cursor:
        cursor.execute(BEST, asked(groups, shelves))
        rows = cursor.fetchall()
    found, meant = rows[0][:2]
    return Best(
        {entry: score for _, _, entry, score in rows if entry is not None},
        frozenset(found or ()),
        frozenset(meant or ()),
    )


def asked(groups: Sequence[Group], shelves: Sequence[int]) -> dict[str, Any]:
    """The parameters of TERMS and BEST."""
    words = [(number, word, weight) for number, group in enumerate(groups) for word, weight in group.words]
    beginning = groups[-1].typed if groups else ""
    return {
        "groups": [number for number, _, _ in words],
        "phrases": phrases_of(groups),
        "words": [word for _, word, _ in words],
        "weights": [weight for _, _, weight in words],
        "last": len(groups) - 1,
        "beginning": beginning if len(beginning) >= SHORTEST_BEGINNING and " " not in beginning else "",
        "becomes": BECOMES,
        "becomes_most": BECOMES_MOST,
        "shelves": list(shelves),
        "depth": DEPTH,
        "enough": ENOUGH,
        "draft": DRAFT,
        "most": MOST,
    }
