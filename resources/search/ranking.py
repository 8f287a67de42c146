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
# The best by what their lists say, and entries with all of the words, are looked at whole: DRAFT of each.
MOST, DEPTH, ENOUGH, DRAFT = 150, 300, 40, 150
# What a word counts that the last one typed may become, and how many such words are tried.
BECOMES, BECOMES_MOST = 0.75, 8

# What was asked, as lexemes: n is the number of the group, -1 for a whole phrase.
TERMS = """
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
)
"""
BEST = (
    TERMS
    + """
, heavy AS MATERIALIZED (
    SELECT t.n, p.resource_id, max(p.rank * t.weight) AS rank
      FROM term t CROSS JOIN unnest(%(shelves)s::bigint[]) AS s (shelf)
     CROSS JOIN LATERAL (
           SELECT resource_id, rank FROM resources_entryword w
            WHERE w.word = t.lexeme AND w.shelf = s.shelf ORDER BY w.rank DESC
            LIMIT CASE WHEN t.weight = %(becomes)s THEN %(depth)s / 10 ELSE %(depth)s END) AS p
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
             WHERE t.n >= 0 AND t.n NOT IN (SELECT n FROM heavy GROUP BY n HAVING count(*) >= %(enough)s)) AS deep
     WHERE (n, resource_id) NOT IN (SELECT n, resource_id FROM heavy)
     GROUP BY n, resource_id
), worth AS (
    SELECT n, count(*) AS entries, 1 / (1 + ln(1 + count(*))) AS weight FROM hit GROUP BY n
), alike AS MATERIALIZED (
    SELECT n, string_agg(resources_just(lexeme)::text, ' | ')::tsquery AS query,
           string_agg(resources_just(lexeme)::text, ' | ') FILTER (WHERE weight <> %(becomes)s) AS typed
      FROM term WHERE n >= 0 GROUP BY n
), has_all AS (
    SELECT e.resource_id
      FROM resources_entrytext e,
           (SELECT string_agg('(' || typed || ')', ' & ')::tsquery AS query, count(*) AS groups FROM alike) AS every
     WHERE every.groups > 1 AND (SELECT min(entries) FROM worth WHERE n >= 0) < %(enough)s
       AND e.document @@ every.query AND e.shelf = ANY (%(shelves)s::bigint[])
     LIMIT %(draft)s
), draft AS MATERIALIZED (
    (SELECT resource_id FROM hit JOIN worth USING (n)
      GROUP BY resource_id ORDER BY sum(hit.rank * worth.weight) DESC LIMIT %(draft)s)
     UNION
    SELECT resource_id FROM has_all
), whole AS (
    SELECT n, resource_id, rank FROM hit
     UNION ALL
    SELECT a.n, d.resource_id,
           (SELECT max(resources_rank(e.document, resources_just(t.lexeme)) * t.weight) FROM term t WHERE t.n = a.n)
      FROM draft d CROSS JOIN alike a
      JOIN resources_entrytext e ON e.resource_id = d.resource_id AND e.document @@ a.query
     WHERE (SELECT count(*) FROM alike) > 1
       AND (a.n, d.resource_id) NOT IN (SELECT n, resource_id FROM hit)
), best AS (
    SELECT resource_id, sum(h.rank * w.weight) AS score,
           coalesce(sum(w.weight) FILTER (WHERE n >= 0) / (SELECT sum(weight) FROM worth WHERE n >= 0), 1) AS share
      FROM whole h JOIN worth w USING (n)
     GROUP BY resource_id
), first AS (
    SELECT resource_id, score * share AS score, share FROM best ORDER BY 2 DESC, 1 LIMIT %(most)s
)
SELECT (SELECT array_agg(n) FROM worth), (SELECT array_agg(DISTINCT n) FROM term WHERE n >= 0), first.*
  FROM (SELECT) AS always LEFT JOIN first ON true
"""
)


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
        {entry: score for _, _, entry, score, _ in rows if entry is not None},
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
