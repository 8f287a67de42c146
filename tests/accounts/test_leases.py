"""A lease that lapsed under a worker: others hold its letters, and what it writes about them is no longer its to write.

A machine that slept, a clock that jumped, a process that was stopped: the worker itself notices nothing.
"""

from datetime import UTC, datetime, timedelta

import pytest

from accounts import outbox
from accounts.held import Held, LeaseLost
from accounts.models import Letter
from accounts.models.preferences import Channel
from accounts.outbox import claim, send_waiting
from accounts.wire import Outcome, Verdict
from benchmarks.sink import Sink
from checkins.concerns import open_concern
from checkins.models.concerns import Urgency
from tests.accounts.waiting import post_moments
from tests.factories import UserFactory

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
LATER = NOON + outbox.LEASE + timedelta(seconds=1)


@pytest.fixture
def letters(school):
    post_moments(school, 35, NOON)
    return Letter.objects.all()


def held(now=NOON, *, is_urgent=False):
    return Held(claim(Channel.EMAIL, is_urgent=is_urgent, now=now), lambda: now)


class Interrupted:
    """A clock that stands at noon. At the n-th stamp somebody else does something first."""

    def __init__(self, monkeypatch, *, at, meanwhile):
        stamp = Held.stamp
        self.stamps = 0

        def interrupted(worker, outcomes):
            self.stamps += 1
            if self.stamps == at:
                meanwhile()
            stamp(worker, outcomes)

        monkeypatch.setattr(Held, "stamp", interrupted)


@pytest.mark.parametrize("chunking", [False, True])
def test_a_worker_whose_letters_others_took_stops_at_its_next_stamp(
    letters, settings, monkeypatch, caplog, chunking
):
    others = []
    Interrupted(monkeypatch, at=2, meanwhile=lambda: others.append(held(LATER)))
    with Sink(keep_ids=True, chunking=chunking) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        assert send_waiting(is_urgent=False, clock=lambda: NOON) <= 10
        left = sink.counters()["accepted"]
    assert "lease-lost" in caplog.messages
    # Ten were stamped in good time. Ten more left before it found out, and these are what may be doubled.
    assert left == 20
    [other] = others
    assert len(other.attempts) == 25
    # The other one's claim stands: nothing was freed, put off or charged by the first.
    assert other.rows(other.attempts).count() == 25
    assert set(other.rows(other.attempts).values_list("attempts", flat=True)) == {2}
    assert set(other.rows(other.attempts).values_list("due_at", flat=True)) == {NOON}
    other.stamp([Outcome(pk, Verdict.ACCEPTED, 250, "kept") for pk in other.attempts])
    assert not letters.waiting().exists()


def test_an_urgent_letter_is_doubled_alone(ada, wil, settings, monkeypatch):
    for _ in range(3):
        student = UserFactory(school=ada.school)
        open_concern(by=student, words="", reach_by="", reach_when="", urgency=Urgency.TODAY, now=NOON)
    Interrupted(monkeypatch, at=1, meanwhile=lambda: held(LATER, is_urgent=True))
    with Sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        send_waiting(is_urgent=True, clock=lambda: NOON)
        assert sink.counters()["accepted"] == 1


def test_somebody_who_leaves_the_house_in_mid_sending_takes_their_letters_along(
    letters, settings, monkeypatch
):
    first, last = letters.order_by("due_at", "pk")[0], letters.order_by("due_at", "pk")[34]

    def both_leave():
        first.recipient.delete()
        last.recipient.delete()

    Interrupted(monkeypatch, at=1, meanwhile=both_leave)
    with Sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        send_waiting(is_urgent=False, clock=lambda: NOON)
    assert letters.count() == 33
    assert not letters.waiting().exists()


def test_nothing_is_written_about_letters_that_others_hold(letters):
    first, second = held(), held(LATER)
    pks = [*first.attempts]
    first.give_back(pks)
    first.drop(pks[:1], "paused", NOON)
    first.postpone(pks[1], NOON + timedelta(hours=8))
    first.bury(pks[2], "nobody here", NOON)
    for verdict in (Verdict.REFUSED, Verdict.DEFERRED, Verdict.UNKNOWN):
        with pytest.raises(LeaseLost):
            first.stamp([Outcome(pks[3], verdict, 0, "")])
    assert second.rows(pks).waiting().count() == 35
    assert set(letters.values_list("attempts", flat=True)) == {2}


def test_a_letter_that_left_all_the_same_is_not_sent_a_third_time(letters):
    first, second = held(), held(LATER)
    [pk, *_] = first.attempts
    with pytest.raises(LeaseLost):
        first.stamp([Outcome(pk, Verdict.ACCEPTED, 250, "kept")])
    assert letters.get(pk=pk).sent_at == NOON
    # Should the second die now, nobody takes it again; should it live, its own stamp counts.
    assert pk not in held(LATER + outbox.LEASE + timedelta(seconds=1)).attempts
    letters.exclude(pk=pk).update(claimed_until=second.until)
    second.stamp([Outcome(pk, Verdict.ACCEPTED, 250, "kept")])
