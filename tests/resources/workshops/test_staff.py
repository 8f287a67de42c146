"""Planning in admin: wall times of the school, warnings before exams, calling off, once more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Letter, Pause
from resources.models import SignUp, Workshop
from resources.workshops.exams import WARNING
from tests.factories import SignUpFactory, UserFactory, WorkshopAnswerFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

ADD = "admin:resources_workshop_add"
LIST = "admin:resources_workshop_changelist"
FORM = {
    "title": "Listening in pairs",
    "summary": "Ten minutes each way.",
    "body": "## How\n\n<script>no</script>",
    "on": "2027-07-01",
    "begins": "18:00",
    "ends": "19:30",
    "closes_before": "24",
    "place": "Room 9",
    "link": "",
    "capacity": "12",
    "contact": "",
    "support": ["emotional"],
    "is_shown": "on",
    "answers-TOTAL_FORMS": "0",
    "answers-INITIAL_FORMS": "0",
}


def exam_blocks(school, count, *, starts, days=5):
    for person in UserFactory.create_batch(count, school=school):
        Pause.objects.create(
            user=person,
            name="Finals",
            is_exam_block=True,
            starts_at=starts,
            ends_at=starts + timedelta(days=days),
        )


def act(client, action, *rows, **more):
    values = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(LIST), values, follow=True)


def test_times_are_those_of_the_school_whatever_clock_staff_keep(staff, wil):
    wil.time_zone = "Asia/Tokyo"
    wil.save()
    assert staff.post(reverse(ADD), FORM).status_code == 302
    made = Workshop.objects.get()
    assert made.school == wil.school
    assert (made.starts_at, made.ends_at) == (
        datetime(2027, 7, 1, 17, tzinfo=UTC),
        datetime(2027, 7, 1, 18, 30, tzinfo=UTC),
    )
    assert made.closes_at == datetime(2027, 6, 30, 17, tzinfo=UTC)
    assert "<script>" not in made.body_html
    page = staff.get(reverse("admin:resources_workshop_change", args=[made.pk])).text
    for value in ('value="2027-07-01"', 'value="18:00"', 'value="19:30"', 'value="24"'):
        assert value in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("link", "http://zoom.us/j/1", "begin with https://"),
        ("link", "https://me:secret@zoom.us/j/1", "name and password"),
        ("link", "javascript:alert(1)", "begin with https://"),
        ("ends", "17:00", "ends before it begins"),
        ("place", "", "Say where it is"),
        ("capacity", "0", "At least 1, please"),
        ("capacity", "9" * 400, "error"),
        ("on", "9999-99-99", "A day, please"),
        ("closes_before", "-1", "At least 0, please"),
        ("title", "x" * 200, "at most 120"),
        ("title", "a\0b", "a letter in this that cannot be shown"),
        ("support", ["no-such"], "This cannot be chosen here"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(staff, field, value, words):
    response = staff.post(reverse(ADD), {**FORM, field: value})
    assert response.status_code == 200
    assert words in response.text
    assert not Workshop.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_odd_years_are_no_fault(staff, day):
    assert staff.post(reverse(ADD), {**FORM, "on": day}).status_code in (200, 302)


@pytest.mark.parametrize(
    ("count", "days_after", "warned"),
    [(10, 3, True), (9, 3, False), (10, 8, False), (10, -2, True), (10, -30, False)],
)
def test_staff_are_warned_of_exams_that_ten_or_more_speak_of(staff, school, count, days_after, warned):
    exam_blocks(school, count, starts=datetime(2027, 7, 1, 18, tzinfo=UTC) + timedelta(days=days_after))
    page = staff.post(reverse(ADD), FORM, follow=True).text
    assert (WARNING in page) is warned
    assert Workshop.objects.count() == 1  # never refused


def test_ten_blocks_of_one_person_and_those_of_another_school_count_for_nothing(staff, ada, other_school):
    starts = datetime(2027, 7, 2, tzinfo=UTC)
    for _ in range(10):
        Pause.objects.create(
            user=ada, is_exam_block=True, starts_at=starts, ends_at=starts + timedelta(days=1)
        )
    exam_blocks(other_school, 12, starts=starts)
    assert WARNING not in staff.post(reverse(ADD), FORM, follow=True).text


def test_calling_several_off_needs_words_and_tells_those_who_signed_up(staff, school, ada):
    first, second = WorkshopFactory.create_batch(2, school=school)
    SignUpFactory(workshop=first, user=ada)
    page = act(staff, "call_off", first, second, because="  ").text
    assert "Say beside the button why" in page
    assert not Workshop.objects.exclude(cancelled_at=None).exists()
    act(staff, "call_off", first, second, because="Somebody is ill.")
    assert Workshop.objects.exclude(cancelled_at=None).count() == 2
    assert Letter.objects.get(kind="workshop-changed").recipient == ada
    act(staff, "take_up_again", first)
    assert Workshop.objects.exclude(cancelled_at=None).get() == second


def test_the_reason_stands_on_the_page(client, staff, school, ada):
    workshop = WorkshopFactory(school=school)
    act(staff, "call_off", workshop, because="Somebody is ill.")
    client.force_login(ada)
    assert "Somebody is ill." in client.get(workshop.get_absolute_url()).text


def test_once_more_is_a_draft_a_week_later_at_the_same_hour_without_people(staff, school):
    before = datetime(2027, 3, 25, 18, tzinfo=UTC)  # the clocks of London change on the 28th
    workshop = WorkshopFactory(school=school, starts_at=before)
    SignUpFactory(workshop=workshop)
    act(staff, "copy", workshop)
    new = Workshop.objects.latest("pk")
    assert new.starts_at == datetime(2027, 4, 1, 17, tzinfo=UTC)
    assert not new.is_shown
    assert new.key != workshop.key
    assert SignUp.objects.filter(workshop=new).count() == 0


def test_staff_of_another_school_reach_nothing(client, school, other_school):
    workshop = WorkshopFactory(school=other_school)
    theirs = reverse("admin:resources_workshop_change", args=[workshop.pk])
    staff = UserFactory(school=school, is_staff=True)
    client.force_login(staff)
    for action in ("call_off", "copy"):
        act(client, action, workshop, because="No.")
    assert client.get(theirs).status_code in (302, 404)
    workshop.refresh_from_db()
    assert not workshop.is_cancelled
    assert Workshop.objects.count() == 1


def test_words_are_taken_down_in_admin(staff, school):
    workshop = WorkshopFactory(school=school, past=True)
    answers = WorkshopAnswerFactory.create_batch(5, workshop=workshop, words="hurting")
    page = reverse("admin:resources_workshop_change", args=[workshop.pk])
    starts = workshop.starts_at.astimezone(workshop.zone).replace(hour=10, minute=0)
    form = {
        **FORM,
        "on": f"{starts:%Y-%m-%d}",
        "begins": "10:00",
        "ends": "11:00",
        "answers-TOTAL_FORMS": "5",
        "answers-INITIAL_FORMS": "5",
    }
    for place, answer in enumerate(answers):
        form |= {f"answers-{place}-id": str(answer.pk), f"answers-{place}-workshop": str(workshop.pk)}
    form["answers-2-is_taken_down"] = "on"
    response = staff.post(page, form)
    assert response.status_code == 302, response.context["errors"]
    assert [row.is_taken_down for row in answers if not row.refresh_from_db()].count(True) == 1


def test_the_list_in_admin_asks_as_often_for_many_as_for_few(staff, school):
    staff.get(reverse(LIST))  # notes when somebody was last seen, once in a while
    counts = []
    for size in (1, 20):
        WorkshopFactory.create_batch(size, school=school)
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(reverse(LIST)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_start_page_says_that_people_wait_for_a_seat(staff, school, other_school):
    line = "1 workshop to come is full, and people wait for a seat"
    SignUpFactory(workshop=WorkshopFactory(school=other_school, capacity=1), seated_at=None)
    assert line not in staff.get(reverse("admin:index")).text
    workshop = WorkshopFactory(school=school, capacity=1)
    SignUpFactory(workshop=workshop)
    SignUpFactory.create_batch(2, workshop=workshop, seated_at=None)
    assert line in staff.get(reverse("admin:index")).text
