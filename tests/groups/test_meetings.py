"""Meetings: planning, answering, seats and the line for them, changes told once, calling off and taking back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from accounts.outbox import send_waiting
from groups.kinds import Identity, Role
from groups.meetings.answers import answer_all, answer_date, place_in_line, say_so, seat_where_free
from groups.meetings.changes import TELL_AFTER, Pattern, Scope, call_off, change_date, change_dates, take_back
from groups.meetings.dates import write_dates, write_on
from groups.meetings.reminders import REMIND_BEFORE, remind_of_meetings
from groups.meetings.retention import let_go
from groups.models import Answer, Attendance, Block, Meeting, Occasion, StandingAnswer
from groups.models.answers import Coming
from groups.tasks import look_after_meetings
from groups.tasks import write_dates as write_dates_task
from tests.factories import GroupFactory, MeetingFactory, MembershipFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def group(school):
    return GroupFactory(school=school, capacity=60)


@pytest.fixture
def me(group, ada):
    return MembershipFactory(group=group, user=ada)


@pytest.fixture
def other(group, ben):
    return MembershipFactory(group=group, user=ben)


@pytest.fixture
def weekly(group, me):
    """Every Monday at 18:00 in London, from next week on; planned by Ada."""
    return MeetingFactory(group=group, planned_by=me, rule="FREQ=WEEKLY")


def dates(meeting):
    return list(meeting.occasions.order_by("originally_on"))


def pattern_of(meeting, **changed):
    names = list(Pattern.__dataclass_fields__)
    return Pattern(**{**{name: getattr(meeting, name) for name in names}, **changed})


def letters(kind="meeting"):
    return Letter.objects.filter(kind=kind)


def sent_after(wait):
    with time_machine.travel(timezone.now() + wait, tick=False):
        return send_waiting(is_urgent=False)


# Answering


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


# Changing


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


# Calling off


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


# Reminding


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


# Having been there


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


# Pages


def address(name, meeting, row, *more):
    return reverse(f"groups:{name}", args=[meeting.group.key, row.key, *more])


def test_planning_answering_and_calling_off_on_pages(client, group, me, other, ada, ben):
    client.force_login(ada)
    form = {
        "title": "Renal, slowly",
        "on": "2026-06-08",
        "at": "18:00",
        "minutes": "60",
        "rhythm": "weekly",
        "times": "4",
        "place": "Library",
        "link": "zoom.us/j/5",
        "time_zone": "Europe/London",
    }
    for _ in range(2):
        response = client.post(reverse("groups:meeting-new", args=[group.key]), form)
    meeting = Meeting.objects.get()
    assert meeting.rule == "FREQ=WEEKLY;COUNT=4"
    assert meeting.link == "https://zoom.us/j/5"
    assert meeting.occasions.count() == 4
    assert response.url == address("meeting", meeting, dates(meeting)[0])
    client.force_login(ben)
    client.post(address("meeting-answer", meeting, dates(meeting)[0]), {"answer": "yes", "all": "1"})
    assert Answer.objects.filter(membership=other, answer="yes").count() == 4
    assert StandingAnswer.objects.get().membership == other
    page = client.get(address("meeting", meeting, dates(meeting)[0])).text
    assert other.alias in page
    assert ben.email not in page
    assert "Join on Zoom" in page
    assert 'rel="noopener noreferrer nofollow"' in page
    assert client.get(address("meeting-change", meeting, dates(meeting)[0])).status_code == 404
    client.force_login(ada)
    client.post(address("meeting-cancel", meeting, dates(meeting)[2]), {"scope": "following"})
    assert [row.is_cancelled for row in dates(meeting)] == [False, False, True, True]
    client.post(address("meeting-restore", meeting, dates(meeting)[3]))
    assert not any(row.is_cancelled for row in dates(meeting))


def test_a_change_of_what_follows_cannot_run_into_what_stays(client, weekly, me, ada):
    client.force_login(ada)
    rows = dates(weekly)
    form = {
        "on": f"{rows[1].originally_on}",
        "at": "18:00",
        "minutes": "60",
        "rhythm": "weekly",
        "time_zone": "Europe/London",
    }
    response = client.post(address("meeting-change-series", weekly, rows[3], "following"), form)
    assert "Please choose a day after 22 June: dates until then stay." in response.text
    form["on"] = f"{rows[2].originally_on + timedelta(days=1)}"
    assert (
        client.post(address("meeting-change-series", weekly, rows[3], "following"), form).status_code == 302
    )
    assert [row.originally_on for row in dates(weekly)][:4] == [
        date(2026, 6, 8),
        date(2026, 6, 15),
        date(2026, 6, 22),
        date(2026, 6, 23),
    ]


def test_a_day_that_somebody_else_has_just_taken_is_refused_beside_the_field(
    client, weekly, me, ada, monkeypatch
):
    """The form looks at the dates before the change holds them; the change looks again."""
    client.force_login(ada)
    rows = dates(weekly)
    monkeypatch.setattr("groups.views.planning.stays_until", lambda **_: None)
    form = {
        "on": f"{rows[2].originally_on}",
        "at": "18:00",
        "minutes": "60",
        "rhythm": "weekly",
        "time_zone": "Europe/London",
        "title": "What I typed",
    }
    response = client.post(address("meeting-change-series", weekly, rows[3], "following"), form)
    assert response.context["form"].errors["on"] == [
        "Please choose a day after 22 June: dates until then stay."
    ]
    assert "What I typed" in response.text
    assert [row.originally_on for row in dates(weekly)] == [row.originally_on for row in rows]


@pytest.mark.parametrize(
    "link",
    [
        "http://zoom.us/j/1",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://ada:secret@zoom.us/j/1",
        "https://localhost/",
        "https://zoom.us:8443/j/1",
        "https://exa mple.org/",
        "https://zoom.us/\\evil",
        "ftp://zoom.us/",
        "https://",
    ],
)
def test_a_link_that_is_not_plain_https_is_refused(link, client, group, me, ada):
    client.force_login(ada)
    form = {
        "on": "2026-06-08",
        "at": "18:00",
        "minutes": "60",
        "rhythm": "once",
        "time_zone": "UTC",
        "link": link,
    }
    response = client.post(reverse("groups:meeting-new", args=[group.key]), form)
    assert response.status_code == 200
    assert response.context["form"].errors["link"]
    assert not Meeting.objects.exists()


def test_whoever_looks_after_the_group_may_change_what_others_planned(client, weekly, group, mo):
    MembershipFactory(group=group, user=mo, role=Role.MENTOR)
    client.force_login(mo)
    assert client.get(address("meeting-change", weekly, dates(weekly)[0])).status_code == 200


def test_an_archived_group_shows_its_meetings_and_takes_no_new_ones(client, weekly, group, me, ada):
    group.archived_at = NOON
    group.save()
    client.force_login(ada)
    first = dates(weekly)[0]
    assert client.get(address("meeting", weekly, first)).status_code == 200
    for name in ("meeting-change", "meeting-cancel"):
        assert client.get(address(name, weekly, first)).status_code == 404
    assert client.get(reverse("groups:meeting-new", args=[group.key])).status_code == 404
    assert client.post(address("meeting-answer", weekly, first), {"answer": "yes"}).status_code == 404


def test_who_was_put_out_of_sight_is_not_named_among_those_who_come(client, weekly, me, other, ada, ben):
    first = dates(weekly)[0]
    answer_date(occasion=first, by=other, answer="yes", now=NOON)
    Block.objects.create(by=ada, group=weekly.group, whom=ben, called=other.alias, blocked_at=NOON)
    client.force_login(ada)
    assert other.alias not in client.get(address("meeting", weekly, first)).text
    client.force_login(ben)
    assert f'<dd dir="auto">{me.alias}' not in client.get(address("meeting", weekly, first)).text


def test_a_group_of_names_shows_names_and_one_of_aliases_never_does(client, school, ada, ben):
    ben.name = "Benedict Example"
    ben.save()
    for identity, is_named in ((Identity.NAMES, True), (Identity.ALIASES, False)):
        group = GroupFactory(school=school, identity=identity)
        MembershipFactory(group=group, user=ada)
        member = MembershipFactory(group=group, user=ben)
        meeting = MeetingFactory(group=group, planned_by=member)
        answer_date(occasion=dates(meeting)[0], by=member, answer="yes", now=NOON)
        client.force_login(ada)
        page = client.get(address("meeting", meeting, dates(meeting)[0])).text
        assert ("Benedict Example" in page) is is_named
        assert (member.alias in page) is not is_named
        assert ben.alias not in page


@pytest.mark.parametrize("count", [1, 40])
def test_pages_ask_the_database_as_often_for_many_dates_and_people_as_for_few(
    count, client, group, me, ada, django_assert_num_queries
):
    for number in range(count):
        meeting = MeetingFactory(group=group, planned_by=me, rule="FREQ=WEEKLY", title=f"Number {number}")
    members = MembershipFactory.create_batch(min(count, 30), group=group)
    first = dates(meeting)[0]
    for member in members:
        Answer.objects.create(occasion=first, membership=member, answer="yes", answered_at=NOON)
    Occasion.objects.filter(originally_on__lt=date(2026, 6, 22)).update(
        starts_at=NOON - timedelta(days=3), ends_at=NOON - timedelta(days=2)
    )
    client.force_login(ada)
    client.get(reverse("groups:meetings", args=[group.key]))
    with django_assert_num_queries(8):
        client.get(reverse("groups:meetings", args=[group.key]))
    with django_assert_num_queries(13):
        client.get(address("meeting", meeting, first))
    with django_assert_num_queries(10):
        client.get(reverse("groups:calendar"))


def test_lists_go_on_page_by_page_without_losing_or_doubling_a_date(client, group, me, ada):
    for _ in range(3):
        MeetingFactory(group=group, planned_by=me, rule="FREQ=WEEKLY")
    client.force_login(ada)
    seen, mark = [], ""
    while True:
        response = client.get(reverse("groups:meetings", args=[group.key]), {"after": mark} if mark else {})
        seen += [row.pk for row in response.context["coming"]]
        if not (mark := response.context["more_coming"]):
            break
    assert seen == [row.pk for row in Occasion.objects.order_by("starts_at", "pk")]
    for wrong in ("nonsense", "\0", "x" * 5000):
        assert client.get(reverse("groups:meetings", args=[group.key]), {"after": wrong}).status_code == 200


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
