"""The words that were looked for, marked where they stand. PostgreSQL finds them, so that stems and accents agree."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from resources.search.words import SHORTEST_BEGINNING, Group

# Marks that no text has a use for; a page shows them as <mark>.
START, STOP = "\x02", "\x03"

MARKED = """
WITH asked AS (
    SELECT string_agg(resources_just(lexeme)::text || CASE WHEN word = %(beginning)s THEN ':*' ELSE '' END,
                      ' | ')::tsquery AS query
      FROM unnest(%(words)s::text[]) AS word,
           unnest(tsvector_to_array(to_tsvector('resources_english', word))) AS lexeme
)
SELECT r.id,
       ts_headline('resources_english', r.title, query, %(whole)s),
       ts_headline('resources_english', r.summary, query, %(whole)s),
       CASE WHEN NOT to_tsvector('resources_english', r.title || ' ' || r.summary) @@ query
            THEN ts_headline('resources_english', left(r.body, 20000), query, %(part)s) END
  FROM resources_resource r, asked
 WHERE r.id = ANY (%(entries)s) AND query IS NOT NULL
"""
WHOLE = f"StartSel={START}, StopSel={STOP}, HighlightAll=true"
PART = f"StartSel={START}, StopSel={STOP}, MaxFragments=1, MaxWords=22, MinWords=10"


@dataclass(frozen=True)
class Passage:
    """`body` is "" where title or summary already show what was looked for."""

    title: SafeString
    summary: SafeString
    body: SafeString


def passages(entries: Iterable[int], groups: Sequence[Group]) -> dict[int, Passage]:
    words = list(dict.fromkeys(word for group in groups for word, _ in group.words))
    last = groups[-1].typed if groups else ""
    with connection.cursor() as cursor:
        cursor.execute(
            MARKED,
            {
                "words": words,
                "beginning": last if len(last) >= SHORTEST_BEGINNING else "",
                "whole": WHOLE,
                "part": PART,
                "entries": list(entries),
            },
        )
        return {
            entry: Passage(marked(title), marked(summary), marked(plain(body or "")) if body else marked(""))
            for entry, title, summary, body in cursor.fetchall()
        }


def marked(text: str) -> SafeString:
    """HTML of a text with START and STOP in it. A mark that is not closed is none."""
    parts = re.split(f"{START}([^{START}{STOP}]*){STOP}", text)
    whole = [part.replace(START, "").replace(STOP, "") for part in parts]
    return format_html_join(
        "", "{}", ((_mark(part) if at % 2 else conditional_escape(part),) for at, part in enumerate(whole))
    )


def _mark(text: str) -> SafeString:
    return format_html_join("", "<mark>{}</mark>", [(text,)])


def plain(markdown: str) -> str:
    """A piece of Markdown without its signs: where a link leads, stars, hashes. A heading ends like a sentence."""
    without_links = re.sub(r"\]\([^)\s]*\)?", "", markdown)
    without_links = re.sub(rf"(?<=[\w{STOP}])[ \t]*\n\s*\n", ". ", without_links)
    lines = re.sub(r"[*_#>`\[\]|]+|^\s*[-\d]+[.)]?\s", " ", without_links, flags=re.MULTILINE)
    return " ".join(lines.split())
