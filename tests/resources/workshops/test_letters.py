"""Reminders that come twice and no more, changes that are told once, and nothing said of what it is about."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Letter, LetterPreference, Pause
from accounts.outbox import send_waiting
from resources.models import Workshop
from resources.tasks import look_after_workshops
from resources.workshops.changes import cancel_workshop, restore_workshop, save_workshop
from resources.workshops.reminders import remind_of_workshops
from resources.workshops.signing_up import take_back_sign_up
from tests.factories import SignUpFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 2, 3, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def workshop(clock, school):
    """In three days, at noon."""
    return WorkshopFactory(
        school=school,
        title="The body keeps no score",
        starts_at=NOON + timedelta(days=3),
        place="Room 9",
        capacity=2,
    )


def send(clock, at) -> int:
    clock.move_to(at)
    look_after_workshops()
    return send_waiting(is_urgent=False)


def kinds() -> list[str]:
    return list(Letter.objects.order_by("due_at").values_list("kind", flat=True))


def test_who_has_a_seat_is_reminded_twice(clock, workshop, ada, mailbox):
    workshop.capacity = 1
    workshop.save()
    SignUpFactory(workshop=workshop, user=ada)
    SignUpFactory(workshop=workshop, seated_at=None)
    starts = workshop.starts_at
    assert send(clock, starts - timedelta(hours=25)) == 0
    assert send(clock, starts - timedelta(hours=24)) == 1
    assert send(clock, starts - timedelta(hours=23)) == 0
    assert send(clock, starts - timedelta(hours=2)) == 1
    assert send(clock, starts - timedelta(hours=1)) == 0
    assert kinds() == ["workshop-day-before", "workshop-soon"]
    assert set(Letter.objects.values_list("recipient", flat=True)) == {ada.pk}


def test_a_letter_says_when_and_neither_what_nor_where(clock, workshop, ada, mailbox):
    SignUpFactory(workshop=workshop, user=ada)
    send(clock, workshop.starts_at - timedelta(hours=24))
    [letter] = mailbox.letters
    text = (
        str(letter["Subject"])
        + letter.get_body(("plain",)).get_content()
        + letter.get_body(("html",)).get_content()
    )
    assert "tomorrow at 12:00" in text
    for word in ("body keeps", "Room 9", "Northgate"):
        assert word not in text


def test_who_signed_up_late_is_not_reminded_of_the_day_before(clock, workshop, ada):
    SignUpFactory(workshop=workshop, user=ada, signed_up_at=workshop.starts_at - timedelta(hours=5))
    send(clock, workshop.starts_at - timedelta(hours=4))
    assert kinds() == []
    clock.move_to(workshop.starts_at - timedelta(hours=2))
    look_after_workshops()
    assert kinds() == ["workshop-soon"]


def test_each_kind_can_be_refused_by_itself(clock, workshop, ada):
    SignUpFactory(workshop=workshop, user=ada)
    LetterPreference.objects.create(user=ada, kind="workshop-soon", channel="email", is_wanted=False)
    clock.move_to(workshop.starts_at - timedelta(hours=2))
    look_after_workshops()
    assert kinds() == ["workshop-day-before"]


def test_quiet_hours_put_it_off_and_a_pause_drops_it(clock, workshop, ada, zed, mailbox):
    for person in (ada, zed):
        SignUpFactory(workshop=workshop, user=person)
    ada.quiet_from, ada.quiet_until = time(9), time(13)
    ada.save()
    Pause.objects.create(user=zed, starts_at=NOON, ends_at=workshop.starts_at + timedelta(days=1))
    day_before = workshop.starts_at - timedelta(hours=24)
    assert send(clock, day_before) == 0
    assert Letter.objects.get(recipient=zed).dropped_because == "paused"
    assert send(clock, day_before + timedelta(hours=1)) == 1


def test_it_is_asked_again_at_sending(clock, workshop, ada, mailbox):
    SignUpFactory(workshop=workshop, user=ada)
    clock.move_to(workshop.starts_at - timedelta(hours=24))
    look_after_workshops()
    take_back_sign_up(workshop=workshop, by=ada, now=timezone.now())
    assert send_waiting(is_urgent=False) == 0
    assert Letter.objects.get().dropped_because == "no longer wanted"


def test_two_bells_at_once_write_each_letter_once(clock, workshop, ada):
    SignUpFactory(workshop=workshop, user=ada)
    now = workshop.starts_at - timedelta(hours=20)
    assert remind_of_workshops(letter="workshop-day-before", now=now) == (1, 1)
    assert remind_of_workshops(letter="workshop-day-before", now=now) == (0, 0)
    Workshop.objects.update(reminded_day_before_at=None)
    assert remind_of_workshops(letter="workshop-day-before", now=now) == (1, 0)


def test_many_cost_as_many_statements_as_one(clock, school, django_assert_num_queries):
    for size in (1, 30):
        workshop = WorkshopFactory(school=school, starts_at=NOON + timedelta(hours=20), capacity=40)
        SignUpFactory.create_batch(size, workshop=workshop)
        with django_assert_num_queries(3):  # a savepoint around it
            assert remind_of_workshops(letter="workshop-day-before", now=NOON) == (1, size)


def test_a_change_is_told_once_to_everybody_who_signed_up(clock, workshop, ada, zed, mailbox):
    workshop.capacity = 1
    workshop.save()
    SignUpFactory(workshop=workshop, user=ada)
    SignUpFactory(workshop=workshop, user=zed, seated_at=None)
    workshop.place = "Room 10"
    assert save_workshop(workshop=workshop, now=timezone.now())
    workshop.place = "Room 11"
    assert save_workshop(workshop=workshop, now=timezone.now())
    assert send(clock, NOON) == 0
    assert send(clock, NOON + timedelta(minutes=6)) == 2
    assert Letter.objects.exclude(dropped_at=None).count() == 2  # those of the first change


def test_what_nobody_has_to_know_is_told_to_nobody(clock, workshop, ada):
    SignUpFactory(workshop=workshop, user=ada)
    workshop.summary, workshop.capacity = "Said better.", 20
    assert not save_workshop(workshop=workshop, now=timezone.now())
    assert not Letter.objects.exists()


def test_moving_it_reminds_anew_and_forgets_the_old_reminder(clock, workshop, ada, mailbox):
    SignUpFactory(workshop=workshop, user=ada)
    clock.move_to(workshop.starts_at - timedelta(hours=24))
    look_after_workshops()
    for name in ("starts_at", "ends_at", "closes_at"):
        setattr(workshop, name, getattr(workshop, name) + timedelta(days=1))
    save_workshop(workshop=workshop, now=timezone.now())
    assert send_waiting(is_urgent=False) == 0
    assert send(clock, workshop.starts_at - timedelta(hours=24)) == 2  # the change, and the new reminder


def test_calling_off_is_told_and_an_undo_in_time_is_told_to_nobody(clock, workshop, ada, wil, mailbox):
    SignUpFactory(workshop=workshop, user=ada)
    assert cancel_workshop(workshop=workshop, by=wil, because="Flu.", now=timezone.now())
    assert not cancel_workshop(workshop=workshop, by=wil, because="Flu.", now=timezone.now())
    assert restore_workshop(workshop=workshop, by=wil, now=timezone.now())
    assert send(clock, NOON + timedelta(minutes=6)) == 0
    assert cancel_workshop(workshop=workshop, by=wil, because="Flu.", now=timezone.now())
    assert send(clock, NOON + timedelta(minutes=12)) == 1
    assert send(clock, workshop.starts_at - timedelta(hours=24)) == 0
    assert restore_workshop(workshop=workshop, by=wil, now=timezone.now())
    assert send(clock, timezone.now() + timedelta(minutes=6)) == 2  # it takes place, and it is tomorrow


def test_more_seats_seat_those_in_line(clock, workshop, zed):
    workshop.capacity = 1
    workshop.save()
    SignUpFactory(workshop=workshop)
    SignUpFactory(workshop=workshop, user=zed, seated_at=None)
    workshop.capacity = 2
    save_workshop(workshop=workshop, now=timezone.now())
    assert Letter.objects.get(kind="workshop-seat").recipient == zed
