"""The database is restarted while a worker holds letters: it goes on with them as soon as it answers again."""

from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection

from accounts import steadfast
from accounts.held import Held
from accounts.models import Letter
from accounts.models.preferences import Channel
from accounts.outbox import claim, send_waiting
from accounts.wire import Outcome, Verdict
from benchmarks.sink import Sink
from tests.accounts.waiting import post_moments
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    monkeypatch.setattr(steadfast, "PAUSE", 0.01)
    school = UserFactory().school
    post_moments(school, 25, NOON)


def hang_up_on_this_worker():
    """What a restart does to a connection."""
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()


class Clock:
    """It stands at noon. When it is looked at for the n-th time, the worker's connection breaks."""

    def __init__(self, breaks_at):
        self.looks, self.breaks_at = 0, breaks_at

    def __call__(self):
        self.looks += 1
        if self.looks == self.breaks_at:
            hang_up_on_this_worker()
        return NOON


# What is due is looked for first, then claimed, then asked again; from then on each stamp looks at the clock.
@pytest.mark.parametrize("breaks_at", [3, 4, 5, 6], ids=["asking again", "first", "second", "last stamp"])
def test_a_worker_goes_on_where_it_was(settings, breaks_at):
    with Sink(keep_ids=True) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        clock = Clock(breaks_at)
        assert send_waiting(is_urgent=False, clock=clock) == 25
        assert clock.looks > breaks_at
        assert len(sink.ids()) == len(set(sink.ids())) == 25
    assert not Letter.objects.waiting().exists()
    assert set(Letter.objects.values_list("attempts", "sent_at")) == {(1, NOON)}


def test_letters_are_given_back_though_the_connection_broke():
    held = Held(claim(Channel.EMAIL, is_urgent=False, now=NOON), lambda: NOON)
    hang_up_on_this_worker()
    held.give_back([*held.attempts])
    assert Letter.objects.due(NOON).count() == 25


def test_a_stamp_that_was_written_before_the_connection_broke_is_not_taken_for_anothers():
    held = Held(claim(Channel.EMAIL, is_urgent=False, now=NOON), lambda: NOON)
    outcomes = [Outcome(pk, Verdict.ACCEPTED, 250, "kept") for pk in held.attempts]
    held.stamp(outcomes)
    held.stamp(outcomes)
    assert not Letter.objects.waiting().exists()


def test_a_database_that_stays_away_is_not_waited_for_for_ever(monkeypatch):
    held = Held(claim(Channel.EMAIL, is_urgent=False, now=NOON), lambda: NOON)
    monkeypatch.setattr(steadfast, "PATIENCE", -1)
    hang_up_on_this_worker()
    with pytest.raises(OperationalError):
        held.give_back([*held.attempts])
    connection.close()
