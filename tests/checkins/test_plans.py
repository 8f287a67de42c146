"""A student chooses when to be asked, changes it, ends it, and takes it up again."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from checkins.models import CheckIn, Plan
from checkins.planning import coming
from checkins.reminders import claim_due
from checkins.tasks import sweep
from tests.factories import CheckInFactory, PlanFactory

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday noon in London
NEW = "/check-in/plans/new/"
DAILY = {"rhythm": "daily", "local_time": "20:00", "time_zone": "Europe/London", "is_nudged": "on"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize(
    ("typed", "next_due_at"),
    [
        ({"rhythm": "daily"}, datetime(2026, 11, 23, 20, tzinfo=UTC)),
        ({"rhythm": "weekdays", "local_time": "08:00"}, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ({"rhythm": "chosen", "weekdays": ["3", "7"]}, datetime(2026, 11, 25, 20, tzinfo=UTC)),
        ({"rhythm": "fortnightly", "starts_on": "2026-11-26"}, datetime(2026, 11, 26, 20, tzinfo=UTC)),
        ({"rhythm": "monthly", "starts_on": "2026-12-31"}, datetime(2026, 12, 31, 20, tzinfo=UTC)),
        ({"time_zone": "Asia/Kolkata"}, datetime(2026, 11, 23, 14, 30, tzinfo=UTC)),
    ],
)
def test_every_rhythm_can_be_chosen(client, ada, typed, next_due_at):
    client.force_login(ada)
    made = client.post(NEW, DAILY | typed)
    assert made.status_code == 302
    assert Plan.objects.get(user=ada).next_due_at == next_due_at


def test_the_next_one_is_said_in_the_readers_own_zone(client, ada):
    client.force_login(ada)
    page = client.post(NEW, DAILY | {"time_zone": "America/New_York"}, follow=True).content.decode()
    assert "The next one is tomorrow at 01:00." in page
    assert "America/New_York" in page


def test_a_plan_that_the_school_suggests_is_offered_and_not_imposed(client, ada):
    ada.school.default_rhythm = "fortnightly"
    ada.school.save()
    client.force_login(ada)
    page = client.get(NEW)
    assert page.context["form"].initial["rhythm"] == "fortnightly"
    assert b"Your school suggests this one. It is yours to choose." in page.content
    client.post(NEW, DAILY)
    assert Plan.objects.get().rhythm == "daily"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"rhythm": ""}, "rhythm", "choose how often"),
        ({"rhythm": "hourly"}, "rhythm", "choose one of these"),
        ({"rhythm": "chosen"}, "weekdays", "at least one day"),
        ({"rhythm": "chosen", "weekdays": ["8"]}, "weekdays", "choose from these days"),
        ({"rhythm": "chosen", "weekdays": ["\x00"]}, "weekdays", "choose from these days"),
        ({"local_time": ""}, "local_time", "give a time"),
        ({"local_time": "25:99"}, "local_time", "time of day"),
        ({"local_time": "x" * 1_000_000}, "local_time", "time of day"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "do not know this time zone"),
        ({"time_zone": "<script>"}, "time_zone", "do not know this time zone"),
        ({"time_zone": ""}, "time_zone", "still missing"),
        ({"rhythm": "monthly", "starts_on": "2020-01-01"}, "starts_on", "from today on"),
        ({"rhythm": "monthly", "starts_on": "9999-12-31"}, "starts_on", "within a year"),
        ({"rhythm": "monthly", "starts_on": "31/31/31"}, "starts_on", "give a date"),
        ({"rhythm": "fortnightly", "starts_on": "\u202e🙂"}, "starts_on", "give a date"),
    ],
)
def test_what_cannot_be_says_why_beside_its_field(client, ada, typed, field, said):
    client.force_login(ada)
    page = client.post(NEW, DAILY | typed)
    assert page.status_code == 200
    assert said in " ".join(page.context["form"].errors[field])
    assert not Plan.objects.exists()


def test_a_first_day_that_was_not_asked_for_cannot_be_wrong(client, ada):
    client.force_login(ada)
    client.post(NEW, DAILY | {"starts_on": "2020-01-01"})
    assert Plan.objects.get().starts_on == date(2026, 11, 23)


def test_pressing_twice_makes_one_plan(client, ada):
    client.force_login(ada)
    client.post(NEW, DAILY)
    client.post(NEW, DAILY)
    assert Plan.objects.count() == 1
    client.post(NEW, DAILY | {"local_time": "07:00"})
    assert Plan.objects.count() == 2


def test_there_is_room_for_eight(client, ada):
    for hour in range(8):
        PlanFactory(user=ada, local_time=time(hour))
    client.force_login(ada)
    assert client.post(NEW, DAILY).url == reverse("checkins:plans")
    assert Plan.objects.count() == 8


def test_quiet_hours_are_said_where_the_time_is_chosen(client, ada):
    ada.quiet_from, ada.quiet_until = time(19), time(7)
    ada.save()
    client.force_login(ada)
    assert b"Your quiet hours are 19:00 to 07:00." in client.get(NEW).content
    page = client.post(NEW, DAILY, follow=True).content.decode()
    assert "That is in your quiet hours, so the letter waits until 07:00." in page


@pytest.mark.parametrize(
    "changed",
    [
        {"local_time": "23:30"},
        {"time_zone": "Pacific/Honolulu"},
        {"time_zone": "Pacific/Kiritimati"},
        {"rhythm": "weekdays", "local_time": "21:00"},
    ],
)
def test_a_change_in_mid_week_keeps_one_occasion_to_a_local_day(client, ada, clock, changed):
    plan = PlanFactory(user=ada)
    clock.move_to(plan.next_due_at + timedelta(minutes=1))
    claim_due(now=datetime.now(UTC))
    first = CheckIn.objects.get()
    client.force_login(ada)
    client.post(reverse("checkins:plan-edit", args=[plan.pk]), DAILY | changed)
    plan.refresh_from_db()
    assert plan.last_on == first.occasion_on
    assert plan.next_on > first.occasion_on
    for _ in range(3):
        plan.refresh_from_db()
        clock.move_to(plan.next_due_at + timedelta(minutes=1))
        claim_due(now=datetime.now(UTC))
    days = list(CheckIn.objects.values_list("occasion_on", flat=True))
    assert len(days) == len(set(days)) == 4


def test_an_open_question_closes_when_the_changed_plan_asks_the_next(client, ada):
    plan = PlanFactory(user=ada, rhythm="monthly", starts_on=date(2026, 11, 1))
    checkin = CheckInFactory(user=ada, plan=plan, closes_at=NOW + timedelta(days=3))
    client.force_login(ada)
    client.post(reverse("checkins:plan-edit", args=[plan.pk]), DAILY)
    plan.refresh_from_db()
    checkin.refresh_from_db()
    assert checkin.closes_at == plan.next_due_at == datetime(2026, 11, 23, 20, tzinfo=UTC)


def test_a_plan_ends_after_a_question_and_can_be_taken_up_again(client, ada, clock):
    plan = PlanFactory(user=ada)
    client.force_login(ada)
    url = reverse("checkins:plan-end", args=[plan.pk])
    assert b"End this plan?" in client.get(url).content
    plan.refresh_from_db()
    assert plan.ended_at is None
    assert b"Undo" in client.post(url, follow=True).content
    assert not Plan.objects.running().exists()
    clock.shift(timedelta(hours=10))
    client.post(reverse("checkins:plan-resume", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.ended_at is None
    assert plan.next_due_at == datetime(2026, 11, 24, 20, tzinfo=UTC)


def test_after_a_day_an_ended_plan_stays_ended(client, ada, clock):
    plan = PlanFactory(user=ada, ended_at=NOW)
    clock.shift(timedelta(days=1, minutes=1))
    client.force_login(ada)
    client.post(reverse("checkins:plan-resume", args=[plan.pk]))
    assert not Plan.objects.running().exists()


@pytest.mark.parametrize("name", ["plan-edit", "plan-end", "plan-resume", "plan-as-before"])
def test_a_plan_is_its_owners_alone(client, ada, zed, wil, name):
    plan = PlanFactory(user=ada, ignored=3)
    for person in (zed, wil):
        client.force_login(person)
        assert client.post(reverse(f"checkins:{name}", args=[plan.pk]), DAILY).status_code == 404
    plan.refresh_from_db()
    assert (plan.ignored, plan.ended_at) == (3, None)


def test_saying_hello_ends_with_a_plan_or_without(client, ada, zed):
    for person, typed, plans in ((ada, DAILY, 1), (zed, {"skip": "1"}, 0)):
        person.onboarded_at = None
        person.save()
        client.force_login(person)
        assert b"Skip this" in client.get(f"{NEW}?hello=1").content
        assert client.post(f"{NEW}?hello=1", typed).url == reverse("today")
        person.refresh_from_db()
        assert person.onboarded_at == NOW
        assert person.plans.count() == plans


def test_the_list_asks_a_fixed_number_of_times(client, ada, django_assert_max_num_queries):
    for hour in range(7):
        PlanFactory(user=ada, local_time=time(hour), ignored=2)
    client.force_login(ada)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("checkins:plans"))
    assert page.content.count(b"We write less often just now") == 7


def what_the_page_says(client):
    page = client.get(reverse("checkins:plans")).content.decode()
    return re.search(r"<dt>Next</dt><dd>(.*?)</dd>", page)[1]


def first_asked(plan, clock):
    """Turns the wheel every half hour until the plan asks; returns when it did."""
    for _ in range(48 * 40):
        sweep()
        if made := CheckIn.objects.filter(plan=plan).first():
            return made.due_at
        clock.shift(timedelta(minutes=30))
    raise AssertionError("It never asked.")


@pytest.mark.parametrize(
    ("pauses", "said"),
    [
        ([(-1, 3)], "Thursday at 20:00, after your pause"),
        # An exam block that is still to come, but before the next time.
        ([(0.2, 7.5)], "Tuesday 1 December at 20:00, after your pause"),
        # Two that follow each other.
        ([(-1, 3), (2.5, 5.2)], "Saturday at 20:00, after your pause"),
        # It ends at the very instant, and one that begins after it.
        ([(-1, 8 / 24), (1, 9)], "Today at 20:00"),
    ],
)
def test_the_next_one_is_after_the_pause_as_the_page_says(client, ada, clock, pauses, said):
    for starts, ends in pauses:
        ada.pauses.create(starts_at=NOW + timedelta(days=starts), ends_at=NOW + timedelta(days=ends))
    client.force_login(ada)
    saved = client.post(reverse("checkins:plan-new"), DAILY, follow=True).content.decode()
    assert f"the next one is {said}".lower() in saved.lower()
    assert what_the_page_says(client) == said
    index = client.get(reverse("checkins:index")).content.decode()
    assert f"Your next check-in is {said.split(',')[0]}".lower() in index.lower()
    plan = Plan.objects.get()
    promised = coming(plan, ada, ada.pauses.all()).at
    assert first_asked(plan, clock) == promised


def test_within_a_year_is_a_whole_year(client, ada):
    client.force_login(ada)
    url = reverse("checkins:plan-new")
    typed = DAILY | {"rhythm": "monthly", "starts_on": "2027-11-24"}
    assert b"within a year" in client.post(url, typed).content
    assert client.post(url, typed | {"starts_on": "2027-11-23"}).status_code == 302


def test_a_plan_is_not_changed_into_one_that_is_there_already(client, ada):
    PlanFactory(user=ada)
    other = PlanFactory(user=ada, rhythm="monthly", local_time=time(9))
    client.force_login(ada)
    page = client.post(reverse("checkins:plan-edit", args=[other.pk]), DAILY, follow=True).content.decode()
    assert "This one stays as it was." in page
    other.refresh_from_db()
    assert (other.rhythm, other.local_time) == ("monthly", time(9))
    # Saving it as it is is no second one.
    assert (
        "Kept."
        in client.post(
            reverse("checkins:plan-edit", args=[other.pk]),
            {**DAILY, "rhythm": "monthly", "local_time": "09:00", "starts_on": ""},
            follow=True,
        ).content.decode()
    )
