"""A big library: entries written from the words of our own texts, as often as words are used in real ones (Zipf).

Our texts have some thousand words; a big library has more, so rarer ones are made by joining two of them.
"""

import csv
import io
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from benchmarks.database import PEOPLE, SCHOOL, ZONES, Database
from benchmarks.processes import ROOT

SCHOOLS = 20
VOCABULARY = 20_000

OTHER_SCHOOLS = """
INSERT INTO accounts_school (id, name, slug, country, time_zone, urgent_contact_name, urgent_contact_phone,
                             urgent_contact_note, answer_within_minutes, default_rhythm, is_demo, created_at)
SELECT n, 'School ' || n, 'school-' || n, 'GB', 'Europe/London', 'Desk', '+44 20 7946 0000', '', 30, '', false, now()
  FROM generate_series(2, %(schools)s) AS n
"""

STAGING = """
CREATE TEMP TABLE written (id bigint, title text, summary text, body text, keywords text, kind text)
"""

# Half of them global, four of five of those public; the other half spread over the schools.
ENTRIES = """
INSERT INTO resources_resource (
    id, school_id, slug, kind, title, summary, body, body_html, organisation, status, alert, url, email, eligibility,
    cost, fees, languages, interpretation, accessibility, required_documents, address, directions, time_zone,
    hours_note, country, support, topics, stages, keywords, related, minutes, sources, reaches_file, who_is_told,
    evaluators, waiting_time, licensing_note, insurance_note, assured_by, added_on, is_public, changed_at, loaded_from,
    loaded_hash, newer_hash)
SELECT id, CASE WHEN id %% 2 = 1 THEN 1 + (id / 2) %% %(schools)s END,
       'entry-' || id, kind, title, summary, body, '', '',
       'active', '', '', '', '', (ARRAY['free', 'partly', 'unknown'])[1 + id %% 3], '', '{en}', '', '', '', '', '',
       'UTC', '', '', ARRAY[(ARRAY['emotional', 'instrumental', 'informational', 'appraisal'])[1 + id %% 4]],
       ARRAY[(ARRAY['sleep', 'exams', 'ward', 'people', 'money'])[1 + id %% 5]], '{}', string_to_array(keywords, ','),
       '{}', 5, '[]', (ARRAY['no', 'unknown', 'partly'])[1 + id %% 3], '', 'unknown', '', '', '', '', current_date,
       id %% 10 IN (0, 2, 4, 6), now(), '', '', ''
  FROM written
"""


def own_texts() -> Iterator[str]:
    """Title and body of each text that comes with the house. Read as files: `make bench` itself runs without Django."""
    for path in sorted((ROOT / "resources" / "content").glob("*/*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
        yield f"{tomllib.loads(head)['title']} {body}"


class Writer:
    """Words with the frequencies that they have in our texts, and a long tail behind them."""

    def __init__(self) -> None:
        texts = list(own_texts())
        counted = Counter(re.findall(r"[a-z]{2,}", " ".join(texts).lower().replace("’", "")))
        own = [word for word, _ in counted.most_common()]
        rare = [word for word in own if len(word) > 4]
        self.random = random.Random(4)
        pairs: dict[str, None] = dict.fromkeys(own)
        while len(pairs) < VOCABULARY:
            pairs[self.random.choice(rare) + self.random.choice(rare)[:5]] = None
        self.words = list(pairs)
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))

    def some(self, count: int) -> list[str]:
        return self.random.choices(self.words, cum_weights=self.weights, k=count)

    def rows(self, count: int) -> io.StringIO:
        out = io.StringIO()
        writer = csv.writer(out)
        for number in range(1, count + 1):
            length = self.random.randint(60, 180)
            words = self.some(5 + 12 + length + 6)
            keywords = [words[-6], words[-5], f"{words[-4]} {words[-3]}", f"{words[-2]} {words[-1]}"]
            kind = self.random.choice(("service", "article", "guide", "faq", "activity"))
            title, summary, body = words[:5], words[5:17], words[17:-6]
            writer.writerow(
                [
                    number,
                    " ".join(title)[:120],
                    " ".join(summary)[:300],
                    " ".join(body),
                    ",".join(keywords),
                    kind,
                ]
            )
        out.seek(0)
        return out

    def questions(self, count: int) -> list[str]:
        """One to three words each, common ones as often as they are written; never a stop word alone."""
        return [" ".join(self.some(self.random.choice((1, 1, 2, 2, 3)))) for _ in range(count)]


def fill(database: Database, count: int, writer: Writer) -> None:
    if not database.one("SELECT count(*) FROM accounts_school"):
        database.run(SCHOOL)
        database.run(OTHER_SCHOOLS, schools=SCHOOLS)
    database.run("TRUNCATE resources_resource CASCADE")
    database.run("ALTER TABLE resources_resource DISABLE TRIGGER USER")
    database.run("DROP TABLE IF EXISTS written")
    database.run(STAGING)
    with database.connection.cursor() as cursor:
        cursor.copy_expert("COPY written FROM STDIN WITH (FORMAT csv)", writer.rows(count))
    database.run(ENTRIES, schools=SCHOOLS)
    database.run("ALTER TABLE resources_resource ENABLE TRIGGER USER")
    database.run("SELECT resources_index_all()")
    database.run(PEOPLE, count=1, zones=list(ZONES))
    database.run("VACUUM ANALYZE")
