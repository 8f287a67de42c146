"""After "please contact me": staff are written to, again if nobody answers, and the student sees what happened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from accounts.models import Letter
from accounts.outbox import send_waiting
from checkins.concerns import (
    NobodyOnDuty,
    acknowledge_concern,
    close_concern,
    open_concern,
    page_again,
    withdraw_concern,
)
from checkins.models import Concern
from checkins.paging import MOST_PAGES
from tests.factories import CheckInFactory, ConcernFactory, StaffFactory

WEDNESDAY = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)  # 10:00 in London, staffed 9 to 17
NIGHT = datetime(2026, 6, 10, 22, 0, tzinfo=UTC)  # 23:00 in London


def ask(student, now=WEDNESDAY, **more):
    return open_concern(
        by=student,
        words="It is a lot.",
        reach_by="07700 900123",
        reach_when="After five",
        urgency="today",
        now=now,
        **more,
    )


def happened(concern):
    return list(concern.events.values_list("what", flat=True))


def test_everybody_on_duty_is_written_to_at_once(ada, wil, mailbox):
    second = StaffFactory(school=ada.school)
    StaffFactory(school=ada.school, is_on_duty_list=False)
    concern = ask(ada)
    assert send_waiting(is_urgent=True, clock=lambda: WEDNESDAY) == 2
    assert set(mailbox.recipients) == {wil.email, second.email}
    assert happened(concern) == ["opened", "paged"]


def test_the_duty_letter_says_nothing_about_the_student(ada, wil, mailbox):
    ask(ada)
    send_waiting(is_urgent=True, clock=lambda: WEDNESDAY)
    everything = mailbox.raw[0].decode().lower()
    for secret in (ada.alias.lower(), ada.email, "it is a lot", "07700", "today", "after five"):
        assert secret not in everything
    assert "list-unsubscribe" not in everything


def test_the_duty_letter_goes_out_in_quiet_hours_and_pauses_too(ada, wil, mailbox):
    wil.pauses.create(starts_at=NIGHT - timedelta(days=1), ends_at=NIGHT + timedelta(days=1))
    type(wil).objects.filter(pk=wil.pk).update(
        quiet_from="21:00", quiet_until="07:00", letters_stopped_at=NIGHT
    )
    ask(ada, now=NIGHT)
    assert send_waiting(is_urgent=True, clock=lambda: NIGHT) == 1


def test_a_school_without_anybody_on_duty_takes_no_request(ada):
    with pytest.raises(NobodyOnDuty):
        ask(ada)
    assert not Concern.objects.exists()


def test_staff_of_another_school_are_not_on_duty_here(ada, nia):
    StaffFactory(school=nia.school)
    with pytest.raises(NobodyOnDuty):
        ask(ada)


def test_it_is_sent_again_when_nobody_takes_it_in_the_schools_time(ada, wil, mailbox):
    concern = ask(ada)
    assert page_again(now=WEDNESDAY + timedelta(minutes=29)) == 0
    assert page_again(now=WEDNESDAY + timedelta(minutes=30)) == 1
    assert send_waiting(is_urgent=True, clock=lambda: WEDNESDAY + timedelta(minutes=30)) == 2
    assert happened(concern) == ["opened", "paged", "paged-again"]


def test_at_night_the_schools_time_begins_when_it_opens(ada, wil):
    concern = ask(ada, now=NIGHT)
    thursday_half_past_nine = datetime(2026, 6, 11, 8, 30, tzinfo=UTC)
    assert concern.page_again_at == thursday_half_past_nine


def test_over_a_weekend_too(ada, wil):
    friday = datetime(2026, 6, 12, 15, 50, tzinfo=UTC)  # 16:50 in London: ten minutes are left
    concern = ask(ada, now=friday)
    assert concern.page_again_at == datetime(2026, 6, 15, 8, 20, tzinfo=UTC)


def test_pages_end_some_time(ada, wil):
    concern = ask(ada)
    now = WEDNESDAY
    for _ in range(20):
        now += timedelta(days=1)
        page_again(now=now)
    concern.refresh_from_db()
    assert concern.pages == MOST_PAGES
    assert concern.page_again_at is None


def test_one_of_the_staff_takes_it_and_the_student_hears(ada, wil, mailbox):
    concern = ask(ada)
    later = WEDNESDAY + timedelta(minutes=10)
    assert acknowledge_concern(concern=concern, by=wil, now=later)
    assert not acknowledge_concern(concern=concern, by=StaffFactory(school=ada.school), now=later)
    concern.refresh_from_db()
    assert concern.acknowledged_by == wil
    # The page that had not left yet is not wanted any more; the student's letter is.
    assert send_waiting(is_urgent=True, clock=lambda: later) == 0
    assert send_waiting(is_urgent=False, clock=lambda: later) == 1
    assert mailbox.recipients == [ada.email]
    assert page_again(now=later + timedelta(days=1)) == 0


def test_closing_says_what_was_agreed(ada, wil):
    concern = ask(ada)
    assert close_concern(concern=concern, by=wil, outcome="We meet on Friday.", now=WEDNESDAY)
    assert not close_concern(concern=concern, by=wil, outcome="Again", now=WEDNESDAY)
    concern.refresh_from_db()
    assert concern.outcome == "We meet on Friday."
    assert happened(concern)[-1] == "closed"
    assert Letter.objects.filter(kind="request-moved").count() == 1


def test_what_a_student_takes_back_staff_no_longer_see(ada, wil, mailbox):
    concern = ask(ada)
    assert list(Concern.objects.for_staff(wil)) == [concern]
    assert withdraw_concern(concern=concern, now=WEDNESDAY)
    assert not Concern.objects.for_staff(wil).exists()
    assert send_waiting(is_urgent=True, clock=lambda: WEDNESDAY) == 0
    assert page_again(now=WEDNESDAY + timedelta(days=1)) == 0


def test_only_the_own_schools_staff_may_open_it(ada, ben, mo, wil, zed, nia, op):
    concern = ask(ada)
    other_staff = StaffFactory(school=nia.school)
    may = {
        person
        for person in (ada, ben, mo, wil, zed, nia, op, other_staff)
        if Concern.objects.for_staff(person).filter(pk=concern.pk).exists()
    }
    assert may == {wil}


def test_what_was_written_lies_encrypted_in_the_table(ada, wil):
    concern = ask(ada)
    row = Concern.objects.raw("SELECT id, encode(words, 'escape') AS lies FROM checkins_concern")[0]
    assert row.pk == concern.pk
    assert row.lies.startswith("gAAAA")


def test_a_checkin_has_at_most_one_open_request(ada, wil):
    checkin = CheckInFactory(user=ada)
    ask(ada, checkin=checkin)
    with pytest.raises(IntegrityError):
        ConcernFactory(student=ada, checkin=checkin)


def test_who_had_taken_it_hears_that_it_was_taken_back(ada, wil, mailbox):
    concern = ask(ada)
    acknowledge_concern(concern=concern, by=wil, now=WEDNESDAY)
    send_waiting(is_urgent=True, clock=lambda: WEDNESDAY)
    sent = len(mailbox)
    withdraw_concern(concern=concern, now=WEDNESDAY)
    send_waiting(is_urgent=True, clock=lambda: WEDNESDAY)
    over = mailbox.letters[sent:]
    assert [letter["To"] for letter in over] == [wil.email]
    assert f"number {concern.pk}" in over[0].get_body(("plain",)).get_content()


def test_what_nobody_had_taken_is_taken_back_without_a_letter(ada, wil):
    withdraw_concern(concern=ask(ada), now=WEDNESDAY)
    assert not Letter.objects.filter(kind="duty-over").exists()


def test_nobody_left_on_duty_is_said_once_and_whoever_comes_is_written_to(ada, wil):
    concern = ask(ada)
    wil.is_on_duty_list = False
    wil.save()
    for hours in (1, 2, 3):
        page_again(now=WEDNESDAY + timedelta(hours=hours))
    assert happened(concern) == ["opened", "paged", "nobody-there"]
    newcomer = StaffFactory(school=ada.school)
    page_again(now=WEDNESDAY + timedelta(hours=4))
    assert happened(concern) == ["opened", "paged", "nobody-there", "paged-again"]
    assert Letter.objects.filter(kind="duty", recipient=newcomer).count() == 1


@pytest.mark.parametrize(
    "leaving", [{"is_active": False}, {"is_staff": False, "is_on_duty_list": False}, {"school": "another"}]
)
def test_what_somebody_had_taken_who_left_is_nobodys_and_others_are_written_to(
    ada, wil, other_school, leaving
):
    other = StaffFactory(school=ada.school)
    concern = ask(ada)
    for hours in range(1, MOST_PAGES):
        page_again(now=WEDNESDAY + timedelta(days=hours))
    acknowledge_concern(concern=concern, by=wil, now=WEDNESDAY + timedelta(days=7))
    page_again(now=WEDNESDAY + timedelta(days=8))
    assert happened(concern)[-1] == "acknowledged"
    if "school" in leaving:
        leaving = {"school": other_school}
    type(wil).objects.filter(pk=wil.pk).update(**leaving)
    page_again(now=WEDNESDAY + timedelta(days=9))
    assert happened(concern)[-2:] == ["given-back", "paged-again"]
    concern.refresh_from_db()
    assert (concern.acknowledged_at, concern.acknowledged_by) == (None, None)
    assert Letter.objects.filter(kind="duty", recipient=other).count() == MOST_PAGES
    acknowledge_concern(concern=concern, by=other, now=WEDNESDAY + timedelta(days=10))
    # Each of the three steps is news to the student.
    assert Letter.objects.filter(kind="request-moved", recipient=ada).count() == 3


def test_when_all_letters_are_written_it_says_so(ada, wil):
    concern = ask(ada)
    for days in range(1, MOST_PAGES + 3):
        assert not concern.is_unheard
        page_again(now=WEDNESDAY + timedelta(days=7 * days))
        concern.refresh_from_db()
        if concern.pages == MOST_PAGES:
            break
    assert concern.is_unheard
    acknowledge_concern(concern=concern, by=wil, now=WEDNESDAY + timedelta(days=90))
    concern.refresh_from_db()
    assert not concern.is_unheard
