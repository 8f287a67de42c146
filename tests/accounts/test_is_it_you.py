"""Before what could take an account away, somebody who signs in by code alone shows once more that it is them."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from accounts.is_it_you import BEFORE
from tests.factories import give_second_factor

pytestmark = pytest.mark.django_db

HERE = "/you/is-it-you/"
LEAVE = "/you/data/leave/"


@pytest.fixture
def left_open(client, ada, time_machine):
    """Ada's session, an hour after she signed in and read her first page."""
    client.force_login(ada)
    client.get("/")
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    return client


@pytest.mark.parametrize("route", sorted(BEFORE))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_screen_that_was_left_open_is_not_enough(left_open, ada, route, method):
    response = getattr(left_open, method)(
        reverse(route), {"alias": ada.alias, "email": "mine@elsewhere.example"}
    )
    assert response.url.split("?")[0] == HERE
    ada.refresh_from_db()
    assert ada.emailaddress_set.count() == 1


def test_who_has_just_signed_in_is_not_asked(client, ada):
    client.force_login(ada)
    assert client.get(LEAVE).status_code == 200


def test_signing_in_on_another_device_opens_nothing_here(left_open, ada):
    ada.last_login = timezone.now()
    ada.save()
    UserSession.objects.create(user=ada, session_key="another", ip="127.0.0.1", user_agent="a phone")
    assert left_open.get(LEAVE).status_code == 302


def test_a_code_opens_it_for_a_while(left_open, ada, letters, code_in, time_machine):
    page = left_open.get(LEAVE, follow=True)
    assert page.context["next"] == LEAVE
    assert not letters, "opening a page writes no letter"
    left_open.post(HERE, {"send": "1", "next": LEAVE})
    assert letters[0]["To"] == ada.email
    assert left_open.post(HERE, {"code": code_in(), "next": LEAVE}).url == LEAVE
    assert left_open.get(LEAVE).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert left_open.get(LEAVE).status_code == 302


def test_three_wrong_codes_and_it_is_forgotten(left_open, letters, code_in):
    left_open.post(HERE, {"send": "1"})
    for _ in range(3):
        left_open.post(HERE, {"code": "WRONG-CODE"})
    left_open.post(HERE, {"code": code_in()})
    assert left_open.get(LEAVE).status_code == 302


def test_an_empty_code_costs_no_try(left_open, letters, code_in):
    left_open.post(HERE, {"send": "1"})
    for _ in range(4):
        assert "This is still missing." in left_open.post(HERE, {"code": ""}).text
    assert left_open.post(HERE, {"code": code_in()}).status_code == 302


def test_without_a_letter_no_code_is_right(left_open):
    for code in ("", "None", "0"):
        assert left_open.post(HERE, {"code": code}).status_code == 200
    assert left_open.get(LEAVE).status_code == 302


def test_it_leads_nowhere_else(left_open, letters, code_in):
    left_open.post(HERE, {"send": "1", "next": "https://elsewhere.example/"})
    response = left_open.post(HERE, {"code": code_in(), "next": "https://elsewhere.example/"})
    assert response.url == reverse("accounts:you")


def test_a_mailbox_is_not_flooded(left_open, letters):
    for _ in range(6):
        left_open.post(HERE, {"send": "1"})
    assert len(letters) == 4


def test_who_has_another_way_is_asked_for_that(left_open, ada):
    give_second_factor(ada)
    assert left_open.get(LEAVE).url.startswith("/account/2fa/reauthenticate/")
