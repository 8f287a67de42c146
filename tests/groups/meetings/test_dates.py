"""Dates are rows, written ahead and let go."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from groups.meetings.answers import answer_all, answer_date, say_so
from groups.meetings.changes import Scope, call_off
from groups.meetings.dates import write_dates, write_on
from groups.meetings.retention import let_go
from groups.models import Answer, Attendance, Meeting, StandingAnswer
from groups.models.answers import Coming
from groups.tasks import write_dates as write_dates_task
from tests.factories import MeetingFactory

from .diary import NOON, a_meeting, dates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.mark.django_db(transaction=True)
def test_dates_are_written_once_by_many_workers(run_in_threads):
    meeting = MeetingFactory(rule="FREQ=WEEKLY")
    later = timezone.now() + timedelta(weeks=3)
    run_in_threads(lambda: write_dates(meeting=meeting, now=later), times=6)
    days = [row.originally_on for row in dates(meeting)]
    assert len(days) == len(set(days)) == 15


def test_the_task_writes_on_what_reaches_too_short_and_nothing_else(weekly, group):
    MeetingFactory(group=group)  # once
    stopped = MeetingFactory(group=group, rule="FREQ=WEEKLY")
    call_off(occasion=dates(stopped)[0], scope=Scope.ALL, by=weekly.planned_by.user, now=NOON)
    assert write_on(now=NOON) == 0
    with time_machine.travel(NOON + timedelta(weeks=2), tick=False):
        assert write_dates_task() == 1
        assert write_dates_task() == 0
    assert weekly.occasions.count() == 14
    assert stopped.occasions.count() == 12


def test_what_is_over_is_let_go(weekly, me):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=me, answer="yes", now=NOON)
    say_so(occasion=first, by=me, was_there=True, now=first.starts_at)
    let_go(now=first.ends_at + timedelta(days=29))
    assert Answer.objects.exists()
    let_go(now=first.ends_at + timedelta(days=31))
    assert not Answer.objects.exists()
    assert Attendance.objects.exists()
    let_go(now=first.ends_at + timedelta(days=400))
    assert not Attendance.objects.exists()


def test_a_person_who_leaves_for_good_takes_answers_along_and_leaves_the_meeting(weekly, me, ada):
    answer_all(meeting=weekly, by=me, answer=Coming.YES, now=NOON)
    say_so(occasion=dates(weekly)[0], by=me, was_there=True, now=NOON)
    ada.delete()
    assert not Answer.objects.exists()
    assert not StandingAnswer.objects.exists()
    weekly.refresh_from_db()
    assert weekly.planned_by is None
    assert weekly.occasions.count() == 12


def test_writing_dates_twice_changes_nothing():
    meeting, now = a_meeting("FREQ=WEEKLY", date(2026, 10, 13), time(19), "Europe/London")
    before = list(meeting.occasions.values())
    assert len(before) == 12
    assert write_dates(meeting=meeting, now=now) == []
    assert list(meeting.occasions.values()) == before
    assert len(write_dates(meeting=meeting, now=now + timedelta(weeks=2))) == 2


def test_a_first_date_far_ahead_is_there_all_the_same():
    meeting, now = a_meeting("", date(2026, 10, 13), time(19), "Europe/London")
    assert write_dates(meeting=meeting, now=now - timedelta(days=300)) == []
    meeting.occasions.all().delete()
    Meeting.objects.update(reaches_on=None)
    assert len(write_dates(meeting=meeting, now=now - timedelta(days=300))) == 1
