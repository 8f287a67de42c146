"""Who is reminded, and when: one turn of the wheel, and what keeps it from turning twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic, sleep

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, Pause
from accounts.outbox import send_waiting
from checkins.answers import answer_checkin, check_in_now, snooze_checkin
from checkins.models import CheckIn, Plan
from checkins.planning import end_plan, save_plan
from checkins.reminders import NUDGE_AFTER, claim_due, remind_again
from checkins.tasks import sweep
from tests.factories import CheckInFactory, PlanFactory, UserFactory

MONDAY = datetime(2026, 6, 8, 6, 0, tzinfo=UTC)
EIGHT = datetime(2026, 6, 8, 19, 0, tzinfo=UTC)  # 20:00 in London


@pytest.fixture
def plan(ada):
    with time_machine.travel(MONDAY, tick=False):
        return PlanFactory(user=ada)


def letters_sent_at(now):
    """Sweeps and sends at this instant; returns how many letters left."""
    with time_machine.travel(now, tick=False):
        sweep()
        return send_waiting(is_urgent=False)


def test_nothing_happens_before_the_time(plan):
    assert claim_due(now=EIGHT - timedelta(seconds=1)).plans == 0
    assert not CheckIn.objects.exists()


def test_at_its_time_a_plan_opens_one_checkin_and_writes_one_letter(plan):
    assert claim_due(now=EIGHT).letters == 1
    checkin = CheckIn.objects.get()
    assert (checkin.plan, checkin.user) == (plan, plan.user)
    assert (checkin.occasion_on, checkin.due_at) == (date(2026, 6, 8), EIGHT)
    assert checkin.closes_at == EIGHT + timedelta(days=1)
    plan.refresh_from_db()
    assert (plan.last_on, plan.next_due_at) == (date(2026, 6, 8), EIGHT + timedelta(days=1))


def test_a_second_sweep_sends_nothing(plan, mailbox):
    assert letters_sent_at(EIGHT) == 1
    assert letters_sent_at(EIGHT) == 0
    assert letters_sent_at(EIGHT + timedelta(minutes=5)) == 0
    assert len(mailbox) == 1


def test_one_nudge_if_unanswered_then_quiet(plan, mailbox):
    assert letters_sent_at(EIGHT) == 1
    assert letters_sent_at(EIGHT + NUDGE_AFTER) == 1
    for hours in range(4, 24):
        assert letters_sent_at(EIGHT + timedelta(hours=hours) - timedelta(minutes=1)) == 0
    assert len({message["Message-ID"] for message in mailbox.letters}) == 2


def test_the_nudge_waits_until_the_first_letter_has_been_there_for_a_while(ada, mailbox):
    """What is asked in quiet hours arrives at their end: one letter then, and the further one three hours later."""
    ada.quiet_from, ada.quiet_until = time(22), time(7)
    ada.save()
    with time_machine.travel(MONDAY, tick=False):
        PlanFactory(user=ada, local_time=time(23))
    asked, seven = datetime(2026, 6, 8, 22, 0, tzinfo=UTC), datetime(2026, 6, 9, 6, 0, tzinfo=UTC)
    assert letters_sent_at(asked) == 0
    assert letters_sent_at(asked + NUDGE_AFTER) == 0
    assert letters_sent_at(seven) == 1
    assert letters_sent_at(seven + NUDGE_AFTER - timedelta(minutes=1)) == 0
    assert letters_sent_at(seven + NUDGE_AFTER) == 1
    assert letters_sent_at(seven + timedelta(hours=12)) == 0


def test_a_first_letter_that_the_server_puts_off_is_not_joined_by_the_nudge(plan, mailbox):
    with time_machine.travel(EIGHT, tick=False):
        sweep()
    back = EIGHT + NUDGE_AFTER + timedelta(minutes=30)
    with time_machine.travel(EIGHT + NUDGE_AFTER, tick=False):
        sweep()
    assert letters_sent_at(back) == 1
    assert letters_sent_at(back + NUDGE_AFTER) == 1


def test_no_nudge_from_a_plan_that_has_ended_nor_a_letter_that_still_waits(plan, mailbox):
    with time_machine.travel(EIGHT, tick=False):
        sweep()
    letters_sent_at(EIGHT)
    other = PlanFactory(user=plan.user, next_due_at=EIGHT + timedelta(minutes=1), next_on=EIGHT.date())
    letters_sent_at(EIGHT + timedelta(minutes=1))
    for ended in (plan, other):
        end_plan(plan=ended, now=EIGHT + timedelta(minutes=5))
    assert letters_sent_at(EIGHT + NUDGE_AFTER) == 0
    # What was asked is still open to whoever finds the letter.
    assert CheckIn.objects.open(EIGHT + NUDGE_AFTER).count() == 2


def test_a_letter_of_an_ended_plan_that_waits_for_the_morning_no_longer_leaves(ada, mailbox):
    ada.quiet_from, ada.quiet_until = time(19), time(7)
    ada.save()
    with time_machine.travel(MONDAY, tick=False):
        plan = PlanFactory(user=ada)
    assert letters_sent_at(EIGHT) == 0
    end_plan(plan=plan, now=EIGHT + timedelta(minutes=5))
    assert letters_sent_at(EIGHT + timedelta(hours=11)) == 0
    assert Letter.objects.get().dropped_because == "no longer wanted"


def test_whoever_no_longer_wants_the_further_letter_gets_none_today_either(plan, mailbox):
    letters_sent_at(EIGHT)
    plan.refresh_from_db()
    plan.is_nudged = False
    save_plan(plan=plan, now=EIGHT + timedelta(minutes=5))
    assert letters_sent_at(EIGHT + NUDGE_AFTER) == 0


def test_no_nudge_after_an_answer(plan, mailbox):
    letters_sent_at(EIGHT)
    CheckIn.objects.update(answered_at=EIGHT, level=4)
    assert letters_sent_at(EIGHT + NUDGE_AFTER) == 0


def test_no_nudge_where_somebody_does_not_want_one(plan, mailbox):
    Plan.objects.update(is_nudged=False)
    letters_sent_at(EIGHT)
    assert letters_sent_at(EIGHT + NUDGE_AFTER) == 0


def test_a_postponed_checkin_is_brought_back_once(plan, mailbox):
    letters_sent_at(EIGHT)
    CheckIn.objects.update(remind_at=EIGHT + timedelta(hours=1))
    assert letters_sent_at(EIGHT + timedelta(minutes=59)) == 0
    assert letters_sent_at(EIGHT + timedelta(hours=1)) == 1
    assert letters_sent_at(EIGHT + NUDGE_AFTER) == 0


def test_nothing_is_opened_or_sent_in_a_pause(plan, mailbox):
    Pause.objects.create(user=plan.user, starts_at=EIGHT, ends_at=EIGHT + timedelta(days=7), name="Finals")
    for day in range(7):
        assert letters_sent_at(EIGHT + timedelta(days=day)) == 0
    assert not CheckIn.objects.exists()
    assert letters_sent_at(EIGHT + timedelta(days=7)) == 1


def test_who_left_is_not_asked(plan):
    type(plan.user).objects.update(is_active=False)
    assert claim_due(now=EIGHT).letters == 0
    assert not CheckIn.objects.exists()


def test_an_ended_plan_is_quiet(plan):
    end_plan(plan=plan, now=MONDAY)
    assert claim_due(now=EIGHT).plans == 0


def test_letters_become_weekly_after_two_that_were_ignored_and_say_so(plan, mailbox):
    Plan.objects.update(is_nudged=False)
    days_with_letters = [day for day in range(24) if letters_sent_at(EIGHT + timedelta(days=day))]
    assert days_with_letters == [0, 1, 2, 9, 16, 23]
    says_so = ["about once a week" in mailbox.text(index) for index in range(len(mailbox))]
    assert says_so == [False, False, True, False, False, False]
    assert CheckIn.objects.count() == 24


def test_an_answer_brings_the_old_rhythm_back(plan, mailbox):
    for day in range(4):
        letters_sent_at(EIGHT + timedelta(days=day))
    CheckIn.objects.filter(occasion_on=date(2026, 6, 11)).update(
        answered_at=EIGHT + timedelta(days=3, hours=1), level=2
    )
    assert letters_sent_at(EIGHT + timedelta(days=4)) == 1
    assert letters_sent_at(EIGHT + timedelta(days=5)) == 1


def test_checking_in_of_ones_own_accord_brings_it_back_too(plan, mailbox):
    Plan.objects.update(ignored=3)
    answer_checkin(checkin=check_in_now(by=plan.user, now=MONDAY), by=plan.user, level=3, now=MONDAY)
    plan.refresh_from_db()
    assert not plan.is_backed_off


@pytest.mark.parametrize(
    ("rhythm", "weekdays", "is_backed_off"),
    [
        ("daily", [], True),
        ("weekdays", [], True),
        ("chosen", [1, 4], True),
        ("chosen", [4], False),
        ("fortnightly", [], False),
        ("monthly", [], False),
    ],
)
def test_about_once_a_week_is_said_only_where_it_is_less_than_before(
    client, ada, mailbox, rhythm, weekdays, is_backed_off
):
    plan = PlanFactory(user=ada, rhythm=rhythm, weekdays=weekdays, ignored=2)
    assert plan.is_backed_off == Plan.objects.backed_off().exists() == is_backed_off
    with time_machine.travel(plan.next_due_at, tick=False):
        sweep()
        send_waiting(is_urgent=False)
        client.force_login(ada)
        page = client.get(reverse("checkins:plans")).content.decode()
    assert ("about once a week" in page) == is_backed_off
    assert ("about once a week" in mailbox.letters[0].get_body().get_content()) == is_backed_off


def test_a_day_without_power_brings_at_most_one_reminder_per_plan_and_no_stale_one(ada, mailbox):
    """Five plans at different hours; the house is dark from Monday morning to Tuesday, one in the afternoon."""
    with time_machine.travel(MONDAY, tick=False):
        people = {
            hour: PlanFactory(user=UserFactory(school=ada.school), local_time=time(hour)).user
            for hour in (10, 13, 17, 20, 23)
        }
    back = MONDAY + timedelta(days=1, hours=6)
    # Tuesday's ten o'clock and the one that is due this minute are fresh; Monday's evening ones are not.
    assert letters_sent_at(back) == 2
    assert set(mailbox.recipients) == {people[10].email, people[13].email}
    # What was missed can still be answered on the page: one occasion a plan, the latest.
    assert CheckIn.objects.count() == 5
    assert letters_sent_at(back + timedelta(minutes=30)) == 0


def test_after_three_weeks_of_darkness_nobody_gets_more_than_one_letter(plan, mailbox):
    back = EIGHT + timedelta(days=21, hours=1)
    assert letters_sent_at(back) == 1
    assert CheckIn.objects.get().occasion_on == date(2026, 6, 29)


def test_each_batch_asks_as_often_for_many_as_for_few(ada, django_assert_num_queries):
    with time_machine.travel(MONDAY, tick=False):
        for _ in range(30):
            PlanFactory(user=UserFactory(school=ada.school))
    # savepoint, claim with its letters, release
    with django_assert_num_queries(3):
        assert claim_due(now=EIGHT).letters == 30


def test_moving_a_plan_within_its_day_does_not_ask_twice(plan):
    claim_due(now=EIGHT)
    plan.refresh_from_db()
    plan.local_time = time(22)
    plan.reckon(EIGHT + timedelta(minutes=10))
    plan.save()
    assert plan.next_on == date(2026, 6, 9)


@pytest.mark.django_db(transaction=True)
def test_eight_sweepers_at_once_double_nothing(run_in_threads):
    with time_machine.travel(MONDAY, tick=False):
        school = UserFactory().school
        for _ in range(120):
            PlanFactory(user=UserFactory(school=school))

    def sweeper():
        try:
            letters = 0
            while (claimed := claim_due(now=EIGHT, limit=7)).plans:
                letters += claimed.letters
            return letters
        finally:
            connections.close_all()

    assert sum(run_in_threads(sweeper, times=8)) == 120
    assert CheckIn.objects.count() == Letter.objects.count() == 120


@pytest.fixture
def fortnightly(plan):
    """A second plan of the same person that meets the first one every other Monday at 20:00."""
    with time_machine.travel(MONDAY, tick=False):
        return PlanFactory(user=plan.user, rhythm="fortnightly", starts_on=MONDAY.date())


def test_two_plans_that_meet_in_one_moment_ask_once(plan, fortnightly, mailbox):
    assert letters_sent_at(EIGHT) == 1
    assert letters_sent_at(EIGHT + NUDGE_AFTER) == 1
    assert CheckIn.objects.get().plan == plan
    for met in (plan, fortnightly):
        met.refresh_from_db()
        assert met.last_on == date(2026, 6, 8)
    assert [plan.next_on, fortnightly.next_on] == [date(2026, 6, 9), date(2026, 6, 22)]
    # The next day is the daily plan's alone; it had one letter that was ignored, the other had none.
    assert letters_sent_at(EIGHT + timedelta(days=1)) == 1
    assert set(Plan.objects.values_list("pk", "ignored")) == {(plan.pk, 1), (fortnightly.pk, 0)}


def test_where_one_of_two_that_meet_has_backed_off_the_other_still_writes(plan, fortnightly, mailbox):
    Plan.objects.filter(pk=plan.pk).update(ignored=4, last_letter_at=EIGHT - timedelta(days=2))
    assert letters_sent_at(EIGHT) == 1
    assert CheckIn.objects.get().plan == fortnightly


@pytest.mark.django_db(transaction=True)
def test_sweeps_that_meet_the_same_people_ask_once_and_never_wait_in_a_ring():
    """Each takes one plan of everybody, from opposite ends; both are held up at the person in the middle."""
    with time_machine.travel(MONDAY, tick=False):
        school = UserFactory().school
        people = [UserFactory(school=school) for _ in range(9)]
        for rhythm, everybody in (("daily", people), ("weekdays", people[::-1])):
            for person in everybody:
                PlanFactory(user=person, rhythm=rhythm, starts_on=MONDAY.date())

    def sweeper():
        try:
            return claim_due(now=EIGHT, limit=9).letters
        finally:
            connections.close_all()

    def waiting():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
            return cursor.fetchone()[0]

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            middle = CheckInFactory(user=people[4], plan=people[4].plans.first(), due_at=EIGHT)
            sweeps = [pool.submit(sweeper) for _ in range(2)]
            ends = monotonic() + 30
            while waiting() < 2 and monotonic() < ends:
                sleep(0.02)
            middle.delete()
        letters = [sweep.result(30) for sweep in sweeps]
    assert sum(letters) == CheckIn.objects.count() == Letter.objects.count() == 9
    assert not Plan.objects.filter(next_due_at__lte=EIGHT).exists()


def test_no_nudge_beside_the_letter_of_another_plan(plan, mailbox):
    with time_machine.travel(MONDAY, tick=False):
        PlanFactory(user=plan.user, local_time=time(23), is_nudged=False)
    assert letters_sent_at(EIGHT) == 1
    assert letters_sent_at(EIGHT + NUDGE_AFTER) == 1
    assert not Letter.objects.waiting().exists()
    assert not CheckIn.objects.exclude(remind_at=None).exists()


def test_what_somebody_put_off_comes_back_beside_another_plan(plan, mailbox):
    with time_machine.travel(MONDAY, tick=False):
        PlanFactory(user=plan.user, local_time=time(21), is_nudged=False)
    assert letters_sent_at(EIGHT) == 1
    snooze_checkin(checkin=CheckIn.objects.get(), remind_at=EIGHT + timedelta(hours=1), now=EIGHT)
    assert letters_sent_at(EIGHT + timedelta(hours=1)) == 2


def test_a_checkin_that_closed_while_postponed_is_let_go(plan, mailbox):
    letters_sent_at(EIGHT)
    CheckIn.objects.update(remind_at=EIGHT + timedelta(hours=30))
    assert remind_again(now=EIGHT + timedelta(hours=31)).letters == 0
    assert not CheckIn.objects.filter(remind_at__isnull=False).exists()
    assert timezone.now() > EIGHT
