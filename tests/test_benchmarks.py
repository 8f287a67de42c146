"""The benchmarks' own harness, on a small scale: what it counts is what the house did."""

import json
import os
import subprocess
from contextlib import closing
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from accounts.models import Letter
from benchmarks import floor, looking, shelves
from benchmarks.__main__ import found
from benchmarks.database import Database, address_of, new_database
from benchmarks.figures import Figure, Report, ratio
from benchmarks.limit import Wire, as_data
from benchmarks.processes import PYTHON, ROOT, house_env
from benchmarks.reminders import House, limit
from benchmarks.sink import Sink
from checkins.models import CheckIn
from tests import migrated as migrated_once
from tests.factories import PlanFactory, UserFactory

LETTERS = 200


def copy_of() -> str:
    """What a database of the benchmarks' own begins with: all migrations, where this run has a database to copy."""
    return os.environ.get(migrated_once.NAME, "template0")


@pytest.mark.django_db
def test_two_hundred_letters_leave_once_by_each_way():
    there = connection.settings_dict
    server = f"postgres://{there['USER']}:{there['PASSWORD']}@{there['HOST']}:{there['PORT']}/postgres"
    with (
        new_database(server, f"{there['NAME']}_bench", copy_of=copy_of()) as address,
        Sink(keep_ids=True) as sink,
    ):
        env = house_env(address, sink.port)
        subprocess.run([PYTHON, "manage.py", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
        database = Database(address)
        database.fill(300)
        with House(database, env, sink) as house:
            ours = house.product(LETTERS)
            ids = sink.ids()
            usual = house.usual(LETTERS, 40)
            assert sink.counters()["accepted"] == 40
        assert (ours.letters, len(ids), len(set(ids))) == (LETTERS, LETTERS, LETTERS)
        assert ours.rate > usual.rate > 0
        assert 0 < ours.first < LETTERS / ours.rate
        assert ours.memory > 10
        assert limit(env, sink, LETTERS).letters == sink.counters()["accepted"] == LETTERS
        database.close()
    assert address == address_of(server, f"{there['NAME']}_bench")
    assert settings.ROOT_URLCONF == "config.urls"


@pytest.mark.django_db
def test_the_floor_writes_and_stamps_the_rows_that_the_product_does(ada):
    with time_machine.travel(datetime(2026, 6, 8, 6, tzinfo=UTC), tick=False):
        for _ in range(12):
            PlanFactory(user=UserFactory(school=ada.school))
    with Sink() as sink, time_machine.travel(datetime(2026, 6, 8, 19, tzinfo=UTC), tick=False):
        wire = Wire(sink.port)
        with closing(wire.socket), closing(wire.file):
            floor.send_with_rows(wire, [as_data("ada@med.example", b"Subject: Hello\r\n\r\nHello.\r\n")])
        assert sink.counters()["accepted"] == 12
    assert Letter.objects.exclude(sent_at=None).count() == CheckIn.objects.count() == 12


@pytest.fixture(scope="module")
def migrated(django_db_setup):
    """A database of the benchmarks' own, as migrations leave it; making one takes most of such a test."""
    there = connection.settings_dict
    server = f"postgres://{there['USER']}:{there['PASSWORD']}@{there['HOST']}:{there['PORT']}/postgres"
    with new_database(server, f"{there['NAME']}_library", copy_of=copy_of()) as address:
        env = house_env(address, 1)
        subprocess.run([PYTHON, "manage.py", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
        yield address


@pytest.fixture
def library(migrated):
    """Its address, with nothing in the library."""
    yield migrated
    database = Database(migrated)
    with database.connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE accounts_school, resources_resource, resources_entrytext, resources_linkhost CASCADE"
        )
    database.close()


@pytest.mark.django_db
def test_a_small_library_is_searched_in_each_way(library):
    env = house_env(library, 1)
    database = Database(library)
    shelves.fill(database, 300, shelves.Writer())
    assert database.one("SELECT count(*) FROM resources_entrytext") == 300
    database.close()
    asked = [PYTHON, "-m", "benchmarks.inside", "searching", "1", "12"]
    told = subprocess.run(asked, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    known = json.loads(told.stdout)
    # "worked" is there where the database is a process of this machine.
    assert set(known["times"]) >= {"ours", "usual", "whole", "list", "slips"}
    assert {len(rounds[0]) for name, rounds in known["times"].items() if name != "slips"} == {12}
    figures = found(known, is_big=True)
    assert len(known["recall"]) == 12
    assert next(figure.median for figure in figures if "recall" in figure.name) > 0.9


def test_figures_say_whether_their_aim_is_met(tmp_path):
    faster = ratio("faster", [80, 100, 90], [2, 2, 2], least=40)
    assert (faster.median, faster.verdict) == (45, "met")
    assert "45 x" in str(faster)
    flat = Figure("flat", "x", (1.2, 1.3), least=0.9, most=1.1)
    assert (flat.aim, flat.verdict) == (">= 0.9 and <= 1.1", "MISSED")
    report = Report(tmp_path / "var" / "bench.json", {"cores": 2})
    report.add("Part", [faster, flat])
    assert report.missed() == ["flat"]
    assert '"verdict": "met"' in report.path.read_text()


def test_the_bench_itself_needs_no_django():
    """It starts servers, settings and processes of its own: what it imports must not want a house that stands."""
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([PYTHON, "-c", "import benchmarks.__main__"], env=bare, cwd=ROOT, check=True)


@pytest.mark.django_db
def test_many_addresses_are_looked_at_politely(library):
    figures = {figure.name: figure for figure in looking.measure(house_env(library, 1), 120, 12, pace=0.2)}
    # How heavy and how fast is the benchmark's to say; how many at once and how soon again must hold always.
    polite = [figure for figure in figures.values() if figure.unit in ("", "s") and figure.aim]
    assert len(polite) == 4
    assert [figure.name for figure in polite if figure.verdict != "met"] == []
