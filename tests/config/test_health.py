from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Letter
from config import health
from config.tasks import note_beat


@pytest.fixture
def beat(db):
    """Beat has rung a moment ago."""
    note_beat()
    yield
    health.broker().delete(health.BEAT_SEEN)


def waiting_letter(person, *, minutes: int, is_urgent: bool = False) -> Letter:
    due_at = timezone.now() - timedelta(minutes=minutes)
    return Letter.objects.create(
        key=f"test:{minutes}:{is_urgent}",
        kind="test",
        recipient=person,
        channel="email",
        about=1,
        is_urgent=is_urgent,
        due_at=due_at,
        stale_at=due_at + timedelta(days=1),
    )


def test_a_house_that_is_well(client, beat):
    answer = client.get("/health/")
    assert answer.status_code == 200
    found = answer.json()
    assert found == {
        "status": "well",
        "database": "ok",
        "broker": "ok",
        "oldest_letter": None,
        "oldest_urgent_letter": None,
        "beat_seen": found["beat_seen"],
    }
    assert found["beat_seen"] < 5


@pytest.mark.parametrize(
    ("minutes", "is_urgent", "status"), [(3, True, 200), (6, True, 503), (20, False, 200), (31, False, 503)]
)
def test_letters_that_nobody_takes_make_it_unwell(client, beat, ada, minutes, is_urgent, status):
    waiting_letter(ada, minutes=minutes, is_urgent=is_urgent)
    answer = client.get("/health/")
    assert answer.status_code == status
    age = answer.json()["oldest_urgent_letter" if is_urgent else "oldest_letter"]
    assert age == pytest.approx(minutes * 60, abs=5)


def test_a_letter_of_later_and_one_that_is_over_do_not_count(client, beat, ada):
    waiting_letter(ada, minutes=-60)
    sent = waiting_letter(ada, minutes=600)
    Letter.objects.filter(pk=sent.pk).update(sent_at=timezone.now())
    assert client.get("/health/").json()["oldest_letter"] is None


def test_a_silent_beat_makes_it_unwell(client, db):
    health.note_beat(timezone.now() - timedelta(minutes=3))
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["beat_seen"] == pytest.approx(180, abs=5)
    health.broker().delete(health.BEAT_SEEN)
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["beat_seen"]) == (503, None)


def test_it_needs_no_session_and_is_not_kept(client, beat, ada, django_assert_num_queries):
    client.force_login(ada)
    with django_assert_num_queries(2):
        answer = client.get("/health/")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
