"""Rules that two guards keep: each guard is asked alone, so that the other one cannot hide its absence."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, User
from accounts.outbox import Occasion, post_letters, send_waiting
from checkins import answers, asking, choosing, history, paging, planning, sharing
from checkins.models import CheckIn, ChosenPerson, Concern, Plan, Share
from checkins.reminders import FRESH_FOR, NUDGE_AFTER, OPEN_FOR, claim_due, remind_again
from checkins.snoozing import later_choices
from tests.factories import (
    CheckInFactory,
    ChosenPersonFactory,
    ConcernFactory,
    GradingFactory,
    OperatorFactory,
    PlanFactory,
    StaffFactory,
)

MONDAY = datetime(2026, 6, 8, 6, 0, tzinfo=UTC)
EIGHT = datetime(2026, 6, 8, 19, 0, tzinfo=UTC)  # 20:00 in London


@pytest.fixture
def shared(ada, ben):
    """Ada's answer, shown to Ben."""
    checkin = CheckInFactory(user=ada, answered=True, audience="chosen")
    Share.objects.create(checkin=checkin, chosen=ben.chosen_by.get(), shared_at=timezone.now())
    return checkin


@pytest.fixture
def plan(ada):
    with time_machine.travel(MONDAY, tick=False):
        return PlanFactory(user=ada)


# Who sees


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (ChosenPerson, {"accepted_at": None}),
        (ChosenPerson, {"ended_at": EIGHT}),
        (Share, {"revoked_at": EIGHT}),
        (CheckIn, {"audience": "only-me"}),
        (CheckIn, {"answered_at": None, "level": None}),
    ],
    ids=lambda change: "-".join(change) if isinstance(change, dict) else change.__name__,
)
def test_a_share_is_seen_only_while_all_of_it_holds(ben, shared, model, change):
    assert CheckIn.objects.shared_with(ben).get() == shared
    assert Share.objects.open_to(ben).count() == 1
    model.objects.update(**change)
    assert not CheckIn.objects.shared_with(ben).exists()
    assert not Share.objects.open_to(ben).exists()


def test_who_was_chosen_once_sees_no_connection_any_more(ada, ben):
    ChosenPerson.objects.update(ended_at=EIGHT)
    assert not ChosenPerson.objects.visible_to(ben).exists()
    assert not ChosenPerson.objects.visible_to(ada).exists()


def test_a_request_is_for_wellness_staff_who_do_not_grade_its_student(ada):
    concern = ConcernFactory(student=ada)
    colleague = StaffFactory(school=ada.school, is_on_duty_list=False)
    assert Concern.objects.for_staff(colleague).get() == concern
    GradingFactory(grader=colleague, student=ada)
    assert not Concern.objects.for_staff(colleague).exists()


def test_an_operator_reads_no_request_also_not_of_a_school_that_is_theirs(ada):
    ConcernFactory(student=ada)
    assert not Concern.objects.for_staff(OperatorFactory(school=ada.school)).exists()


def test_staff_cannot_ask_the_list_of_requests_about_addresses(client, wil, ada):
    ConcernFactory(student=ada)
    client.force_login(wil)
    page = reverse("admin:checkins_concern_changelist")
    assert client.get(f"{page}?student__email__startswith=ada").status_code == 400


def test_the_list_of_requests_reads_no_words(client, wil, ada):
    ConcernFactory(student=ada)
    client.force_login(wil)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("admin:checkins_concern_changelist")).status_code == 200
    assert not [query for query in asked if '"checkins_concern"."words"' in query["sql"]]


# Who may do what


def test_nobody_acts_for_somebody_else(ada, ben, zed, nia, shared):
    now = timezone.now()
    waiting, plan = CheckInFactory(user=ada), PlanFactory(user=ada, ended_at=now)
    link = choosing.invite_person(by=ada, nickname="My flatmate", now=now)
    connection_ = ben.chosen_by.get()
    assert not answers.answer_checkin(checkin=waiting, by=zed, level=1, now=now)
    assert not answers.skip_checkin(checkin=waiting, by=zed, now=now)
    assert not answers.keep_draft(checkin=waiting, by=zed, typed={"note": "x"}, now=now)
    assert not answers.change_answer(checkin=shared, by=ben, level=1, note="", tags=[], now=now)
    assert not sharing.change_audience(checkin=shared, by=ben, audience="only-me", now=now)
    assert not choosing.end_connection(connection=connection_, by=zed, now=now)
    assert not choosing.accept_invitation(invitation=link, by=nia, now=now)
    assert not choosing.decline_invitation(invitation=link, by=nia, now=now)
    assert not planning.take_up_again(plan=plan, by=zed, now=now)


def test_an_answer_is_shown_to_ones_own_people_only(ada, ben, zed, nia):
    theirs = ChosenPersonFactory(owner=zed)
    checkin = CheckInFactory(user=ada)
    answers.answer_checkin(
        checkin=checkin, by=ada, level=3, audience="chosen", chosen=[theirs], now=timezone.now()
    )
    assert not Share.objects.exists()


def test_what_ended_or_went_to_staff_is_not_shown_to_anybody_when_it_comes_back(ada, ben, wil, shared):
    """The rows themselves are closed: the answer may be for chosen people again later."""
    now = timezone.now()
    request = {"words": "x", "reach_by": "x", "reach_when": "", "urgency": "today"}
    asking.ask_for_contact(by=ada, checkin=shared, now=now, **request)
    assert not Share.objects.filter(revoked_at=None).exists()
    Share.objects.update(revoked_at=None)
    choosing.end_connection(connection=ben.chosen_by.get(), by=ben, now=now)
    assert not Share.objects.filter(revoked_at=None).exists()


def test_what_was_taken_back_cannot_be_taken_and_what_is_taken_pages_nobody(ada, wil):
    now = timezone.now()
    gone = ConcernFactory(student=ada, withdrawn_at=now)
    assert not paging.take(gone, by=wil, now=now)
    there = ConcernFactory(student=ada, page_again_at=now)
    assert paging.take(there, by=wil, now=now)
    there.refresh_from_db()
    assert there.page_again_at is None


def test_whoever_left_is_not_on_duty(ada, wil):
    assert ada.school.offers_contact()
    User.objects.filter(pk=wil.pk).update(is_active=False)
    assert not ada.school.offers_contact()


def test_staffed_time_that_ends_with_the_shift_ends_there(school):
    assert school.after_staffed_minutes(MONDAY, 8 * 60) == datetime(2026, 6, 8, 16, 0, tzinfo=UTC)


# What is still wanted when it leaves


@pytest.mark.parametrize("kind", ["duty", "moment", "shared", "request-moved"])
def test_a_letter_whose_reason_is_gone_stays_here(kind, ada, ben, wil, shared, mailbox):
    now = timezone.now()
    waiting, concern = CheckInFactory(user=ada), ConcernFactory(student=ada)
    who, about, changed, change = {
        "duty": (wil, concern, User.objects.filter(pk=wil.pk), {"is_on_duty_list": False}),
        "moment": (ada, waiting, CheckIn.objects.filter(pk=waiting.pk), {"answered_at": now, "level": 3}),
        "shared": (ben, shared, Share.objects.all(), {"revoked_at": now}),
        "request-moved": (ada, concern, Concern.objects.all(), {"withdrawn_at": now}),
    }[kind]
    post_letters(kind, [Occasion(who.pk, about.pk, now, f"{about.pk}.1")])
    changed.update(**change)
    assert send_waiting(is_urgent=kind == "duty") == 0
    assert Letter.objects.get().dropped_because == "no longer wanted"
    post_letters(kind, [Occasion(who.pk, about.pk, now, f"{about.pk}.2")])
    changed.update(**{name: True if value is False else None for name, value in change.items()})
    assert send_waiting(is_urgent=kind == "duty") == 1


# When


def test_what_is_late_is_asked_on_the_page_and_not_written(plan):
    claim_due(now=EIGHT + FRESH_FOR)
    assert CheckIn.objects.count() == 1
    assert not Letter.objects.exists()
    assert Plan.objects.get().last_letter_at is None


def test_no_occasion_is_opened_that_is_closed_already(ada):
    with time_machine.travel(MONDAY, tick=False):
        PlanFactory(user=ada, rhythm="monthly", starts_on=date(2026, 6, 8))
    claim_due(now=EIGHT + OPEN_FOR)
    assert not CheckIn.objects.exists()


def test_skipping_is_an_answer_and_silence_without_a_letter_is_none(plan):
    claim_due(now=EIGHT)
    CheckIn.objects.update(skipped_at=EIGHT)
    Plan.objects.update(ignored=1)
    claim_due(now=EIGHT + timedelta(days=1))
    assert Plan.objects.get().ignored == 0
    CheckIn.objects.update(letters_posted=0)
    claim_due(now=EIGHT + timedelta(days=2))
    assert Plan.objects.get().ignored == 0


def test_whoever_hears_from_us_once_a_week_gets_no_second_letter(plan):
    Plan.objects.update(ignored=2)
    claim_due(now=EIGHT)
    assert Letter.objects.count() == 1
    assert CheckIn.objects.get().remind_at is None


def test_no_further_letter_once_the_next_occasion_is_near(plan):
    Plan.objects.update(next_due_at=EIGHT)
    with time_machine.travel(EIGHT, tick=False):
        claim_due(now=EIGHT + timedelta(days=1) - NUDGE_AFTER)
    assert CheckIn.objects.get().remind_at is None


def test_an_answered_checkin_is_not_brought_back(ada):
    CheckInFactory(user=ada, answered=True, due_at=EIGHT, remind_at=EIGHT)
    remind_again(now=EIGHT)
    assert not Letter.objects.exists()
    assert CheckIn.objects.get().remind_at is None


def test_tonight_is_not_offered_an_hour_before(ada):
    offered = [later.value for later in later_choices(ada, EIGHT - timedelta(hours=1))]
    assert offered == ["hour", "tomorrow"]


def test_what_is_due_is_not_moved_by_a_country_that_changes_its_clocks(plan):
    Plan.objects.update(next_due_at=EIGHT + timedelta(hours=1))
    assert planning.keep_local_times(zones=["Europe/London"], now=EIGHT + timedelta(hours=1)) == 0
    assert planning.keep_local_times(zones=["Europe/London"], now=EIGHT) == 1
    assert Plan.objects.get().next_due_at == EIGHT


def test_a_checkin_is_closed_at_its_closing_time(ada):
    checkin = CheckInFactory(user=ada, due_at=MONDAY, closes_at=EIGHT)
    for now, is_open in ((EIGHT - timedelta(seconds=1), True), (EIGHT, False)):
        assert checkin.is_open(now) is CheckIn.objects.open(now).exists() is is_open


# How much


def test_words_that_are_added_never_outgrow_a_note(ada):
    checkin = CheckInFactory(user=ada, answered=True, note="x" * answers.NOTE_MOST)
    answers.add_to_answer(checkin=checkin, note="y", tags=[], now=timezone.now())
    assert CheckIn.objects.get().note == "x" * answers.NOTE_MOST


def test_answers_of_one_instant_are_all_found_page_by_page(ada, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 2)
    mine = [CheckInFactory(user=ada, answered=True, due_at=EIGHT) for _ in range(5)]
    found, mark = [], ""
    for _ in range(3):
        rows, mark = history.read_page(ada, mark)
        found += rows
    assert sorted(row.pk for row in found) == sorted(row.pk for row in mine)
    assert mark == ""
