"""What a word that stands nowhere may have meant: the nearest word that is written on these shelves."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

# Words of fewer letters have too many neighbours.
SHORTEST = 4

NEAR = """
SELECT t.word, k.word
  FROM unnest(%(words)s::text[]) AS t (word)
 CROSS JOIN LATERAL (
       SELECT word FROM resources_knownword
        WHERE word %% t.word AND shelves && %(shelves)s::bigint[]
        ORDER BY similarity(word, t.word) DESC, word LIMIT 12) AS k
 UNION ALL
SELECT s.word, k.word
  FROM unnest(%(swapped_of)s::text[], %(swapped)s::text[]) AS s (word, swapped)
  JOIN resources_knownword k ON k.word = s.swapped AND k.shelves && %(shelves)s::bigint[]
"""


def meant(words: Sequence[str], shelves: Sequence[int]) -> dict[str, str]:
    """For each word that can be understood as a slip: the word that was meant."""
    words = [word for word in words if len(word) >= SHORTEST and not any(map(str.isdigit, word))]
    if not words:
        return {}
    swaps = [(word, swapped) for word in words for swapped in swapped_letters(word)]
    with connection.cursor() as cursor:
        cursor.execute(
            NEAR,
            {
                "words": words,
                "shelves": list(shelves),
                "swapped_of": [word for word, _ in swaps],
                "swapped": [swapped for _, swapped in swaps],
            },
        )
        near: dict[str, set[str]] = {}
        for word, known in cursor.fetchall():
            near.setdefault(word, set()).add(known)
    return nearest(near)


def nearest(near: Mapping[str, Iterable[str]]) -> dict[str, str]:
    found = {}
    for word, known in near.items():
        best = min(known, key=lambda other: (distance(word, other), word[0] != other[0], len(other), other))
        if distance(word, best) <= allowed(word):
            found[word] = best
    return found


def allowed(word: str) -> int:
    """Slips that a word of its length may have."""
    return 1 if len(word) < 6 else 2 if len(word) < 9 else 3


def swapped_letters(word: str) -> list[str]:
    """Two neighbours exchanged: what fingers do most, and trigrams notice least."""
    pairs = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    return [swapped for swapped in dict.fromkeys(pairs) if swapped != word]


def distance(one: str, other: str) -> int:
    """Letters to add, drop, change, or exchange with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, here[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, last = last, here
    return last[-1]
