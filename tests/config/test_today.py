"""The first page: what a new person sees, what somebody in the middle of term sees, and how little it asks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Pause, User
from checkins.models import CheckIn, Share
from config.today import greeting
from tests.factories import CheckInFactory, ChosenPersonFactory, ConcernFactory, PlanFactory, UserFactory


def page(client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def here(client, ada):
    client.force_login(ada)
    return client


def days_of(person, count: int, **fields):
    now = timezone.now()
    for days in range(1, count + 1):
        at = now - timedelta(days=days)
        CheckInFactory(user=person, due_at=at, answered_at=at, level=1 + days % 5, **fields)


def busy(person, friend):
    """Everything at once: answers, an open check-in, plans, a request, something shared."""
    days_of(person, 40, note="a note that is not read here")
    CheckInFactory(user=person)
    PlanFactory(user=person, ignored=3)
    PlanFactory(user=person, rhythm="monthly")
    ConcernFactory(student=person)
    chosen = ChosenPersonFactory(owner=friend, person=person)
    shared = CheckInFactory(user=friend, answered=True, audience="chosen")
    Share.objects.create(checkin=shared, chosen=chosen, shared_at=timezone.now())


def test_somebody_who_is_not_signed_in_is_welcomed(client, db):
    body = page(client)
    assert reverse("account_login") in body
    assert "Good " not in body


def test_a_new_person_meets_a_calm_page(here, ada):
    User.objects.filter(pk=ada.pk).update(onboarded_at=None)
    body = page(here)
    assert "One question, five faces, two taps." in body
    assert "Would you like us to ask now and then?" in body
    assert "A few things are left to choose" in body
    assert "trend-dot" not in body


def test_an_open_check_in_is_answered_in_two_taps_from_here(here, ada):
    checkin = CheckInFactory(user=ada)
    body = page(here)
    assert "How much is left in you today?" in body
    url = reverse("checkins:answer", args=[checkin.pk])
    assert f'action="{url}"' in body
    for level in range(1, 6):
        assert f'name="level" value="{level}"' in body
    assert here.post(url, {"level": "4"}).status_code == 302
    checkin.refresh_from_db()
    assert (checkin.level, checkin.audience) == (4, "only-me")
    assert "Today you said: doing all right" in page(here)


def test_checking_in_of_ones_own_accord_starts_here_too(here, ada):
    answer = here.post(reverse("checkins:index"))
    assert answer["Location"] == reverse("checkins:answer", args=[CheckIn.objects.get(user=ada).pk])


def test_the_next_moment_is_said_in_ones_own_zone(here, ada, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 21, 0, tzinfo=UTC), tick=False)
    User.objects.filter(pk=ada.pk).update(time_zone="Europe/Paris")
    PlanFactory(user=ada, time_zone="Europe/Paris")
    assert "Your next moment: tomorrow at 20:00" in page(here)


def test_a_pause_is_shown_and_ends_from_here(here, ada):
    now = timezone.now()
    pause = Pause.objects.create(
        user=ada, name="Finals", is_exam_block=True, starts_at=now, ends_at=now + timedelta(days=3)
    )
    PlanFactory(user=ada)
    body = page(here)
    assert "Paused: Finals" in body
    assert "Your next moment" not in body
    here.post(reverse("accounts:pause-end", args=[pause.pk]))
    body = page(here)
    assert "Paused" not in body
    assert "Your next moment" in body


def test_a_request_says_where_it_is(here, ada, wil):
    concern = ConcernFactory(student=ada)
    body = page(here)
    assert "Nobody has taken it yet" in body
    assert reverse("checkins:concern", args=[concern.pk]) in body
    concern.acknowledged_at, concern.acknowledged_by = timezone.now(), wil
    concern.save()
    assert "Somebody at your school took it today at" in page(here)


def test_backing_off_is_said_without_blame(here, ada):
    PlanFactory(user=ada, ignored=2)
    assert "The last two went by, and that is fine" in page(here)


def test_what_somebody_shared_is_news_until_it_is_taken_back(here, ada, ben):
    chosen = ChosenPersonFactory(owner=ben, person=ada)
    checkin = CheckInFactory(user=ben, answered=True, level=1, audience="chosen", note="for ada")
    share = Share.objects.create(checkin=checkin, chosen=chosen, shared_at=timezone.now())
    body = page(here)
    assert "Somebody has shared a check-in with you" in body
    assert "for ada" not in body
    assert "Nothing left" not in body
    share.revoked_at = timezone.now()
    share.save()
    assert "Somebody has shared" not in page(here)


def test_what_was_shared_anew_with_somebody_else_is_no_news_here(here, ada, ben):
    """An answer that Ben showed to Ada long ago, and to another friend today."""
    now = timezone.now()
    checkin = CheckInFactory(user=ben, answered=True, audience="chosen")
    for person, shared_at in ((ada, now - timedelta(days=9)), (UserFactory(school=ben.school), now)):
        chosen = ChosenPersonFactory(owner=ben, person=person)
        Share.objects.create(checkin=checkin, chosen=chosen, shared_at=shared_at)
    assert "Somebody has shared" not in page(here)


@pytest.mark.parametrize("count", [2, 14, 40])
def test_the_glimpse_shows_at_most_fourteen_answers(here, ada, count):
    days_of(ada, count)
    body = page(here)
    assert body.count('<use class="trend-dot-') == min(count, 14)
    assert f"Your last {min(count, 14)} answers" in body


def test_one_answer_is_a_face_and_not_a_drawing(here, ada):
    days_of(ada, 1)
    body = page(here)
    assert "trend-dot-" not in body
    assert ("Your first answer" in body) != ("Today you said" in body)


def test_staff_find_their_pages_from_here_and_students_do_not(client, ada, wil):
    client.force_login(wil)
    assert 'href="/staff/"' in page(client)
    client.force_login(ada)
    assert "/staff/" not in page(client)


def test_help_now_is_on_it(here):
    assert 'href="/help-now/"' in page(here)


@pytest.mark.parametrize(
    ("hour", "words"),
    [(6, "Good morning"), (13, "Good afternoon"), (19, "Good evening"), (2, "Hello, night owl")],
)
def test_the_greeting_follows_the_time_of_day(hour, words):
    assert greeting(hour) == words


def test_nothing_of_others_is_on_it(here, ada, zed):
    days_of(zed, 5)
    CheckInFactory(user=zed)
    PlanFactory(user=zed)
    ConcernFactory(student=zed)
    body = page(here)
    assert "One question, five faces, two taps." in body
    assert "You asked to be contacted" not in body
    assert "trend-dot" not in body


@pytest.mark.parametrize("is_busy", [False, True])
def test_it_asks_the_database_six_times_at_most(here, ada, is_busy):
    if is_busy:
        busy(ada, UserFactory(school=ada.school))
    page(here)
    with CaptureQueriesContext(connection) as asked:
        page(here)
    queries = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= 6, queries
    assert not any('"note"' in sql for sql in queries)
