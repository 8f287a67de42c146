"""The letter before a meeting, and what keeps it back."""

from datetime import timedelta

import pytest
import time_machine

from accounts.outbox import send_waiting
from groups.meetings.answers import answer_date
from groups.meetings.changes import Scope, call_off, change_date
from groups.meetings.reminders import REMIND_BEFORE, remind_of_meetings
from groups.models import Answer
from groups.tasks import look_after_meetings
from tests.factories import MembershipFactory

from .diary import NOON, dates, letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def the_day_before(meeting):
    return dates(meeting)[0].starts_at - REMIND_BEFORE


def test_only_who_said_yes_or_maybe_is_reminded_and_once(weekly, group, me, other, mailbox):
    first = dates(weekly)[0]
    members = MembershipFactory.create_batch(3, group=group)
    for member, answer in zip((me, other, *members), ("yes", "maybe", "no", "later"), strict=False):
        answer_date(occasion=first, by=member, answer=answer, now=NOON)
    with time_machine.travel(the_day_before(weekly) - timedelta(minutes=1), tick=False):
        assert look_after_meetings() == 0
    with time_machine.travel(the_day_before(weekly), tick=False):
        assert look_after_meetings() == 2
        assert look_after_meetings() == 0
        assert send_waiting(is_urgent=False) == 2
    assert sorted(letter["To"] for letter in mailbox) == sorted([me.user.email, other.user.email])
    for letter in mailbox:
        assert letter["Subject"] == "A reminder from Tandem"
        assert group.name not in str(letter)


@pytest.mark.parametrize("what", ["no", "left", "cancelled", "moved", "unwanted", "waiting", "archived"])
def test_what_has_changed_since_keeps_the_reminder_back(what, weekly, group, me, other, ada, mailbox):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    now = the_day_before(weekly)
    with time_machine.travel(now, tick=False):
        assert remind_of_meetings(now=now).letters == 1
        if what == "no":
            answer_date(occasion=first, by=other, answer="no", now=now)
        elif what == "left":
            other.left_at = now
            other.save()
        elif what == "cancelled":
            call_off(occasion=first, scope=Scope.THIS, by=ada, now=now)
        elif what == "moved":
            starts = first.original_wall + timedelta(days=3)
            change_date(occasion=first, by=ada, starts=starts, minutes=60, place="", link="", now=now)
        elif what == "unwanted":
            other.wants_letters = False
            other.save()
        elif what == "waiting":
            Answer.objects.update(is_waiting=True)
        else:
            group.archived_at = now
            group.save()
        assert send_waiting(is_urgent=False) == 0
    assert letters("meeting-reminder").get().dropped_because == "no longer wanted"


def test_a_moved_date_is_reminded_of_at_its_new_time(weekly, me, other):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    now = the_day_before(weekly)
    assert remind_of_meetings(now=now).letters == 1
    starts = first.original_wall + timedelta(days=2)
    change_date(occasion=first, by=me.user, starts=starts, minutes=60, place="", link="", now=now)
    assert remind_of_meetings(now=now + timedelta(days=1)).letters == 0
    assert remind_of_meetings(now=now + timedelta(days=2)).letters == 1


def test_reminding_takes_as_many_statements_for_forty_people_as_for_two(
    weekly, group, me, django_assert_num_queries
):
    first = dates(weekly)[0]
    for member in MembershipFactory.create_batch(40, group=group):
        Answer.objects.create(occasion=first, membership=member, answer="yes", answered_at=NOON)
    now = the_day_before(weekly)
    with django_assert_num_queries(6):  # with the two of its transaction
        assert remind_of_meetings(now=now).letters == 40
