"""The library's search at one size, against `icontains` on the same questions and against ranking everything.

    python -m benchmarks.inside searching ROUNDS QUESTIONS

Runs on a database that benchmarks.shelves has filled. In turns: each question goes to our search, then to the usual
way, then through the whole of finding, then without its words. Writes JSON: milliseconds of every question in every
round, the processor time of the database for each of ours, and the recall of each.
"""

import json
import random
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from benchmarks.processes import worked
from benchmarks.shelves import Writer
from resources.finding import find
from resources.models import Resource
from resources.models.search_index import shelves_of
from resources.search.ranking import TERMS, asked, best_entries
from resources.search.slips import meant
from resources.search.words import groups_of, split

WRITTEN = Path(__file__).parent.parent / "tests" / "resources" / "search_queries.toml"
TOP = 20

# The same reckoning with nothing left out: every entry that has any of the words is ranked.
EVERYTHING = f"""
WITH term AS MATERIALIZED (
    SELECT * FROM {TERMS}
), hit AS MATERIALIZED (
    SELECT t.n, e.resource_id, max(resources_rank(e.document, resources_just(t.lexeme)) * t.weight) AS rank
      FROM term t JOIN resources_entrytext e ON e.document @@ resources_just(t.lexeme)
     WHERE t.n >= 0 AND e.shelf = ANY (%(shelves)s::bigint[])
     GROUP BY t.n, e.resource_id
     UNION ALL
    SELECT -1, w.resource_id, max(w.rank)
      FROM term t JOIN resources_entryword w ON w.word = t.lexeme AND w.shelf = ANY (%(shelves)s::bigint[])
     WHERE t.n = -1
     GROUP BY w.resource_id
), worth AS (
    SELECT n, 1 / (1 + ln(1 + count(*))) AS weight FROM hit GROUP BY n
)
SELECT resource_id, sum(h.rank * w.weight)
       * coalesce(sum(w.weight) FILTER (WHERE n >= 0) / (SELECT sum(weight) FROM worth WHERE n >= 0), 1)
  FROM hit h JOIN worth w USING (n)
 GROUP BY resource_id
"""


def questions(count: int) -> list[str]:
    """Half as students write them, half drawn from the words of the library as often as they are used."""
    sections = tomllib.loads(WRITTEN.read_text(encoding="utf-8")).values()
    written = [words for section in sections for words in section]
    writer = Writer()
    writer.random.seed(9)
    random.Random(9).shuffle(written)
    return [question for pair in zip(written, writer.questions(count), strict=False) for question in pair][
        :count
    ]


def main(rounds: str, count: str) -> None:
    user = User.objects.filter(school__isnull=False).order_by("pk")[0]
    shelves, asking = shelves_of(user), questions(int(count))
    slips = [
        word[0] + word[2] + word[1] + word[3:] for words in asking for word in split(words) if len(word) > 5
    ]
    ways: dict[str, Callable[[str], object]] = {
        "ours": lambda words: best_entries(groups_of(split(words)), shelves),
        "usual": lambda words: usual(user, words),
        "whole": lambda words: find(user, words=words, now=timezone.now()),
        "list": lambda words: find(user, now=timezone.now()),
    }
    database = process_of_the_database()
    times: dict[str, list[list[float]]] = {name: [] for name in (*ways, "slips")}
    if database:
        times["worked"] = []
    for name in ways:
        ways[name]("warm up")
    for _ in range(int(rounds)):
        for taken in times.values():
            taken.append([])
        for words in asking:
            for name, way in ways.items():
                times[name][-1].append(timed(way, words))
            if database:
                began = worked(database)
                ways["ours"](words)
                times["worked"][-1].append(worked(database) - began)
        times["slips"][-1] = [timed(lambda word: meant([word], shelves), word) for word in slips]
    print(json.dumps({"times": times, "recall": [recall(words, shelves) for words in asking]}))


def timed(way: Callable[[str], object], words: str) -> float:
    began = time.perf_counter()
    way(words)
    return (time.perf_counter() - began) * 1000


def process_of_the_database() -> int | None:
    """The process behind our connection, where it is one of this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number = cursor.fetchone()[0]
    return number if Path(f"/proc/{number}/schedstat").exists() else None


def usual(user, words: str) -> list[int]:
    """What one writes first: every word somewhere in title, summary or text."""
    entries = Resource.objects.visible_to(user).listed()
    for word in words.split():
        entries = entries.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word)
        )
    return list(entries.order_by("title", "pk").values_list("pk", flat=True)[:TOP])


def recall(words: str, shelves: list[int]) -> float:
    """The part of the best twenty that we bring. An entry that is worth as much as the twentieth is one of them."""
    groups = groups_of(split(words))
    ours = list(best_entries(groups, shelves).scores)[:TOP]
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING, asked(groups, shelves))
        scores = dict(cursor.fetchall())
    best = sorted(scores.values(), reverse=True)[:TOP]
    if not best:
        return 1.0
    return sum(scores.get(entry, 0) >= best[-1] - 1e-9 for entry in ours[: len(best)]) / len(best)
