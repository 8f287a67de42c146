"""Owners hear before the date, twice, and no more than that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Letter
from accounts.outbox import send_waiting
from config.staff_day import needs_a_hand
from resources.reviewing import remind_owners
from resources.tasks import remind_owners_of_entries
from resources.verifying import verify_entries
from tests.factories import ResourceFactory, StaffFactory

pytestmark = pytest.mark.django_db


def entry_due_in(days: int, **fields):
    return ResourceFactory(
        review_by=timezone.localdate() + timedelta(days=days), title="Counselling", **fields
    )


def marks() -> list[str]:
    return sorted(key.split(":")[1].rsplit(".", 1)[1] for key in Letter.objects.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("days", "letters"), [(22, []), (21, ["3"]), (8, ["3"]), (7, ["1"]), (0, ["1"]), (-1, [])]
)
def test_three_weeks_and_one_week_before(wil, school, days, letters):
    entry_due_in(days, school=school, owner=wil)
    remind_owners_of_entries()
    assert marks() == letters


def test_ringing_again_doubles_nothing_and_time_brings_the_second(wil, school):
    entry_due_in(20, school=school, owner=wil)
    now = timezone.now()
    assert remind_owners(now=now) == 1
    assert remind_owners(now=now + timedelta(hours=6)) == 0
    assert remind_owners(now=now + timedelta(days=14)) == 1
    assert remind_owners(now=now + timedelta(days=15)) == 0
    assert remind_owners(now=now + timedelta(days=60)) == 0
    assert marks() == ["1", "3"]


def test_nobody_is_written_to_who_does_not_look_after_it(wil, ada, school):
    entry_due_in(5, school=school, owner=None)
    entry_due_in(5, school=school, owner=ada)
    entry_due_in(5, school=school, owner=wil, withdrawn_on=timezone.localdate())
    assert remind_owners(now=timezone.now()) == 0


def test_staff_are_told_what_nobody_looks_after(client, wil, op, school):
    gone = StaffFactory(school=school, is_active=False)
    for owner in (None, gone, wil):
        ResourceFactory(school=school, owner=owner)
    ResourceFactory(title="Everybody's")
    for reader, words, found in (
        (wil, "2 entries of the library have nobody who looks after them", 2),
        (op, "1 entry of the library has nobody who looks after it", 1),
    ):
        [need] = [need for need in needs_a_hand(reader) if "looks after" in need.words]
        assert need.words == words
        client.force_login(reader)
        assert len(client.get(need.url).context["cl"].result_list) == found


def test_the_letter_leaves_in_neutral_words(wil, school, mailbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    entry = entry_due_in(5, school=school, owner=wil)
    remind_owners(now=timezone.now())
    send_waiting(is_urgent=False)
    (letter,) = mailbox.letters
    assert letter["Subject"] == "Tandem: something in the library is due for a look"
    assert f"/staff/resources/resource/{entry.pk}/change/" in mailbox.text()
    assert "Counselling" not in mailbox.text() + letter["Subject"]


@pytest.mark.parametrize("change", ["checked", "handed on", "withdrawn"])
def test_what_is_settled_meanwhile_is_not_written_about(wil, op, school, mailbox, settings, change):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    entry = ResourceFactory(school=school, owner=wil, assured_on=timezone.localdate() - timedelta(days=180))
    remind_owners(now=timezone.now())
    assert Letter.objects.count() == 1
    if change == "checked":
        verify_entries(entries=[entry], by=wil, on=timezone.localdate())
    elif change == "handed on":
        entry.owner = op
        entry.save()
    else:
        entry.withdrawn_on = timezone.localdate()
        entry.save()
    send_waiting(is_urgent=False)
    assert mailbox.letters == []
