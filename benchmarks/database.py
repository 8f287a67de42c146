"""A database of the benchmarks' own, and people whose moment comes in the same minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "UTC")

PEOPLE = """
INSERT INTO accounts_user (id, password, is_superuser, email, school_id, alias, name, stage, time_zone, quiet_from,
                           quiet_until, gives, wants, is_active, is_staff, is_on_duty_list, is_mentor, joined_at,
                           onboarded_at)
SELECT n, '!', false, 'student.' || n || '@northgate.example.edu', 1, 'Quiet Otter ' || n, '', 'year-2', zone,
       (now() AT TIME ZONE zone + interval '8 hours')::time, (now() AT TIME ZONE zone + interval '16 hours')::time,
       '{}', '{}', true, false, false, false, now(), now()
  FROM generate_series(1, %(count)s) AS n, LATERAL (SELECT (%(zones)s)[1 + n %% 6] AS zone) AS z
"""

# `per_person` plans a person whose times are spread over the days to come.
LATER = """
INSERT INTO checkins_plan (user_id, rhythm, weekdays, local_time, time_zone, starts_on, is_nudged, ignored, created_at,
                           next_due_at, next_on)
SELECT person.id, (ARRAY['daily', 'daily', 'weekdays', 'chosen', 'fortnightly'])[1 + person.id %% 5],
       CASE WHEN person.id %% 5 = 3 THEN '{1,3,5}'::smallint[] ELSE '{}' END, (due AT TIME ZONE person.time_zone)::time,
       person.time_zone, current_date - 14 * (1 + person.id %% 9)::int, true,
       0, now(), due, (due AT TIME ZONE person.time_zone)::date
  FROM accounts_user person, generate_series(1, %(per_person)s) AS n,
       LATERAL (SELECT date_trunc('minute', now()) + interval '3 hours'
                       + ((person.id * 7919 + n * 104729) %% 4000) * interval '1 minute' AS due) AS d
"""

# One plan each for `count` people from all over the table, all due this minute.
DUE = """
INSERT INTO checkins_plan (user_id, rhythm, weekdays, local_time, time_zone, starts_on, is_nudged, ignored, created_at,
                           next_due_at, next_on)
SELECT person.id, (ARRAY['daily', 'daily', 'weekdays', 'chosen', 'fortnightly'])[1 + person.id %% 5],
       CASE WHEN person.id %% 5 = 3 THEN '{1,3,5}'::smallint[] ELSE '{}' END, (due AT TIME ZONE person.time_zone)::time,
       person.time_zone, current_date - 14 * (1 + person.id %% 9)::int, true,
       0, now(), due, (due AT TIME ZONE person.time_zone)::date
  FROM (SELECT * FROM accounts_user ORDER BY hashint8(id) LIMIT %(count)s) AS person,
       (SELECT date_trunc('minute', now()) AS due) AS d
"""

SCHOOL = """
INSERT INTO accounts_school (id, name, slug, country, time_zone, urgent_contact_name, urgent_contact_phone,
                             urgent_contact_note, answer_within_minutes, default_rhythm, is_demo, created_at)
VALUES (1, 'Northgate Medical School', 'northgate', 'GB', 'Europe/London', 'Desk', '+44 20 7946 0000', '', 30, '',
        false, now())
"""


class Database:
    """One database, made empty and gone afterwards. Plans up to `kept` stay between rounds."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True
        self.kept = 0

    def run(self, sql: str, **values: object) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)

    def one(self, sql: str, **values: object):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()[0]

    def fill(self, people: int, plans_each: int = 0) -> None:
        self.run(SCHOOL)
        self.run(PEOPLE, count=people, zones=list(ZONES))
        if plans_each:
            self.run(LATER, per_person=plans_each)
        self.kept = self.one("SELECT coalesce(max(id), 0) FROM checkins_plan")
        self.run("SELECT setval('accounts_user_id_seq', %(people)s)", people=people)
        self.run("VACUUM ANALYZE")

    def make_due(self, count: int) -> None:
        """As if nothing had ever been sent, with this many plans due; and the disk at rest."""
        self.run("TRUNCATE accounts_letter, checkins_checkin CASCADE")
        if self.kept:
            self.run("DELETE FROM checkins_plan WHERE id > %(kept)s", kept=self.kept)
        else:
            self.run("TRUNCATE checkins_plan CASCADE")
        self.run(DUE, count=count)
        self.run("VACUUM ANALYZE checkins_plan, checkins_checkin, accounts_letter")
        self.run("CHECKPOINT")

    def close(self) -> None:
        self.connection.close()


def address_of(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def new_database(url: str, name: str, *, copy_of: str = "template0") -> Iterator[str]:
    """The address of an empty database, or of a copy, beside the one that `url` names. It is dropped at the end."""
    server = psycopg2.connect(url)
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copy_of}"')
        yield address_of(url, name)
    finally:
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.close()
