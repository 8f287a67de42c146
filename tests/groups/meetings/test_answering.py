"""Who comes: answers, seats and the line for them, and having been there."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from groups.meetings.answers import answer_all, answer_date, place_in_line, say_so, seat_where_free
from groups.meetings.changes import Scope, call_off
from groups.meetings.dates import write_dates
from groups.models import Answer, Attendance, Meeting, Occasion
from tests.factories import GroupFactory, MeetingFactory, MembershipFactory

from .diary import NOON, dates, letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_an_answer_can_be_changed_and_saying_it_twice_is_saying_it_once(weekly, me):
    first = dates(weekly)[0]
    for answer in ("yes", "yes", "maybe", "no", "later"):
        answer_date(occasion=first, by=me, answer=answer, now=timezone.now())
        assert Answer.objects.get().answer == answer


def test_an_answer_to_all_dates_reaches_those_that_are_not_written_yet(weekly, me):
    answer_all(meeting=weekly, by=me, answer="yes", now=NOON)
    answer_date(occasion=dates(weekly)[1], by=me, answer="no", now=NOON)
    write_dates(meeting=weekly, now=NOON + timedelta(weeks=3))
    said = [Answer.objects.get(occasion=row).answer for row in dates(weekly)]
    assert said == ["yes", "no", *["yes"] * (len(said) - 2)]
    assert len(said) == 15


def test_a_date_that_has_begun_or_is_called_off_takes_no_answer(weekly, me, ada):
    first, second = dates(weekly)[:2]
    call_off(occasion=second, scope=Scope.THIS, by=ada, now=NOON)
    assert answer_date(occasion=second, by=me, answer="yes", now=NOON) is None
    assert answer_date(occasion=first, by=me, answer="yes", now=first.starts_at) is None
    assert not Answer.objects.exists()


def test_whoever_finds_it_full_waits_in_order_and_gets_the_seat_that_is_given_up(weekly, group, me):
    Meeting.objects.update(capacity=2)
    members = [me, *MembershipFactory.create_batch(4, group=group)]
    first = dates(weekly)[0]
    said = [
        answer_date(occasion=first, by=member, answer="yes", now=NOON + timedelta(minutes=minute))
        for minute, member in enumerate(members)
    ]
    assert [answer.is_waiting for answer in said] == [False, False, True, True, True]
    assert [place_in_line(answer) for answer in said] == [0, 0, 1, 2, 3]
    # Saying yes again keeps one's place.
    answer_date(occasion=first, by=members[2], answer="yes", now=NOON + timedelta(hours=1))
    answer_date(occasion=first, by=me, answer="no", now=NOON + timedelta(hours=2))
    for answer in said:
        answer.refresh_from_db()
    assert [answer.is_waiting for answer in said[1:]] == [False, False, True, True]
    assert [letter.recipient for letter in letters("seat")] == [members[2].user]


def test_a_seat_is_free_again_when_a_member_leaves(weekly, group, me, other):
    Meeting.objects.update(capacity=1)
    first = dates(weekly)[0]
    answer_date(occasion=first, by=me, answer="yes", now=NOON)
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    me.left_at = NOON + timedelta(minutes=1)
    me.save()
    assert seat_where_free(now=NOON) == 1
    assert not Answer.objects.get(membership=other).is_waiting
    assert seat_where_free(now=NOON) == 0


def test_the_database_refuses_one_seat_too_many(weekly, me, other):
    Meeting.objects.update(capacity=1)
    first = dates(weekly)[0]
    Answer.objects.create(occasion=first, membership=me, answer="yes", answered_at=NOON)
    with pytest.raises(IntegrityError, match="occasion_has_room"), transaction.atomic():
        Answer.objects.create(occasion=first, membership=other, answer="yes", answered_at=NOON)


def test_the_database_refuses_an_answer_of_another_group(weekly, school):
    stranger = MembershipFactory(group=GroupFactory(school=school))
    with pytest.raises(IntegrityError, match="answer_is_of_the_same_group"), transaction.atomic():
        Answer.objects.create(occasion=dates(weekly)[0], membership=stranger, answer="yes", answered_at=NOON)
    with pytest.raises(IntegrityError, match="answer_is_of_the_same_group"), transaction.atomic():
        Attendance.objects.create(occasion=dates(weekly)[0], membership=stranger, said_at=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_press_yes_at_once_five_get_a_seat_and_the_others_wait_in_one_line(run_in_threads):
    meeting = MeetingFactory(group=GroupFactory(capacity=60), capacity=5)
    members = iter(MembershipFactory.create_batch(20, group=meeting.group))
    first = dates(meeting)[0]

    def say_yes():
        return answer_date(occasion=first, by=next(members), answer="yes", now=timezone.now()).is_waiting

    waiting = run_in_threads(say_yes, times=20)
    assert (waiting.count(False), waiting.count(True)) == (5, 15)
    assert first.answers.seated().count() == 5
    assert sorted(place_in_line(answer) for answer in first.answers.in_line()) == list(range(1, 16))


def test_the_group_sees_how_many_came_from_three_on(weekly, group, client, me):
    first = dates(weekly)[0]
    members = [me, *MembershipFactory.create_batch(3, group=group)]
    shown = []
    for member in members:
        say_so(occasion=first, by=member, was_there=True, now=first.starts_at)
        say_so(occasion=first, by=member, was_there=True, now=first.starts_at)
        shown.append(Occasion.objects.with_attendance().get(pk=first.pk).came)
    assert shown == [None, None, 3, 4]
    say_so(occasion=first, by=me, was_there=False, now=first.starts_at)
    assert Occasion.objects.with_attendance().get(pk=first.pk).came == 3


def test_nobody_says_so_before_it_begins_or_for_a_date_that_was_called_off(weekly, client, me, ada):
    client.force_login(ada)
    first, second = dates(weekly)[:2]
    call_off(occasion=second, scope=Scope.THIS, by=ada, now=NOON)
    for row, now in ((first, NOON), (second, second.starts_at)):
        with time_machine.travel(now, tick=False):
            client.post(
                reverse("groups:meeting-attended", args=[weekly.group.key, row.key]), {"was-there": "yes"}
            )
    assert not Attendance.objects.exists()
