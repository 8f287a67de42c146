"""A school's own contact: who they are, and whether anybody is there, without a promise that is not true."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import School, User

PAGE = "/help-now/my-school/"
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 28, 23, 0, tzinfo=UTC)


@pytest.fixture
def body(client, ada, time_machine):
    def read(at: datetime) -> str:
        time_machine.move_to(at, tick=False)
        client.force_login(ada)
        answer = client.get(PAGE)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_it_says_that_somebody_is_there_and_until_when(body, wil):
    read = body(MONDAY_NOON)
    assert "Somebody is there now" in read
    assert "staffed until 17:00 today" in read
    assert 'href="tel:+442079460000"' in read
    assert "09:00 to 17:00" in read
    assert 'href="/help-now/at/northgate/"' in read


def test_it_says_that_nobody_is_there_and_when_they_are_back(body, wil):
    read = body(SATURDAY_NIGHT)
    assert "Nobody is there now" in read
    assert "Monday at 09:00" in read
    assert "Somebody is there now" not in read


def test_without_hours_nobody_is_promised(body, school):
    school.staffed_hours.all().delete()
    read = body(MONDAY_NOON)
    assert "Somebody is there now" not in read
    assert "has not told us when" in read


def test_asking_to_be_contacted_is_offered_only_where_somebody_is_on_duty(body, wil):
    assert reverse("checkins:ask") in body(MONDAY_NOON)
    User.objects.filter(pk=wil.pk).update(is_on_duty_list=False)
    assert reverse("checkins:ask") not in body(MONDAY_NOON)


def test_a_school_without_a_contact_says_so(body):
    School.objects.update(urgent_contact_name="", urgent_contact_phone="")
    assert "Your school has not given us a contact yet." in body(MONDAY_NOON)


def test_help_now_stands_first(body):
    read = body(MONDAY_NOON)
    assert read.index("Do not wait for your school") < read.index("Wellbeing desk")


def test_somebody_without_a_school_and_somebody_without_a_session(client, op):
    assert client.get(PAGE).status_code == 302
    client.force_login(op)
    assert "You do not belong to a school here" in client.get(PAGE).content.decode()
