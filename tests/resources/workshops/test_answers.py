"""What those who were there say: nobody is on the row, and it is shown in fives."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import erase_person
from resources.models import SignUp, Workshop, WorkshopAnswer
from resources.models.workshops import SAY_SO_FOR
from resources.tasks import tidy
from resources.workshops.answers import answer_workshop, heard_of
from tests.factories import SignUpFactory, UserFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(school):
    return WorkshopFactory(school=school, past=True)


@pytest.fixture
def seat(workshop, ada):
    return SignUpFactory(workshop=workshop, user=ada)


def say(client, workshop, **more):
    address = reverse("resources:workshop-answer", args=[workshop.key])
    return client.post(address, {"worth": "4", "words": "More pauses.", **more})


def came(client, workshop, was_there="yes"):
    address = reverse("resources:workshop-attended", args=[workshop.key])
    return client.post(address, {"was-there": was_there})


def others(workshop, count, **said):
    for number in range(count):
        person = UserFactory(school=workshop.school)
        SignUpFactory(workshop=workshop, user=person, was_there=True)
        values = {"worth": number % 5 + 1, "words": f"Words {number}", **said}
        assert answer_workshop(workshop=workshop, by=person, now=timezone.now(), **values)


def test_saying_that_one_was_there_leads_to_two_questions(client, ada, workshop, seat):
    client.force_login(ada)
    assert "I was there" in client.get(workshop.get_absolute_url()).text
    response = came(client, workshop)
    assert response.url == reverse("resources:workshop-answer", args=[workshop.key])
    assert "Was it worth your time?" in client.get(response.url).text
    assert say(client, workshop).url == workshop.get_absolute_url()
    assert WorkshopAnswer.objects.get().worth == 4
    page = client.get(workshop.get_absolute_url()).text
    assert "what it was like. Thank you." in page
    assert "More pauses" not in page


def test_one_answers_once_and_cannot_have_been_absent_afterwards(client, ada, workshop, seat):
    client.force_login(ada)
    came(client, workshop)
    say(client, workshop)
    assert say(client, workshop).url == workshop.get_absolute_url()
    came(client, workshop, "no")
    assert SignUp.objects.get().was_there
    assert WorkshopAnswer.objects.count() == 1


def test_who_had_no_seat_was_not_there_says_nothing(client, zed, workshop):
    client.force_login(zed)
    came(client, workshop)
    assert say(client, workshop).status_code == 404
    waiting = SignUpFactory(workshop=workshop, user=zed, seated_at=None)
    came(client, workshop)
    waiting.refresh_from_db()
    assert not waiting.was_there
    assert say(client, workshop).status_code == 404


@pytest.mark.parametrize("change", ["not over", "long over", "called off"])
def test_there_is_a_time_for_it(client, ada, workshop, seat, change):
    now = timezone.now()
    if change == "not over":
        workshop.ends_at = now + timedelta(minutes=5)
    elif change == "long over":
        workshop.starts_at = workshop.closes_at = now - SAY_SO_FOR - timedelta(days=1)
        workshop.ends_at = now - SAY_SO_FOR
    else:
        workshop.cancelled_at, workshop.cancelled_because = now, "Flu."
    workshop.save()
    client.force_login(ada)
    came(client, workshop)
    seat.refresh_from_db()
    assert not seat.was_there


def test_nothing_is_shown_below_five_neither_to_staff(client, ada, wil, workshop):
    others(workshop, 4)
    assert heard_of(workshop) is None
    for person, address in (
        (ada, workshop.get_absolute_url()),
        (wil, workshop.get_absolute_url()),
        (wil, reverse("admin:resources_workshop_change", args=[workshop.pk])),
    ):
        client.force_login(person)
        assert "Words " not in client.get(address).text
    others(workshop, 1)
    heard = heard_of(workshop)
    assert heard.count == 5
    assert len(heard.words) == 5
    client.force_login(ada)
    assert "5 people answered" in client.get(workshop.get_absolute_url()).text


def test_a_new_answer_never_appears_by_itself(workshop):
    others(workshop, 9)
    assert heard_of(workshop).count == 5
    others(workshop, 1)
    assert heard_of(workshop).count == 10


def test_no_row_tells_whose_it_is_by_its_place_or_its_moment(workshop):
    """One moment of writing for all of a workshop's answers, so none can be matched with a spent sign-up."""
    others(workshop, 7)
    assert {field.name for field in WorkshopAnswer._meta.get_fields()} == {
        "id",
        "workshop",
        "worth",
        "words",
        "is_shown",
        "is_taken_down",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM resources_workshopanswer ORDER BY ctid")
        by_place = [pk for (pk,) in cursor.fetchall()]
        assert by_place == sorted(by_place)  # the lot's own order
        cursor.execute("SELECT count(DISTINCT cmin::text) FROM resources_workshopanswer")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_no_answer_shares_its_transaction_with_one_sign_up(school):
    workshop = WorkshopFactory(school=school, past=True)
    others(workshop, 6)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text), count(*) FROM resources_workshopanswer")
        assert cursor.fetchone() == (1, 6)


def test_words_that_hurt_are_taken_down_and_the_number_stays(client, ada, wil, workshop):
    others(workshop, 5, words="hurting-words")
    answers = list(WorkshopAnswer.objects.all())
    page = reverse("admin:resources_workshop_change", args=[workshop.pk])
    client.force_login(wil)
    assert "hurting-words" in client.get(page).text
    WorkshopAnswer.objects.filter(pk=answers[0].pk).update(is_taken_down=True)
    heard = heard_of(workshop)
    assert (heard.count, len(heard.words)) == (5, 4)


def test_the_log_of_an_answer_names_nobody(client, ada, workshop, seat, caplog):
    caplog.set_level("INFO")
    client.force_login(ada)
    came(client, workshop)
    say(client, workshop)
    lines = [
        record for record in caplog.records if getattr(record, "page", "") == "resources:workshop-answer"
    ]
    assert [line.user_id for line in lines] == [None]


def test_after_four_weeks_the_list_goes_and_numbers_stay(workshop, ada):
    others(workshop, 6)
    SignUpFactory(workshop=workshop, user=ada)
    assert tidy() == 0
    ended = timezone.now() - SAY_SO_FOR
    Workshop.objects.update(starts_at=ended - timedelta(hours=2), closes_at=ended - timedelta(hours=2))
    Workshop.objects.update(ends_at=ended)
    assert tidy() == 7
    assert not SignUp.objects.exists()
    row = Workshop.objects.with_numbers().get()
    assert (row.seated, row.came) == (7, 6)
    assert heard_of(row).count == 6
    assert tidy() == 0


def test_few_who_came_are_not_counted_aloud(client, ada, workshop):
    SignUpFactory.create_batch(4, workshop=workshop, was_there=True)
    assert Workshop.objects.with_numbers().get().came is None
    SignUpFactory(workshop=workshop, was_there=True)
    client.force_login(ada)
    assert "5 people said that they were there" in client.get(reverse("resources:workshops-past")).text


def test_who_leaves_takes_the_sign_up_along_and_not_what_was_said(workshop):
    others(workshop, 5)
    person = SignUp.objects.first().user
    erase_person(user=person, now=timezone.now())
    assert not SignUp.objects.filter(user=person.pk).exists()
    assert heard_of(workshop).count == 5
