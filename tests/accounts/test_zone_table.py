"""Letters and pages agree about the clock: the database reckons with Python's zone data, of the same release."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import InternalError
from tzdata import IANA_VERSION

from accounts import zone_table
from accounts.zone_table import load_zones
from accounts.zones import known_zones
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


def ask(question, *values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def test_the_database_knows_every_zone_that_can_be_chosen():
    assert (
        {name for (name,) in ask("SELECT name FROM accounts_zone")} == known_zones() <= available_timezones()
    )
    assert ask("SELECT DISTINCT release FROM accounts_zone") == [(IANA_VERSION,)]


def test_clocks_of_the_database_are_pythons_clocks():
    """Every zone at every sixth day and odd hours, thirty years long; the moments of change are in test_reckoning."""
    instants = [datetime(2020, 1, 1, 0, 30, tzinfo=UTC) + timedelta(hours=149 * step) for step in range(1760)]
    for name, walls in ask(
        "SELECT name, array_agg(checkins_wall(at, changes_at, offsets) ORDER BY at)"
        "  FROM accounts_zone, unnest(%s::timestamptz[]) AS at GROUP BY name",
        instants,
    ):
        place = ZoneInfo(name)
        assert walls == [instant.astimezone(place).replace(tzinfo=None) for instant in instants], name


def test_loading_again_changes_nothing():
    assert load_zones() == []


@pytest.fixture
def a_country_changes_its_clocks(monkeypatch):
    """London stays on summer time from 2026 on, in a later release."""

    def read_zone(name):
        changes, offsets = original(name)
        if name != "Europe/London":
            return changes, offsets
        kept = [n for n, change in enumerate(changes) if change < datetime(2026, 6, 1, tzinfo=UTC)]
        return [changes[n] for n in kept], [offsets[0], *(offsets[n + 1] for n in kept)]

    original = zone_table.read_zone
    monkeypatch.setattr(zone_table, "read_zone", read_zone)
    monkeypatch.setattr(zone_table, "IANA_VERSION", "2026z")


def test_after_a_new_release_occasions_keep_their_local_time(a_country_changes_its_clocks, ada, time_machine):
    time_machine.move_to(datetime(2026, 12, 1, 12, 0, tzinfo=UTC), tick=False)
    plan = PlanFactory(user=ada, time_zone="Europe/London", local_time=time(20))
    elsewhere = PlanFactory(user=ada, time_zone="Europe/Dublin", local_time=time(20))
    assert plan.next_due_at.hour == 20
    call_command("load_zones")
    before = plan.next_due_at
    plan.refresh_from_db()
    assert plan.next_due_at == before - timedelta(hours=1)
    due_there = elsewhere.next_due_at
    elsewhere.refresh_from_db()
    assert elsewhere.next_due_at == due_there
    assert load_zones() == []


def test_a_zone_that_nobody_has_loaded_is_an_error_that_says_what_to_do():
    with pytest.raises(InternalError, match="load_zones"):
        ask("SELECT checkins_first_instant('2026-06-01 12:00', 'Mars/Olympus')")
