"""The best entries for groups of words: one statement, whose cost does not grow with how common a word is.

PostgreSQL ranked every entry for each of its words when the entry was written (resources_entryword). For a word we read
the best of that list and stop; for several words the lists are added up, a rare word counting more than a common one.
Where the lists are short, the whole texts are asked as well, so that a word deep in a body is found too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from resources.search.words import SHORTEST_BEGINNING, Group, phrases_of

# Entries that one search can bring. Lists are read to DEPTH for each word; below ENOUGH the whole texts are asked.
MOST, DEPTH, ENOUGH = 300, 400, 100
# What a word counts that the last one typed may become, and how many such words are tried.
BECOMES, BECOMES_MOST = 0.75, 12

BEST = """
WITH asked AS (
    SELECT a.n, a.weight, lexeme
      FROM unnest(%(groups)s::int[], %(words)s::text[], %(weights)s::float8[]) AS a (n, word, weight),
           unnest(tsvector_to_array(to_tsvector('resources_english', a.word))) AS lexeme
    UNION ALL
    SELECT %(last)s, %(becomes)s, lexeme
      FROM (SELECT lexeme FROM resources_knownword
             WHERE word ^@ %(beginning)s AND %(beginning)s <> '' AND shelves && %(shelves)s::bigint[]
             ORDER BY length(word), word LIMIT %(becomes_most)s) AS k
), term AS MATERIALIZED (
    SELECT n, lexeme, max(weight) AS weight FROM asked GROUP BY n, lexeme
     UNION ALL
    SELECT -1, phrase, 1 FROM unnest(%(phrases)s::text[]) AS p (phrase)
), heavy AS MATERIALIZED (
    SELECT t.n, p.resource_id, max(p.rank * t.weight) AS rank
      FROM term t CROSS JOIN unnest(%(shelves)s::bigint[]) AS s (shelf)
     CROSS JOIN LATERAL (
           SELECT resource_id, rank FROM resources_entryword w
            WHERE w.word = t.lexeme AND w.shelf = s.shelf ORDER BY w.rank DESC
            LIMIT (SELECT greatest(60, %(depth)s / greatest(count(*), 1)) FROM term WHERE n >= 0)) AS p
     GROUP BY t.n, p.resource_id
), hit AS MATERIALIZED (
    SELECT n, resource_id, rank FROM heavy
    UNION ALL
    SELECT n, resource_id, max(rank)
      FROM (SELECT t.n, d.resource_id, d.rank * t.weight AS rank
              FROM term t
             CROSS JOIN LATERAL (
                   SELECT e.resource_id, resources_rank(e.document, resources_just(t.lexeme)) AS rank
                     FROM resources_entrytext e
                    WHERE e.document @@ resources_just(t.lexeme) AND e.shelf = ANY (%(shelves)s::bigint[])
                    LIMIT %(enough)s) AS d
             WHERE t.n >= 0 AND (SELECT count(*) FROM heavy h WHERE h.n = t.n) < %(enough)s) AS deep
     WHERE NOT EXISTS (SELECT FROM heavy h WHERE h.n = deep.n AND h.resource_id = deep.resource_id)
     GROUP BY n, resource_id
), worth AS (
    SELECT n, count(*) AS entries, 1 / (1 + ln(1 + count(*))) AS weight FROM hit GROUP BY n
), best AS (
    SELECT resource_id, sum(h.rank * w.weight) AS score,
           coalesce(sum(w.weight) FILTER (WHERE n >= 0) / (SELECT sum(weight) FROM worth WHERE n >= 0), 1) AS share
      FROM hit h JOIN worth w USING (n)
     GROUP BY resource_id
), first AS (
    SELECT resource_id, score * share AS score, share FROM best ORDER BY 2 DESC, 1 LIMIT %(most)s
)
SELECT (SELECT array_agg(n) FROM worth), (SELECT array_agg(DISTINCT n) FROM term WHERE n >= 0), first.*
  FROM (SELECT) AS always LEFT JOIN first ON true
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
    words = [(number, word, weight) for number, group in enumerate(groups) for word, weight in group.words]
    beginning = groups[-1].typed if groups else ""
    values: dict[str, Any] = {
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
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(BEST, values)
        rows = cursor.fetchall()
    found, meant = rows[0][:2]
    return Best(
        {entry: score for _, _, entry, score, _ in rows if entry is not None},
        frozenset(found or ()),
        frozenset(meant or ()),
    )
