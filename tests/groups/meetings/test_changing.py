"""Moving dates and series, calling off and taking back; what is told of it once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from groups.meetings.answers import answer_date
from groups.meetings.changes import TELL_AFTER, Scope, call_off, change_date, change_dates, take_back
from groups.meetings.dates import write_dates, write_on
from groups.models import Answer, Meeting, Occasion
from tests.factories import MembershipFactory

from .diary import NOON, dates, letters, pattern_of, sent_after

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_a_moved_date_keeps_answers_and_tells_those_who_come_once(weekly, group, me, other, mailbox):
    first = dates(weekly)[0]
    no, away = MembershipFactory.create_batch(2, group=group)
    for member, answer in ((me, "yes"), (other, "maybe"), (no, "no"), (away, "later")):
        answer_date(occasion=first, by=member, answer=answer, now=NOON)
    starts = datetime(2026, 6, 9, 19, 30)
    assert change_date(occasion=first, by=me.user, starts=starts, minutes=60, place="", link="", now=NOON)
    first.refresh_from_db()
    assert first.starts_at == datetime(2026, 6, 9, 18, 30, tzinfo=UTC)
    assert (first.is_moved, first.originally_on, first.sequence) == (True, date(2026, 6, 8), 1)
    assert [letter.recipient for letter in letters()] == [other.user], "who changed it knows"
    assert sent_after(timedelta()) == 0, "a slip of the finger can be taken back first"
    assert sent_after(TELL_AFTER) == 1
    assert sent_after(TELL_AFTER) == 0
    words = mailbox[0].get_body(("plain",)).get_content()
    assert "It is now Tuesday 9 June at 19:30" in words
    assert weekly.title not in mailbox[0]["Subject"]
    assert group.name not in str(mailbox[0])


def test_two_changes_in_a_row_are_one_letter(weekly, me, other, mailbox):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    for hour in (19, 20):
        starts = datetime(2026, 6, 9, hour)
        change_date(occasion=first, by=me.user, starts=starts, minutes=60, place="", link="", now=NOON)
    assert letters().count() == 2
    assert sent_after(TELL_AFTER) == 1
    assert letters().filter(dropped_because="no longer wanted").count() == 1


def test_changing_nothing_tells_nobody(weekly, me, other):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    assert not change_date(
        occasion=first, by=me.user, starts=first.original_wall, minutes=60, place="", link="", now=NOON
    )
    change_dates(
        occasion=first, scope=Scope.ALL, by=me.user, pattern=pattern_of(weekly, title="New name"), now=NOON
    )
    assert not letters().exists()
    weekly.refresh_from_db()
    assert (weekly.title, weekly.sequence) == ("New name", 1)


def test_a_change_of_the_weekday_keeps_each_dates_answers_and_leaves_earlier_dates(weekly, me, other):
    rows = dates(weekly)
    for row in rows[:4]:
        answer_date(occasion=row, by=other, answer="yes", now=NOON)
    pattern = pattern_of(weekly, first_on=rows[2].originally_on + timedelta(days=1), local_time=time(20))
    change_dates(occasion=rows[2], scope=Scope.FOLLOWING, by=me.user, pattern=pattern, now=NOON)
    after = dates(weekly)
    assert [row.pk for row in after][: len(rows)] == [row.pk for row in rows]
    assert [row.starts_at.isoweekday() for row in after[:4]] == [1, 1, 2, 2]
    assert [row.answers.count() for row in after[:5]] == [1, 1, 1, 1, 0]
    assert letters().count() == 1, "one letter, however many dates"
    assert letters().get().about == rows[2].pk


def test_dates_that_a_slower_rhythm_drops_are_told_too(weekly, me, other, mailbox):
    rows = dates(weekly)
    answer_date(occasion=rows[1], by=other, answer="yes", now=NOON)
    pattern = pattern_of(weekly, rule="FREQ=WEEKLY;INTERVAL=2")
    change_dates(occasion=rows[0], scope=Scope.ALL, by=me.user, pattern=pattern, now=NOON)
    assert not Occasion.objects.filter(pk=rows[1].pk).exists()
    assert {row.pk for row in dates(weekly)} <= {row.pk for row in rows}
    assert [letter.recipient for letter in letters()] == [other.user]
    assert sent_after(TELL_AFTER) == 1


def test_more_seats_are_given_to_who_waits(weekly, group, me, other):
    Meeting.objects.update(capacity=1)
    weekly.refresh_from_db()
    first = dates(weekly)[0]
    for member in (me, other):
        answer_date(occasion=first, by=member, answer="yes", now=NOON)
    change_dates(
        occasion=first, scope=Scope.ALL, by=me.user, pattern=pattern_of(weekly, capacity=2), now=NOON
    )
    assert not Answer.objects.get(occasion=first, membership=other).is_waiting


def test_calling_off_is_told_once_and_undone_in_time_to_nobody(weekly, me, other, mailbox):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    call_off(occasion=first, scope=Scope.THIS, by=me.user, now=NOON)
    assert take_back(occasion=first, by=me.user, now=NOON + timedelta(minutes=2)) == 1
    assert sent_after(TELL_AFTER) == 0
    call_off(occasion=first, scope=Scope.THIS, by=me.user, now=NOON + timedelta(minutes=3))
    assert sent_after(TELL_AFTER * 2) == 1
    assert "is called off" in mailbox[0].get_body(("plain",)).get_content()


def test_who_heard_that_it_is_off_hears_that_it_is_on_again(weekly, me, other, mailbox):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    call_off(occasion=first, scope=Scope.THIS, by=me.user, now=NOON)
    assert sent_after(TELL_AFTER) == 1
    take_back(occasion=first, by=me.user, now=NOON + timedelta(hours=1))
    assert sent_after(timedelta(hours=2)) == 1
    assert "has changed. It is now" in mailbox[1].get_body(("plain",)).get_content()


def test_calling_off_all_that_follow_stops_the_writing_of_dates_and_comes_back_whole(weekly, me):
    rows = dates(weekly)
    call_off(occasion=rows[1], scope=Scope.THIS, by=me.user, now=NOON)
    assert call_off(occasion=rows[4], scope=Scope.FOLLOWING, by=me.user, now=NOON + timedelta(minutes=1)) == 8
    write_dates(meeting=weekly, now=NOON + timedelta(weeks=4))
    assert weekly.occasions.count() == 12
    assert take_back(occasion=rows[6], by=me.user, now=NOON + timedelta(minutes=2)) == 8
    assert [row.is_cancelled for row in dates(weekly)] == [
        False,
        True,
        *[False] * (weekly.occasions.count() - 2),
    ]
    write_dates(meeting=weekly, now=NOON + timedelta(weeks=4))
    assert weekly.occasions.count() == 16


def test_taking_back_one_date_does_not_bring_back_a_series_that_ended(weekly, me):
    rows = dates(weekly)
    call_off(occasion=rows[6], scope=Scope.FOLLOWING, by=me.user, now=NOON)
    call_off(occasion=rows[2], scope=Scope.THIS, by=me.user, now=NOON + timedelta(minutes=1))
    assert take_back(occasion=rows[2], by=me.user, now=NOON + timedelta(minutes=2)) == 1
    assert [row.is_cancelled for row in dates(weekly)] == [*[False] * 6, *[True] * 6]
    assert write_on(now=NOON + timedelta(weeks=8)) == 0, "it has ended, and no dates are written for it"
    call_off(occasion=rows[4], scope=Scope.FOLLOWING, by=me.user, now=NOON + timedelta(minutes=3))
    assert take_back(occasion=rows[4], by=me.user, now=NOON + timedelta(minutes=4)) == 2
    weekly.refresh_from_db()
    assert weekly.stopped_on == rows[6].originally_on
    take_back(occasion=rows[6], by=me.user, now=NOON + timedelta(minutes=5))
    weekly.refresh_from_db()
    assert weekly.stopped_on is None
    write_dates(meeting=weekly, now=NOON + timedelta(weeks=8))
    assert [row.originally_on for row in dates(weekly)] == [
        rows[0].originally_on + timedelta(weeks=week) for week in range(20)
    ]


def test_every_change_raises_the_number_that_calendars_go_by(weekly, me):
    first = dates(weekly)[0]
    numbers = []
    call_off(occasion=first, scope=Scope.THIS, by=me.user, now=NOON)
    numbers.append(Occasion.objects.get(pk=first.pk).sequence)
    take_back(occasion=first, by=me.user, now=NOON)
    numbers.append(Occasion.objects.get(pk=first.pk).sequence)
    starts = datetime(2026, 6, 9, 20)
    change_date(occasion=first, by=me.user, starts=starts, minutes=60, place="", link="", now=NOON)
    numbers.append(Occasion.objects.get(pk=first.pk).sequence)
    assert numbers == [1, 2, 3]
